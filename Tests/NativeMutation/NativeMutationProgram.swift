// The test of the check of native code: `make mutation-native` breaks the code of models and counts what is found.

internal import ApusExtension
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs the whole suite; arguments: `--programs N`, `--details` for all that was missed.
@main
struct NativeMutationProgram {
  static func main() throws {
    let arguments = CommandLine.arguments
    let programCount =
      arguments.firstIndex(of: "--programs").flatMap { arguments.dropFirst($0 + 1).first }.flatMap { Int($0) } ?? 500
    let total = Mutex(NativeMutationScore())
    DispatchQueue.concurrentPerform(iterations: programCount) { index in
      var score = NativeMutationScore()
      let subject = NativeSubject.all[index % NativeSubject.all.count]
      do { try score.breakInEveryWay(subject, CodeMutation.allCases, seed: UInt64(index)) } catch {
        print("\(subject.name), seed \(index): \(error)")
      }
      total.withLock { $0.add(score) }
    }
    let score = total.withLock { $0 }
    for alarm in score.falseAlarms { print("refused: \(alarm)") }
    let missed = score.missed.sorted()
    for line in arguments.contains("--details") ? missed : Array(missed.prefix(12)) { print("missed: \(line)") }
    print(score)
    exit(score.isEnough && score.programCount == programCount ? 0 : 1)
  }
}
