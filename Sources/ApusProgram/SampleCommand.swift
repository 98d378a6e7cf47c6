// `PROGRAM sample`: the gradient report, the chains' progress, the posterior.

internal import Apus
internal import ArgumentParser
internal import Foundation

/// Draws from the model's posterior.
struct SampleCommand<Program: ModelProgram>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sample", abstract: "Draw from the posterior; this is done where no subcommand is given.")
  }

  @Option(help: "The draws that each chain keeps.")
  var draws = 1000

  @Option(help: "The draws before them, in which the sampler adapts.")
  var warmup = 1000

  @Option(help: "The number of chains.")
  var chains = 4

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(
    help: "How many chains run at once; one for each processor where it is not given. It does not change the draws.")
  var threads: Int?

  @Option(help: "A table for the draws: FILE.csv.", completion: .file(extensions: ["csv"]))
  var out: String?

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
      let model = try program.model()
      print("\(try model.gradientReport())\n")
      let printer = ProgressPrinter()
      let posterior = try model.sample(
        draws: draws, warmup: warmup, chains: chains, seed: seed, threads: threads,
        progress: { printer.handle($0) })
      let account = posterior.gradientReport
      let (wrong, exits) = (account.laterFindings, account.domainExits)
      for finding in wrong.prefix(4) { print("WRONG \(finding)") }
      if wrong.count > 4 { print("… and \(wrong.count - 4) more") }
      for exit in exits { print(exit) }
      if !wrong.isEmpty || !exits.isEmpty { print() }
      print(try program.description(of: posterior))
      if let out { try save(posterior, in: out) }
      // The chains came to where a rule is wrong: the draws are printed, and not trusted.
      if !wrong.isEmpty { throw ExitCode(ProgramFailure.rule) }
    }
  }

  /// Nobody samples for an hour to learn that the table has no place.
  private func requirePlace(for file: String) throws {
    do { try DrawsTable.requirePlace(for: file) } catch {
      throw ProgramFailure(status: ProgramFailure.cannotCreate, message: "\(error)")
    }
  }

  private func save(_ posterior: Posterior, in file: String) throws {
    do { try posterior.writeCSV(file) } catch {
      throw ProgramFailure(status: ProgramFailure.cannotCreate, message: "\(error)")
    }
    print("saved \(file)")
  }
}
