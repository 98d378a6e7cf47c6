// `PROGRAM report`: the gradient rules of the model, or, with the file of a fit, a page about the fit.

package import ApusExtension
internal import ArgumentParser

/// Reports the model's gradient, or a fit.
struct ReportCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "report", abstract: "Report a fit as a page, or list the gradient rules of the model.",
      discussion: """
        With FILE, the draws of a fit (a run store, or a file of any program), a page of HTML is written: verdict, table, plots, \
        predictions, cross-validation, the model as a diagram. Without, the gradient rules that the model uses are listed.

        Example: PROGRAM report fit.zarr --out fit.html
        """)
  }

  @ArgumentParser.Argument(help: "The file of a fit.", completion: .file())
  var file: String?

  @Option(help: "The page; by default beside the file, with the end .html.", completion: .file(extensions: ["html"]))
  var out: String?

  @Flag(help: "Print the gradient rules as one JSON object.")
  var json = false

  @Flag(help: "Print the gradient rules as a graph for Graphviz.")
  var graph = false

  func validate() throws {
    if json && graph { throw ValidationError("--json and --graph exclude each other") }
    if file != nil && (json || graph) { throw ValidationError("--json and --graph are for reports without a file") }
    if file == nil && out != nil { throw ValidationError("--out needs the file of a fit") }
  }

  func run() throws {
    try ProgramCommand<Program>.doing {
      let model = try Program().model()
      let report = try model.gradientReport()
      guard let file else {
        try StandardOutput.write(graph ? report.graphviz : json ? try jsonText(report) : "\(report)")
        return
      }
      let page = FilePage(of: file, out)
      try page.write(try page.dataset(), of: model, title: "\(Program.name): \(file)", gradientReport: "\(report)")
    }
  }
}

/// A page about a file, and where it is written.
package struct FilePage {
  private let file: String
  private let out: String

  /// The page of a file; by default beside it, with the end `.html`.
  package init(of file: String, _ out: String?) {
    var name = file
    while name.count > 1, name.hasSuffix("/") { name.removeLast() }
    self.file = name
    let end = name.lastIndex { $0 == "." || $0 == "/" }
    let stem = end.map { name[$0] == "." ? String(name[..<$0]) : name } ?? name
    self.out = out ?? "\(stem).html"
  }

  fileprivate func dataset() throws -> Dataset {
    try FileCommand.working {
      do { return try Dataset(contentsOf: file) } catch TableError.missingFile {
        throw ProgramFailure(.noInput, "\(file): there is no such file")
      } catch { throw ProgramFailure(.dataError, "\(error)") }
    }
  }

  /// Writes the page, and says where it is.
  package func write(_ dataset: Dataset, of model: Model?, title: String, gradientReport: String) throws {
    try FileCommand.working {
      do { try dataset.report(to: out, of: model, title: title, gradientReport: gradientReport, seed: 1) } catch {
        throw ProgramFailure(.cannotCreate, "\(error)")
      }
    }
    try StandardOutput.write("saved \(out)")
  }
}
