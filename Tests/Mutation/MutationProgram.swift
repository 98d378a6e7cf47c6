// The verifier's own test: `make mutation` breaks correct Ops in every way it knows and counts what is caught and named.

internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs the whole suite; arguments: `--points N` random points for each correct Op, `--details` for all findings.
@main
struct MutationProgram {
  static func main() {
    let arguments = CommandLine.arguments
    let pointCount =
      arguments.firstIndex(of: "--points").flatMap { arguments.dropFirst($0 + 1).first }.flatMap { Int($0) } ?? 2000
    // Mutants one after the other: two threads of the verifier itself need the processors.
    var score = MutationScore()
    for subject in Subject.all {
      for (seed, broadcasts) in [(11, false), (12, true)] {
        score.breakInEveryWay(subject, MutationKind.allCases, seed: UInt64(seed), broadcasts: broadcasts)
      }
    }
    print("\(score.kinds.count) kinds of wrong rule in \(score.subjects.count) correct Ops")
    let total = Mutex(score)
    DispatchQueue.concurrentPerform(iterations: Subject.all.count) { index in
      var part = MutationScore()
      part.trust(Subject.all[index], pointCount: pointCount, seed: UInt64(index))
      total.withLock { $0.add(part) }
    }
    score = total.withLock { $0 }
    let findings = score.findings.sorted()
    let isDetailed = arguments.contains("--details")
    for kind in ["missed", "refused", "misnamed"] {
      let some = findings.filter { $0.hasPrefix(kind) }
      for finding in isDetailed ? some : Array(some.prefix(12)) { print(finding) }
    }
    print(score.description)
    exit(score.isEnough && score.kinds.count >= 25 && score.subjects.count >= 20 ? 0 : 1)
  }
}
