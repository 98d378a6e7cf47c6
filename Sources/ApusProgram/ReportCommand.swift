// `PROGRAM report`: which gradient rules the model's gradient uses, and where: as text, as JSON, as a picture.

internal import ApusExtension
internal import ArgumentParser

/// Reports the model's gradient.
struct ReportCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: "List the gradient rules that the model's gradient uses, and where.")
  }

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print a graph for Graphviz.")
  var graph = false

  func validate() throws { if json && graph { throw ValidationError("--json and --graph exclude each other") } }

  func run() throws {
    try ProgramCommand<Program>.doing {
      let report = try Program().model().gradientReport()
      try StandardOutput.write(graph ? report.graphviz : json ? try jsonText(report) : "\(report)")
    }
  }
}
