// An orbit in the coordinates of least squares, with the velocity it makes and the derivatives of that.

internal import RealModule

/// A planet's orbit by ln P, K, e cos ω, e sin ω, and the mean longitude λ = M + ω at the search's reference time.
///
/// In these coordinates the velocity is smooth where the orbit is a circle.
package struct SearchOrbit: Sendable, Hashable {
  package var logPeriod: Double
  package var amplitude: Double
  package var eCosOmega: Double
  package var eSinOmega: Double
  package var longitude: Double

  /// The largest eccentricity that is searched.
  static let mostEccentricity = 0.985

  var period: Double { .exp(logPeriod) }
  var eccentricity: Double { .hypot(eCosOmega, eSinOmega) }
  /// The argument of periastron of the star's orbit; 0 on a circle.
  var omega: Double { .atan2(y: eSinOmega, x: eCosOmega) }
  /// The mean anomaly at the reference time.
  var meanAnomaly: Double { longitude - omega }

  /// The orbit A cos f + B sin f, with a mean anomaly at the reference time: K cos ω = A and −K sin ω = B.
  init(period: Double, eccentricity: Double, meanAnomaly: Double, a: Double, b: Double) {
    logPeriod = .log(period)
    amplitude = .hypot(a, b)
    let omega = Double.atan2(y: -b, x: a)
    eCosOmega = eccentricity * .cos(omega)
    eSinOmega = eccentricity * .sin(omega)
    longitude = meanAnomaly + omega
  }

  /// The orbit of the usual elements, with a mean anomaly at the reference time.
  package init(period: Double, amplitude: Double, eccentricity: Double, omega: Double, meanAnomaly: Double) {
    logPeriod = .log(period)
    self.amplitude = amplitude
    eCosOmega = eccentricity * .cos(omega)
    eSinOmega = eccentricity * .sin(omega)
    longitude = meanAnomaly + omega
  }

  /// The same orbit with a positive amplitude and a longitude in (−π, π].
  var normalized: SearchOrbit {
    var result = self
    if amplitude < 0 {
      // −K cos(ω + f) is K cos(ω + π + f): the periastron is where it was.
      result.amplitude = -amplitude
      result.eCosOmega = -eCosOmega
      result.eSinOmega = -eSinOmega
      result.longitude += .pi
    }
    result.longitude -= 2 * .pi * (result.longitude / (2 * .pi)).rounded()
    return result
  }

  /// The velocity at a time since the reference.
  func velocity(at time: Double) -> Double { SearchVelocity(self).value(at: time) }

  /// The mean anomaly of inferior conjunction, where the true anomaly is π/2 − ω.
  static func conjunctionAnomaly(_ e: Double, _ omega: Double) -> Double {
    let half = 0.5 * (0.5 * .pi - omega)
    let E = 2 * Double.atan2(y: (1 - e).squareRoot() * .sin(half), x: (1 + e).squareRoot() * .cos(half))
    return E - e * .sin(E)
  }

  /// cos f, sin f and 1 − e cos E of a mean anomaly.
  static func anomaly(_ meanAnomaly: Double, _ e: Double) -> (cosF: Double, sinF: Double, r: Double) {
    let M = meanAnomaly - 2 * .pi * (meanAnomaly / (2 * .pi)).rounded()
    // Halley's method from a start that is not beyond the root's far side.
    var E = M + (M < 0 ? -0.85 : 0.85) * e * min(1, 3 * M.magnitude)
    var (sinE, cosE) = (Double.sin(E), Double.cos(E))
    for _ in 0..<12 {
      let f = E - e * sinE - M
      let slope = 1 - e * cosE
      let change = f / (slope - 0.5 * f * e * sinE / slope)
      E -= change
      (sinE, cosE) = (.sin(E), .cos(E))
      // The error is about the cube of the change.
      if change.magnitude < 3e-6 { break }
    }
    let r = 1 - e * cosE
    return ((cosE - e) / r, ((1 - e) * (1 + e)).squareRoot() * sinE / r, r)
  }
}
