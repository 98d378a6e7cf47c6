// The priors by which the search compares numbers of planets; their scales come from the data.

internal import RealModule

/// Priors of one more planet: P log-uniform over the periods that are searched, below a day with a thirtieth of that density, K by Gregory's modified log-uniform density, e by
/// Kipping's beta density, angles uniform.
///
/// Reference: Gregory 2005, ApJ 631, 1198; Kipping 2013, MNRAS 434, L51; for the periods below a day Sanchis-Ojeda et al. 2014,
/// ApJ 787, 47: half a percent of all stars have such a planet.
struct SearchPriors {
  let logPeriodWidth: Double
  /// Where K's density turns from uniform to log-uniform: the median error.
  let knee: Double
  /// The largest K: ten times the velocities' range.
  let most: Double

  init(_ data: SearchData, periods: ClosedRange<Double>) {
    logPeriodWidth = .log(periods.upperBound / periods.lowerBound)
    knee = SearchData.median(data.errors)
    let range = (data.velocities.max() ?? 0) - (data.velocities.min() ?? 0)
    most = max(10 * range, 10 * knee)
  }

  /// The log of the prior odds of a planet whose orbit crosses another's.
  static let logCrossing = -200.0

  /// The log density of a planet's five coordinates, at least as far from e = 0 as its error.
  ///
  /// On a circle, whose eccentricity is no coordinate, of the other three.
  func logDensity(_ orbit: SearchOrbit, errors: (Int) -> Double, isCircular: Bool) -> Double {
    let amplitude = -.log(knee + orbit.amplitude) - .log(.log(1 + most / knee))
    let simple = -.log(logPeriodWidth) + (orbit.logPeriod < 0 ? -.log(30) : 0) + amplitude - .log(2 * .pi)
    if isCircular { return simple }
    let width = max(errors(2), errors(3))
    let e = min(max(orbit.eccentricity, width.isFinite ? width : 0.1, 1e-3), 0.9)
    // A density in the plane of e cos ω and e sin ω: that of e, over the circle's length.
    return simple + Self.logEccentricity(e) - .log(2 * .pi * e)
  }

  /// The log density of Kipping's beta distribution; finite at e = 0, where the density has a narrow peak.
  static func logEccentricity(_ e: Double) -> Double {
    let (a, b) = (0.867, 3.03)
    let logNorm = Double.logGamma(a + b) - .logGamma(a) - .logGamma(b)
    return logNorm + (a - 1) * .log(max(e, 0.01)) + (b - 1) * .log(onePlus: -min(e, 0.99))
  }
}
