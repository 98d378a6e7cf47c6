// `apus fit rv`: planets on Keplerian orbits in a star's radial velocities.

internal import ApusExtension
internal import ApusProgram
internal import ApusVelocities
internal import ArgumentParser

/// Finds and fits planets in radial velocities.
struct FitRadialVelocity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rv", abstract: "Find planets in a star's radial velocities, and fit their orbits.",
    discussion: """
      The periods are found: by periodograms of the velocities and of what each planet leaves, and a grid of eccentric orbits. \
      No prior has a hidden scale: all are printed, and --prior sets them. Names of priors: P1, K1, e1 (or P_b, K_b, e_b), \
      gamma_NAME and jitter_NAME of an instrument, or P, K, e, gamma, jitter for all; with --gp gp_sigma, gp_period, gp_Q0, gp_dQ, \
      gp_f, gp_Q. Priors: uniform(a,b), loguniform(a,b), \
      normal(mean,sd), lognormal(median,sd), halfnormal(sd), modloguniform(knee,max), beta(a,b), kipping. Ctrl-C (or SIGTERM) \
      stops the chains. The draws made until then are printed and saved, and the exit status is 130 (143). A second Ctrl-C \
      ends the program at once.

      Example: apus fit rv star.csv --stellar-mass 0.93 --out fit
      """)

  @OptionGroup var input: VelocityInput

  @Option(
    help: "The number of planets, or auto: as many as the evidence supports. By default that of --periods, or auto.")
  var planets: String?

  @Option(
    parsing: .upToNextOption,
    help:
      "Periods in days where the search begins: P,P,… Each is refined on the periodogram, as far as its last digit leaves open."
  )
  var periods: [String] = []

  @Option(
    help:
      "The prior standard deviation of each log period: S,S,… By default that of a peak of the periodogram: the period over the time span."
  )
  var periodWidths: String?

  @Option(help: "Semi-amplitudes K,K,… in m/s: the priors become lognormal(K,1).")
  var amplitudes: String?

  @Option(help: "The shortest period that is searched, in days.")
  var minPeriod: Double?

  @Option(help: "The longest period that is searched, in days; by default four times the time span.")
  var maxPeriod: Double?

  @Option(
    name: [.customLong("prior")], parsing: .unconditionalSingleValue,
    help: "A prior, such as 'K1=uniform(0,500)'. Repeatable.")
  var priors: [String] = []

  @Option(
    name: [.customLong("fix")], parsing: .unconditionalSingleValue,
    help: "A fixed value, such as e1=0, P1=4.2308 or omega1=90 (degrees). Repeatable.")
  var fixed: [String] = []

  @Flag(help: "All orbits are circles.")
  var circular = false

  @Option(help: "The prior of all eccentricities: kipping, uniform, or 'halfnormal(0.3)'.")
  var eccentricity: String?

  @Option(help: "The jitter: separate for each instrument, or shared.")
  var jitter: JitterChoice = .separate

  @Option(
    help:
      "A polynomial in time: none, linear, quadratic, or auto: what the velocities support in place of a planet of a period beyond the span."
  )
  var trend: TrendChoice = .auto

  @Flag(help: "Each instrument has a trend of its own.")
  var ownTrends = false

  @Option(
    name: [.customLong("transit")], parsing: .unconditionalSingleValue,
    help: "A transit's time with its error as a datum: 1=2455000.123,0.002 for planet 1. Repeatable.")
  var transits: [String] = []

  @Option(
    help:
      "The star's activity as a Gaussian process that all instruments share: rotation or sho (celerite2's terms). Periods are searched in what it leaves."
  )
  var gp: ActivityChoice?

  @Flag(help: "Count the light's way through the star's own orbit.")
  var lightTravelTime = false

  @Option(
    help:
      "The time near which times of periastron and conjunction are given; by default a round number near the middle of the data."
  )
  var epoch: Double?

  @Option(help: "The star's mass in solar masses, or M,E with its error. With it the table has m sin i and a.")
  var stellarMass: String?

  @Option(help: "The star's name; by default the file's.")
  var star: String?

  @Option(help: "The seed of the random numbers.")
  var seed: UInt64 = 1

  @Option(help: "The number of draws that each chain keeps.")
  var draws = 2000

  @Option(help: "The number of draws before them, in which the sampler adapts.")
  var warmup = 600

  @Option(help: "The number of chains.")
  var chains = 4

  @Option(help: "Save every n-th draw only. The summary is of all.")
  var thin = 1

  @Option(
    help:
      "The mean acceptance probability that the step size is adapted to, in (0, 1). By default 0.93, and more where transitions diverge."
  )
  var targetAcceptance: Double?

  @Option(help: "The depth at which a trajectory is not doubled any more.")
  var maxDepth = 10

  @Option(help: "What is shown of the progress on the error stream: auto, table, lines, json or none.")
  var progress = ProgressChoice.auto

  @Option(help: "A folder for the draws (draws.csv), the summary (summary.json) and the pictures.")
  var out: String?

  @Flag(help: "Print the gradient rules of all Ops, not one line.")
  var gradients = false

  @Flag(help: "Print a table of all quantities with their diagnostics, too.")
  var table = false

  @Flag(help: "Print one JSON object instead of tables.")
  var json = false

  func validate() throws {
    func require(_ isMet: Bool, _ message: String) throws { if !isMet { throw ValidationError(message) } }
    try require((4...Self.mostDraws).contains(draws), "--draws must be from 4 to \(Self.mostDraws)")
    try require((0...Self.mostDraws).contains(warmup), "--warmup must be from 0 to \(Self.mostDraws)")
    try require((1...1000).contains(chains), "--chains must be from 1 to 1000")
    try require((1...draws).contains(thin), "--thin must be from 1 to the number of draws")
    if let targetAcceptance {
      try require(targetAcceptance > 0 && targetAcceptance < 1, "--target-acceptance must be between 0 and 1")
    }
    try require((1...20).contains(maxDepth), "--max-depth must be from 1 to 20")
    for (name, period) in [("--min-period", minPeriod), ("--max-period", maxPeriod)] {
      if let period {
        try require(Self.possiblePeriods.contains(period), "\(name) must be between 0.01 and 10,000,000 days")
      }
    }
    if let minPeriod, let maxPeriod { try require(minPeriod < maxPeriod, "--min-period must be below --max-period") }
    if let epoch { try require(epoch.isFinite, "--epoch must be a number") }
  }

  static let mostDraws = 1_000_000_000
  /// Periods that can be asked for, in days.
  static let possiblePeriods = 0.01...10_000_000.0

  func run() throws { try ProgramFailure.saying("apus") { try fit() } }
}

/// Which jitters there are.
enum JitterChoice: String, ExpressibleByArgument, CaseIterable {
  case separate, shared
}

/// Which kernel the star's activity has.
enum ActivityChoice: String, ExpressibleByArgument, CaseIterable {
  case rotation, sho

  var activity: StellarActivity {
    switch self {
    case .rotation: .rotation
    case .sho: .sho
    }
  }
}

/// Which trend there is.
enum TrendChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, none, linear, quadratic

  /// The trend; nil where it is chosen by the velocities.
  var trend: Trend? {
    switch self {
    case .auto: nil
    case .none: Trend.none
    case .linear: .linear
    case .quadratic: .quadratic
    }
  }
}
