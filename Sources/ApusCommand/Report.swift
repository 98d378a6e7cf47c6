// `apus report FILE`: a page about a fit in a file of any program, written once or served while a run goes on.

internal import ApusExtension
internal import ApusProgram
internal import ArgumentParser
internal import Foundation

/// Reports a fit as a page.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Report a fit in a file of any program as a page of HTML.",
    discussion: """
      FILE is as for `apus diagnose`; several files are the chains of one fit. The page needs no network. With --live the page is \
      served on this machine alone and follows a running store; Ctrl-C ends it.

      Examples: apus report fit.nc --out fit.html
                apus report fit.zarr --live
      """)

  @ArgumentParser.Argument(help: "The file of a fit, or those of its chains.", completion: .file())
  var files: [String]

  @Option(
    help: "The page; by default beside the first file, with the end .html.", completion: .file(extensions: ["html"]))
  var out: String?

  @Flag(help: "Serve the page, made anew every few seconds.")
  var live = false

  @Option(help: "The port of the served page; 0: one that is free.")
  var port: UInt16 = 0

  func validate() throws {
    if live && out != nil { throw ValidationError("--live and --out exclude each other") }
  }

  func run() throws {
    try FileCommand.doing {
      if live { return try serve() }
      let dataset = try FileCommand.working { try Dataset(contentsOf: files) }
      try FilePage(of: files[0], out).write(dataset, of: nil, title: files[0], gradientReport: "")
    }
  }

  private func serve() throws {
    let files = files
    let server = PageServer(port: port) { Self.page(of: files) }
    // Swift's concurrency serves; this thread waits for its failure, or for a signal.
    let ended = DispatchSemaphore(value: 0)
    let failure = Failure()
    Task {
      do {
        try await server.run { address in try? StandardOutput.write("\(address) shows \(files[0]); Ctrl-C ends it") }
      } catch { failure.text = "\(error)" }
      ended.signal()
    }
    ended.wait()
    throw ProgramFailure(.cannotCreate, "port \(port) cannot be served: \(failure.text)")
  }

  /// What went wrong in the task; read after it has ended.
  private final class Failure: @unchecked Sendable { var text = "" }

  /// The page of the files as they are now, or one that says why there is none.
  private static func page(of files: [String]) -> String {
    var report: ApusReport.Report
    do throws(TableError) {
      report = ApusReport.Report(try Dataset(contentsOf: files), title: files[0])
    } catch {
      report = ApusReport.Report(Dataset(), title: files[0], description: "There are no draws now: \(error).")
    }
    report.refreshSeconds = 5
    return report.html
  }
}
