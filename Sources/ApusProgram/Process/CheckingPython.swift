// The Python that compares an exported module with Apus, and what is missing if it cannot.

internal import Foundation

/// A Python that is found on the search path, or by its own path.
struct CheckingPython {
  /// As it was given.
  private let name: String

  /// The Python of a name.
  init(_ name: String) { self.name = name }

  /// Refuses a Python that is not there or has no JAX, before it is taken for a module's mistake.
  func requireJAX(toCheck file: String) throws(ProgramFailure) {
    let (status, output) = try run(["-c", "import jax, numpy"], isQuiet: true)
    let last = output.split(separator: "\n").last.map(String.init) ?? "it ended with status \(status)"
    switch status {
    case 0: return
    case 126, 127: throw failure("\(file) was not checked: there is no Python '\(name)': \(last)")
    case _ where last.contains("No module named"):
      throw failure(
        "\(file) was not checked: \(name) has no JAX (\(last)): install it (\(name) -m pip install jax), or name a Python "
          + "that has it by --python")
    default: throw failure("\(file) was not checked: \(name) cannot import JAX: \(last)")
    }
  }

  /// Runs the check of a module, whose output is this program's.
  func check(_ file: String) throws(ProgramFailure) {
    switch try run([file, "--check"], isQuiet: false).status {
    case 0: return
    case 1: throw failure("\(file) --check failed: the module does not give what Apus gives, or cannot run: see above")
    case let status: throw failure("\(file) --check ended with status \(status) before it had a result")
    }
  }

  private func failure(_ message: String) -> ProgramFailure { ProgramFailure(.software, message) }

  /// Runs Python to its end; negative statuses are signals.
  private func run(_ arguments: [String], isQuiet: Bool) throws(ProgramFailure) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = isQuiet ? Pipe() : nil
    if let pipe { (process.standardOutput, process.standardError) = (pipe, pipe) }
    do { try process.run() } catch { throw failure("\(name) cannot be run: \(error.localizedDescription)") }
    let output = pipe.map { String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) } ?? ""
    process.waitUntilExit()
    let status = process.terminationStatus
    return (process.terminationReason == .exit ? status : -status, output)
  }
}
