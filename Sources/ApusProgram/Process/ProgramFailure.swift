// How a program's commands fail: one line on the error stream and an exit status, as in sysexits.h.

internal import ApusExtension
internal import ApusSystem
package import ArgumentParser

extension ExitCode {
  /// A gradient rule is wrong or missing.
  package static let wrongRule = ExitCode(1)
  /// The draws of a fit cannot be trusted.
  package static let seriousConcern = ExitCode(1)
  /// Wrong options.
  package static let usage = ExitCode(64)
  /// Bad input data.
  package static let dataError = ExitCode(65)
  /// The input cannot be read.
  package static let noInput = ExitCode(66)
  /// The model cannot be built or sampled.
  package static let software = ExitCode(70)
  /// The output cannot be written.
  package static let cannotCreate = ExitCode(73)
  /// The output cannot be written to its end.
  package static let outputFailed = ExitCode(OutputFailure.status)
}

/// A failure that ends the program.
package struct ProgramFailure: Error {
  package let code: ExitCode
  package let message: String

  package init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Does a command's work; where it fails, says why in one line and ends it with the failure's exit status.
  package static func saying(_ program: String, _ work: () throws -> Void) throws {
    do { try work() } catch let failure as ProgramFailure {
      StandardError.say("\(program): \(failure.message)\n")
      throw failure.code
    }
  }
}
