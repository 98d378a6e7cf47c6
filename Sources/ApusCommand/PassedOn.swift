// `apus sample PROGRAM …` and `apus predict PROGRAM …`: the program's own commands.

internal import ApusProgram
internal import ArgumentParser

/// Samples a model that is a program.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Sample a model that is a program.",
    discussion: """
      PROGRAM is as for `apus verify`; what follows are the options of its own command: see `apus sample PROGRAM --help`.

      Example: apus sample EightSchools --store fit.zarr
      """)

  @ArgumentParser.Argument(help: "The program that has the model.", completion: .file())
  var program: String

  @ArgumentParser.Argument(parsing: .captureForPassthrough, help: "The program's options.")
  var options: [String] = []

  func run() throws { try ModelExecutable.pass(on: "sample", to: program, options) }
}

/// Adds predictions to the store of a model's run.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Add predictions and log likelihoods to the store of a run.",
    discussion: """
      PROGRAM is as for `apus verify`; what follows are the options of its own command: see `apus predict PROGRAM --help`.

      Example: apus predict EightSchools --store fit.zarr
      """)

  @ArgumentParser.Argument(help: "The program that has the model.", completion: .file())
  var program: String

  @ArgumentParser.Argument(parsing: .captureForPassthrough, help: "The program's options.")
  var options: [String] = []

  func run() throws { try ModelExecutable.pass(on: "predict", to: program, options) }
}

extension ModelExecutable {
  /// Becomes a program with one of its commands.
  fileprivate static func pass(on command: String, to program: String, _ options: [String]) throws {
    try ProgramFailure.saying("apus") {
      try ModelExecutable(program).become([command] + options)
    }
  }
}
