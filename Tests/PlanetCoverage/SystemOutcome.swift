// What a search and a fit made of one synthetic system.

/// A system's outcome.
struct SystemOutcome: Sendable, Encodable {
  /// A planet that is there.
  struct Injected: Sendable, Encodable {
    let orbit: SyntheticOrbit
    /// The standard error of K by the information matrix at the truth.
    let amplitudeError: Double
    let isFound: Bool
    /// For one that was missed with K above five errors: the log evidence ratio by a search that was given the true periods.
    var evidenceFromTruth: Double?

    /// K in its errors.
    var significance: Double { orbit.amplitude / amplitudeError }
  }

  /// A planet that was found.
  struct Found: Sendable, Encodable {
    let period, amplitude, eccentricity: Double
    let logEvidenceRatio: Double
    /// The injected planet; nil for a wrong one.
    let injected: Int?
    /// What a wrong one is.
    let reason: String?
    /// The periods that the search names besides.
    let alternatives: [Double]
    /// The warnings that name it.
    var warnings: [String] = []

    /// Whether it is of a fit, which alone warns.
    var isFitted = false

    /// Whether nothing tells a reader to doubt it.
    var isConfident: Bool { isFitted ? warnings.isEmpty : alternatives.isEmpty && logEvidenceRatio > 8 }
  }

  /// Where a true value lies in its posterior.
  struct Place: Sendable, Encodable {
    let quantity: String
    /// K over its error, of the planet; nil for instruments.
    let significance: Double?
    /// The share of draws below the truth.
    let share: Double
    /// The truth's distance from the median in posterior standard deviations.
    let deviation: Double
    /// Whether it is of a fit that has all planets and the trend, if there is one.
    let isComplete: Bool

    var isCovered: Bool { share >= 0.05 && share <= 0.95 }
  }

  let number, count, instrumentCount: Int
  let span: Double
  let eccentricities: SyntheticSystem.Eccentricities
  /// The injected trend in m/s at half the span, and the one that the search chose.
  let trend: Double
  let foundTrend: String
  var injected: [Injected]
  var found: [Found]
  var searchSeconds = 0.0
  var fitSeconds = 0.0
  /// What the fit says; nil where nothing was sampled.
  var divergences: Int?
  var largestRHat: Double?
  var warnings: [String] = []
  var places: [Place] = []
  /// Why there is no result.
  var failure: String?

  /// Whether every planet that was found is there.
  var isRight: Bool { found.allSatisfy { $0.injected != nil } }
  /// Whether the chains agree.
  var isConverged: Bool { (largestRHat ?? .infinity) < 1.01 }
  var wrong: [Found] { found.filter { $0.injected == nil } }
  /// The planets that were missed though K is above five of its errors.
  var missed: [Injected] { injected.filter { !$0.isFound && $0.significance > 5 } }

  /// A line for a table.
  var line: String {
    let planets = injected.map { planet in
      "\(planet.isFound ? "+" : planet.significance > 5 ? "MISSED " : "-")\(shortText(planet.orbit.period)) d "
        + "(e \(shortText(planet.orbit.eccentricity, 2)), K \(shortText(planet.significance, 3)) sd)"
    }
    let wrong = wrong.map { planet in
      "WRONG \(shortText(planet.period)) d (ln E \(shortText(planet.logEvidenceRatio, 3)), "
        + "\(planet.isConfident ? "no warning" : "warned")): \(planet.reason ?? "")"
    }
    var parts = [
      "\(number): \(count) of \(instrumentCount) over \(shortText(span, 4)) d", planets.joined(separator: " "),
    ]
    parts += wrong
    if trend != 0 || foundTrend != "none" { parts.append("trend \(trend == 0 ? "none" : "yes"), taken: \(foundTrend)") }
    parts.append("\(shortText(searchSeconds, 2)) s + \(shortText(fitSeconds, 2)) s")
    if let divergences, divergences > 0 { parts.append("\(divergences) divergences") }
    if let largestRHat, largestRHat >= 1.01 { parts.append("R-hat \(shortText(largestRHat, 4))") }
    if let failure { parts.append("FAILED: \(failure)") }
    return parts.joined(separator: "; ")
  }
}
