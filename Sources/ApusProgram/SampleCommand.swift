// `PROGRAM sample`: the gradient report, the chains' progress, the posterior.

internal import ApusExtension
internal import ArgumentParser
internal import Foundation

/// Draws from the model's posterior.
struct SampleCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sample", abstract: "Draw from the posterior.",
      discussion: """
        Ctrl-C (or SIGTERM) stops the chains. The draws made until then are printed and saved, and the exit status is 130 (143). \
        A second Ctrl-C ends the program at once.

        With --store the draws are written to a folder while the chains run, and the same command goes on where a run was \
        stopped or killed; more --draws extend a finished run. ArviZ and xarray open the folder at any moment.

        Example: PROGRAM sample --draws 2000 --store fit.zarr
        """)
  }

  @Option(help: "The number of draws that each chain keeps.")
  var draws = 1000

  @Option(help: "The number of draws before them, in which the sampler adapts.")
  var warmup = 1000

  @Option(help: "The number of chains.")
  var chains = 4

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(
    help: "How many chains run at once; by default one for each processor. The draws do not depend on it.")
  var threads: Int?

  @Option(
    help:
      "A file for the draws: FILE.csv, or FILE.zarr, FILE.nc or FILE.npz with the sampler's statistics and the data.",
    completion: .file(extensions: ["csv", "zarr", "nc", "npz"]))
  var out: String?

  @Option(help: "A folder that keeps the run, from which it goes on after a stop: fit.zarr.", completion: .directory)
  var store: String?

  @Option(help: "What is shown of the progress on the error stream: auto, table, lines, json or none.")
  var progress = ProgressChoice.auto

  func validate() throws {
    guard draws > 3, warmup >= 0, chains > 0 else {
      throw ValidationError("at least 4 draws, 0 warm-up draws and 1 chain are needed")
    }
    if let threads, threads < 1 { throw ValidationError("at least 1 thread is needed") }
  }

  func run() throws {
    try ProgramCommand<Program>.doing {
      if let out { try requirePlace(for: out) }
      let program = Program()
      let printer = progress.printer
      let build = {
        let model = try program.model()
        return (model, try model.gradientReport())
      }
      let (model, report) = try printer?.showing(.building, build) ?? build()
      let missing = model.missingValues.map { $0 + "\n" }.joined()
      try StandardOutput.write("\(report)\n\(missing)")
      if let store {
        try sample(model, into: RunStore(store), printer)
        return
      }
      let posterior = try Interruption.deferred {
        try model.sample(
          draws: draws, warmup: warmup, chains: chains, seed: seed, threads: threads,
          progress: { printer?.handle($0) ?? true })
      }
      let interruption = InterruptedRun(posterior)
      // The draws are saved before anything is printed: the output may be closed by now.
      let saved = out.map { file in Result { try save(posterior, in: file) } }
      let wrong = posterior.gradientReport.laterFindings
      try say(posterior.gradientReport)
      if interruption?.hasSummary ?? true {
        try StandardOutput.write(try progress.showing(.summarizing) { try program.description(of: posterior) })
      }
      if let out, let saved {
        try saved.get()
        try StandardOutput.write("saved \(out)")
      }
      if let interruption {
        throw ProgramFailure(ExitCode(interruption.status), interruption.description)
      }
      // The chains came to where a rule is wrong: the draws are printed, and not trusted.
      if !wrong.isEmpty { throw ExitCode.wrongRule }
    }
  }

  /// Samples into a store, or goes on with it.
  private func sample(_ model: Model, into store: RunStore, _ printer: ProgressPrinter?) throws {
    let run = try Interruption.deferred {
      try model.sample(
        into: store, draws: draws, warmup: warmup, chains: chains, seed: seed, threads: threads,
        progress: { printer?.handle($0) ?? true })
    }
    try say(run.gradientReport)
    let interruption = InterruptedRun(run)
    if interruption?.hasSummary ?? true {
      try StandardOutput.write("\(try progress.showing(.summarizing) { try run.summary() })")
    }
    if let out {
      do { try run.dataset().write(out, as: format(of: out)) } catch { throw ProgramFailure(.cannotCreate, "\(error)") }
      try StandardOutput.write("saved \(out)")
    }
    if let interruption { throw ProgramFailure(ExitCode(interruption.status), interruption.description) }
    try StandardOutput.write("\(run)")
    if !run.gradientReport.laterFindings.isEmpty { throw ExitCode.wrongRule }
  }

  /// What the sampling showed of the rules.
  private func say(_ account: GradientReport) throws {
    let wrong = account.laterFindings
    var lines = wrong.prefix(4).map { "WRONG \($0)" }
    if wrong.count > 4 { lines.append("… and \(wrong.count - 4) more") }
    lines += account.domainExits.map(\.description) + account.throwingOps.map(\.description)
    if !lines.isEmpty { try StandardOutput.write(lines.joined(separator: "\n") + "\n") }
  }

  /// Nobody samples for an hour to learn that the table has no place.
  private func requirePlace(for file: String) throws {
    do { try Dataset.requirePlace(for: file, as: format(of: file)) } catch {
      throw ProgramFailure(.cannotCreate, "\(error)")
    }
  }

  /// A table, unless the name says otherwise.
  private func format(of file: String) -> DatasetFormat { DatasetFormat(fileName: file) ?? .csv }

  private func save(_ posterior: Posterior, in file: String) throws {
    do { try posterior.write(file, as: format(of: file)) } catch {
      throw ProgramFailure(.cannotCreate, "\(error)")
    }
  }
}
