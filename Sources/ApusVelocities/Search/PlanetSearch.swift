// The search for planets, one after the other: a periodogram of what is left, candidates by least squares, and the evidence.

internal import RealModule

/// Finds planets in velocities.
///
/// In each stage the periodogram of the residuals, and a grid of eccentric orbits, give candidates. Each is fitted by least
/// squares with its eccentricity free and the likeliest jitter, and the best is then fitted together with all planets before
/// it. The evidence for it compares the likelihood with and without it under stated priors (Laplace's method). Sets of up to three
/// planets are then looked for together, and each planet anew beside the others.
public struct PlanetSearch: Sendable {
  /// What is looked for.
  public struct Settings: Sendable {
    /// The shortest period that is searched, in days; that of ``Periodogram/defaultPeriods(span:)`` where nil.
    public var shortestPeriod: Double?
    /// The longest period that is searched, in days; that of ``Periodogram/defaultPeriods(span:)`` where nil.
    public var longestPeriod: Double?
    /// The number of planets; where nil, as many as the evidence supports.
    public var planetCount: Int?
    /// The log evidence ratio from which on a planet counts as found, where their number is not given.
    public var threshold = 5.0
    /// The most planets that are looked for where their number is not given.
    public var mostPlanets = 8
    /// Periods in days where the first planets are looked for, with how far they may be off; the search goes on without.
    public var starts: [Start] = []
    /// Whether all orbits are circles.
    public var isCircular = false
    /// Planets, by their place, whose eccentricity is given.
    public var eccentricities: [Int: Double] = [:]
    /// Whether all instruments have one jitter.
    public var isJitterShared = false
    /// The trend; where nil, the simplest that the data support in place of a planet of a period beyond the span.
    public var trend: Trend?
    /// Whether one trend is that of all instruments.
    public var isTrendShared = true
    /// Times of transits.
    public var transits: [Transit] = []

    /// The default settings.
    public init() {}
  }

  /// A period from which a planet is looked for.
  public struct Start: Sendable, Hashable {
    /// In days.
    public var period: Double
    /// How far, in days, the period may be off at most, beside the width of a peak.
    public var tolerance: Double
    /// Whether the period stays what it is.
    public var isFixed: Bool

    /// A start.
    public init(period: Double, tolerance: Double, isFixed: Bool = false) {
      (self.period, self.tolerance, self.isFixed) = (period, tolerance, isFixed)
    }
  }

  /// A time of inferior conjunction, such as a transit.
  public struct Transit: Sendable, Hashable {
    /// The planet's place among the starts or the planets.
    public var planet: Int
    /// The time, as the velocities count it.
    public var time: Double
    /// Its standard error in days.
    public var error: Double

    /// A transit.
    public init(planet: Int, time: Double, error: Double) {
      (self.planet, self.time, self.error) = (planet, time, error)
    }
  }

  /// Another period that describes a planet's signal nearly as well.
  public struct Alternative: Sendable, Hashable {
    /// In days.
    public let period: Double
    /// The log of its evidence over that of the period that was taken.
    public let logEvidenceRatio: Double
    /// How it is related to the period that was taken.
    public let relation: String
  }

  /// One planet's discovery.
  public struct Stage: Sendable {
    /// The periodogram of what the planets before leave.
    public let periodogram: Periodogram
    /// The period of the planet that was taken, in days.
    public internal(set) var period: Double
    /// Whether the best candidate was far from a sine, so that the periodogram does not show it at its best.
    public let isEccentric: Bool
    /// The probability that noise alone has a peak as high as the periodogram at this period.
    public let falseAlarmProbability: Double
    /// The log likelihood with the planet minus that without it, both at their best.
    public internal(set) var logLikelihoodGain: Double
    /// The change of the Bayesian information criterion by the planet: below −10 it is strongly supported.
    public internal(set) var bicChange: Double
    /// The log of the evidence with the planet over that without it, beside all others that were found.
    public internal(set) var logEvidenceRatio: Double
    /// Whether its orbit surely crosses another planet's, so that the two would meet: no planet, unless its period was asked for.
    public internal(set) var crossesAnother: Bool
    /// Whether the planet is kept.
    public internal(set) var isAccepted: Bool
  }

  /// The stages, in the order of discovery; the last one may be a planet that was not accepted.
  public internal(set) var stages: [Stage] = []
  /// The trend.
  public internal(set) var trend: Trend
  /// Whether the trend was chosen by the data.
  public internal(set) var isTrendChosen = false
  /// Of each planet the other periods that come near.
  public internal(set) var alternatives: [[Alternative]] = []

  var solution: OrbitSolution

  /// The planets that were found.
  public var planetCount: Int { solution.orbits.count }

  /// Searches velocities.
  ///
  /// - Parameter progress: called before each step with what it does, in words.
  public init(_ table: VelocityTable, _ settings: Settings = Settings(), progress: ((String) -> Void)? = nil) {
    var trend = settings.trend ?? .none
    var run = SearchRun(table, settings, trend)
    run.search(progress)
    if settings.trend == nil {
      (run, trend) = run.choosingTrend(table, settings, progress)
      isTrendChosen = trend != .none
    }
    self.trend = trend
    (stages, solution) = (run.stages, run.solution)
    alternatives = run.alternatives()
  }
}

extension PlanetSearch {
  /// A planet's orbit by least squares.
  public struct Orbit: Sendable, Hashable {
    /// P in days, with its standard error.
    public let period, periodError: Double
    /// K in m/s, with its standard error.
    public let amplitude, amplitudeError: Double
    /// e, and the argument of periastron of the star's orbit in radians.
    public let eccentricity, argumentOfPeriastron: Double
  }

  /// The planets' orbits at the greatest likelihood, in the order of discovery.
  public var orbits: [Orbit] {
    solution.orbits.enumerated().map { planet, orbit in
      Orbit(
        period: orbit.period, periodError: orbit.period * solution.error(planet, 0), amplitude: orbit.amplitude,
        amplitudeError: solution.error(planet, 1), eccentricity: orbit.eccentricity,
        argumentOfPeriastron: orbit.omega)
    }
  }

  /// The jitter of each instrument in m/s at the greatest likelihood.
  public var jitters: [Double] { solution.jitters }
}
