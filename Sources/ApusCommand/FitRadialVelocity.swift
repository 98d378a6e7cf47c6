// `apus fit rv`: planets on Keplerian orbits in a star's radial velocities.

internal import ApusExtension
internal import ApusProgram
internal import ArgumentParser

/// Fits planets to radial velocities.
struct FitRadialVelocity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rv", abstract: "Fit planets on Keplerian orbits to a star's radial velocities.",
    discussion: """
      FILE is a table with a header and the columns time (days), velocity (m/s), error (m/s) and, optionally, instrument. \
      Names such as time_bjd, velocity_m_s and error_m_s are understood. Ctrl-C (or SIGTERM) stops the chains. The draws \
      made until then are printed and saved, and the exit status is 130 (143). A second Ctrl-C ends the program at once.
      """)

  @ArgumentParser.Argument(help: "The table of velocities.", completion: .file())
  var file: String

  @Option(help: "The number of planets; by default the number of periods.")
  var planets: Int?

  @Option(parsing: .upToNextOption, help: "The planets' periods in days, where the fit starts: P,P,…")
  var periods: [String]

  @Option(
    help: "The prior standard deviation of each log period: S,S,… By default the period over twice the time span.")
  var periodWidths: String?

  @Option(
    help:
      "The semi-amplitudes in m/s on which the priors are centered: K,K,… By default those of fitted circular orbits.")
  var amplitudes: String?

  @Option(help: "The time from which phases count; by default a round number near the middle of the data.")
  var epoch: Double?

  @Option(help: "The star's mass in solar masses. With it the table has m sin i in masses of Jupiter.")
  var stellarMass: Double?

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "The number of draws that each chain keeps.")
  var draws = 2000

  @Option(help: "The number of draws before them, in which the sampler adapts.")
  var warmup = 1000

  @Option(help: "The number of chains.")
  var chains = 4

  @Option(help: "A folder for the draws (draws.csv) and the summary (summary.json).")
  var out: String?

  @Flag(help: "Print one JSON object instead of tables.")
  var json = false

  func validate() throws {
    guard draws > 3, warmup >= 0, chains > 0 else {
      throw ValidationError("at least 4 draws, 0 warm-up draws and 1 chain are needed")
    }
    if let stellarMass, !(stellarMass > 0) { throw ValidationError("the star's mass must be positive") }
  }

  func run() throws { try ProgramFailure.saying("apus") { try fit() } }
}
