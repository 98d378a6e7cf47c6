// The root of a model's command line, and what errors of its model amount to.

internal import ApusExtension
internal import ArgumentParser

/// The command line of a model.
struct ProgramCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Program.name, abstract: "Sample a model, verify its gradient rules, report its gradient.",
      subcommands: [
        SampleCommand<Program>.self, VerifyCommand<Program>.self, ReportCommand<Program>.self,
        PredictCommand<Program>.self, ExportCommand<Program>.self, DiagnoseCommand.self, CompareCommand.self,
        ConvertCommand.self,
      ],
      defaultSubcommand: SampleCommand<Program>.self)
  }

  /// Does a command's work; where it throws, the process ends with one line on the error stream and an exit status.
  static func doing(_ work: () throws -> Void) throws {
    try ProgramFailure.saying(Program.name) {
      do { try work() } catch let error where error is ExitCode || error is OutputFailure || error is ProgramFailure {
        throw error
      } catch { throw ProgramFailure(error) }
    }
  }
}

extension ProgramFailure {
  /// The failure that an error of the model, or of its author's code, amounts to.
  fileprivate init(_ error: any Error) {
    let code: ExitCode =
      switch error {
      case let error as ModelError where error.isOfRules: .wrongRule
      case JAXExportError.model(let error) where error.isOfRules: .wrongRule
      case JAXExportError.unwritable: .cannotCreate
      case ModelError.store(.damaged), StoreError.damaged: .dataError
      case ModelError.store, is StoreError: .cannotCreate
      default: .software
      }
    self.init(code, "\(error)")
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
