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
      Names such as time_bjd, velocity_m_s and error_m_s are understood. Ctrl-C (or SIGTERM) stops the chains: what was \
      drawn is printed and saved, and the exit status is 130 (143). A second Ctrl-C ends the program at once.
      """)

  @ArgumentParser.Argument(help: "The table of velocities.", completion: .file())
  var file: String

  @Option(help: "The number of planets; as many as there are periods where it is not given.")
  var planets: Int?

  @Option(parsing: .upToNextOption, help: "The planets' periods in days, where the fit starts: P,P,…")
  var periods: [String]

  @Option(
    help: "The prior standard deviation of each log period: S,S,… P over twice the time span where it is not given.")
  var periodWidths: String?

  @Option(
    help:
      "The semi-amplitudes in m/s around which the priors lie: K,K,… Those of circular orbits where it is not given.")
  var amplitudes: String?

  @Option(help: "The time from which phases count; a round number near the middle of the data where it is not given.")
  var epoch: Double?

  @Option(help: "The star's mass in solar masses: adds m sin i in masses of Jupiter.")
  var stellarMass: Double?

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "The draws that each chain keeps.")
  var draws = 2000

  @Option(help: "The draws before them, in which the sampler adapts.")
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

  func run() throws {
    try ProgramFailure.saying("apus") { try fit() }
  }
}
