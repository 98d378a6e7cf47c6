// An orbit whose elements are known, with a solver of Kepler's equation that shares nothing with the product's.

internal import Foundation

/// A planet that is put into synthetic velocities.
struct SyntheticOrbit: Sendable, Encodable {
  /// In days.
  var period: Double
  /// K in m/s.
  var amplitude: Double
  var eccentricity: Double
  /// The argument of periastron of the star's orbit in radians.
  var omega: Double
  /// The time of a periastron.
  var periastron: Double

  /// The mean anomaly at a time, in radians.
  func meanAnomaly(at time: Double) -> Double {
    let turns = (time - periastron) / period
    return 2 * .pi * (turns - turns.rounded())
  }

  /// The star's velocity at a time: K (cos(ω + f) + e cos ω).
  func velocity(at time: Double) -> Double {
    let E = Self.eccentricAnomaly(meanAnomaly(at: time), eccentricity)
    let f = 2 * atan2((1 + eccentricity).squareRoot() * sin(E / 2), (1 - eccentricity).squareRoot() * cos(E / 2))
    return amplitude * (cos(omega + f) + eccentricity * cos(omega))
  }

  /// E of M = E − e sin E by bisection: slow and certain.
  private static func eccentricAnomaly(_ M: Double, _ e: Double) -> Double {
    var (low, high) = (M - e, M + e)
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if middle - e * sin(middle) < M { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  /// Whether a planet keeps a distance of five radii from a star like the Sun; closer ones are engulfed, or their orbits are circles by tides.
  var isOutsideOfStar: Bool { pow(period / 365.25, 2.0 / 3) * (1 - eccentricity) > 0.025 }

  /// Whether two orbits of one star keep a distance: periods at least half as long again, and no crossing.
  func isApart(from other: SyntheticOrbit) -> Bool {
    let (inner, outer) = period < other.period ? (self, other) : (other, self)
    let axes = pow(outer.period / inner.period, 2.0 / 3)
    return outer.period >= 1.5 * inner.period && axes * (1 - outer.eccentricity) > 1 + inner.eccentricity
  }

  /// The orbit with one of its coordinates ln P, K, e cos ω, e sin ω, λ at a time moved; for differences.
  func moved(_ coordinate: Int, by step: Double, about time: Double) -> SyntheticOrbit {
    var values = [
      log(period), amplitude, eccentricity * cos(omega), eccentricity * sin(omega), meanAnomaly(at: time) + omega,
    ]
    values[coordinate] += step
    let (P, e, w) = (exp(values[0]), hypot(values[2], values[3]), atan2(values[3], values[2]))
    return SyntheticOrbit(
      period: P, amplitude: values[1], eccentricity: e, omega: w, periastron: time - (values[4] - w) / (2 * .pi) * P)
  }
}
