// `PROGRAM verify`: whether a gradient rule of the model is wrong or missing, for people, for machines and for CI.

internal import ApusExtension
internal import ArgumentParser

/// Verifies the gradient rules of the model.
struct VerifyCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify", abstract: "Verify the model's gradient rules.",
      discussion: """
        The exit status is 0 if all rules are right, and 1 if one is wrong or missing.

        Example: PROGRAM verify --points 20
        """)
  }

  @OptionGroup var options: VerificationOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try ProgramCommand<Program>.doing {
      let report = try VerificationReport(
        Program.name, Program().model(), pointCount: options.points, seed: options.seed)
      try StandardOutput.write(json ? try jsonText(report) : report.text)
      if !report.passed { throw ExitCode.wrongRule }
    }
  }
}
