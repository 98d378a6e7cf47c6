// A model's program as the commands of apus run it: where it is found, and what it answers to `verify --json`.

internal import ApusProgram
internal import Foundation

/// A program whose model conforms to `ModelProgram`.
struct ModelExecutable {
  /// What it answers to `verify`.
  struct Verdict {
    let passed: Bool
    /// For people.
    let text: String
    /// For machines.
    let json: String
  }

  /// What is read of the answer; other programs do not give it.
  private struct Answer: Decodable {
    let program, text: String
    let passed: Bool
  }

  private let file: URL

  /// The program at a path, or of a name beside this executable.
  init(_ name: String) throws(ProgramFailure) {
    let beside = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    let file = name.contains("/") ? URL(fileURLWithPath: name) : beside?.appendingPathComponent(name)
    var isFolder: ObjCBool = false
    guard let file, FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue,
      FileManager.default.isExecutableFile(atPath: file.path)
    else {
      let place = name.contains("/") ? "" : " in \(beside?.path ?? "the folder of apus")"
      throw ProgramFailure(.noInput, "\(name): there is no such program\(place); swift build makes it")
    }
    self.file = file
  }

  /// Runs the program, whose error stream is this one's.
  func verify(points: Int, seed: UInt64) throws(ProgramFailure) -> Verdict {
    let process = Process()
    process.executableURL = file
    process.arguments = ["verify", "--json", "--points", "\(points)", "--seed", "\(seed)"]
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch { throw failure("cannot be run: \(error.localizedDescription)") }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let status = process.terminationStatus
    guard process.terminationReason == .exit else { throw failure("was ended by signal \(status)") }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: bytes), status == (answer.passed ? 0 : 1) else {
      throw failure(
        status == 0
          ? "does not verify a model: it is no ModelProgram"
          : "did not verify its model: it ended with status \(status)")
    }
    let json = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return Verdict(passed: answer.passed, text: answer.text, json: json)
  }

  /// Runs the program with arguments, its output and error streams being this one's.
  ///
  /// - Returns: its exit status.
  func run(_ arguments: [String]) throws(ProgramFailure) -> Int32 {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { throw failure("cannot be run: \(error.localizedDescription)") }
    process.waitUntilExit()
    guard process.terminationReason == .exit else { throw failure("was ended by signal \(process.terminationStatus)") }
    return process.terminationStatus
  }

  /// Becomes the program: it has this process's streams, and signals reach it.
  func become(_ arguments: [String]) throws(ProgramFailure) -> Never {
    var pointers = ([file.path] + arguments).map { strdup($0) } + [nil]
    execv(file.path, &pointers)
    throw failure("cannot be run: \(String(cString: strerror(errno)))")
  }

  private func failure(_ reason: String) -> ProgramFailure { ProgramFailure(.software, "\(file.path) \(reason)") }
}
