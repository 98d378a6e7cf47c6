// The root of a model's command line, and how its commands fail: one line and an exit status.

internal import ApusExtension
internal import ArgumentParser

/// The command line of a model.
struct ProgramCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Program.name, abstract: "Sample a model, verify its gradient rules, report its gradient.",
      subcommands: [
        SampleCommand<Program>.self, VerifyCommand<Program>.self, ReportCommand<Program>.self,
        ExportCommand<Program>.self,
      ],
      defaultSubcommand: SampleCommand<Program>.self)
  }

  /// Does a command's work; where it throws, the process ends with one line on the error stream and an exit status.
  static func doing(_ work: () throws -> Void) throws {
    do { try work() } catch let code as ExitCode { throw code } catch let failure as OutputFailure {
      throw failure
    } catch {
      let failure = error as? ProgramFailure ?? ProgramFailure(error)
      StandardError.say("\(Program.name): \(failure.message)\n")
      throw ExitCode(failure.status)
    }
  }
}

/// A failure that ends the program. Statuses other than 1 are those of sysexits.h.
struct ProgramFailure: Error {
  /// A gradient rule is wrong or missing.
  static let rule: Int32 = 1
  /// The model cannot be built or sampled.
  static let software: Int32 = 70
  /// The output cannot be written.
  static let cannotCreate: Int32 = 73

  let status: Int32
  let message: String

  init(status: Int32, message: String) {
    self.status = status
    self.message = message
  }

  /// The failure that an error of the model, or of its author's code, amounts to.
  init(_ error: any Error) {
    let status: Int32 =
      switch error {
      case let error as ModelError where error.isOfRules: Self.rule
      case JAXExportError.model(let error) where error.isOfRules: Self.rule
      case JAXExportError.unwritable: Self.cannotCreate
      default: Self.software
      }
    self.init(status: status, message: "\(error)")
  }
}

extension ModelError {
  /// Whether a gradient rule is wrong or missing, or tells nothing of a parameter.
  var isOfRules: Bool {
    switch self {
    case .gradient, .wrongRule, .discreteParameter, .zeroGradient: true
    default: false
    }
  }
}
