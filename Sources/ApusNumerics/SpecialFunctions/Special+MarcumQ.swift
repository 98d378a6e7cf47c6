// The logarithms of both tails of the Rice distribution: Marcum's Q-function of order one, and its complement.

internal import RealModule

extension Special {
  /// The logarithms of 1 − Q₁(a, b) and of Marcum's Q-function Q₁(a, b), for a ≥ 0, also where these are not representable.
  ///
  /// Q₁ is the integral of t e^(−(t − a)²/2) e^(−at) I₀(at) from b up. The tail on the side of b that is the smaller one is integrated
  /// outwards from b, relative to its integrand there; the other one is its complement. The integrand is smooth, and cut where it is
  /// e^−44 of its peak: twice 32 points of Gauss and Legendre have all digits.
  ///
  /// Edges: −∞ and 0 for b ≤ 0, 0 and −∞ at b = ∞; NaN for NaN and for a < 0.
  /// Accuracy: 1e-14 of the smaller tail, besides what a rounding of a and b makes of it.
  /// Reference: Marcum (1960), A Statistical Theory of Target Detection by Pulsed Radar.
  package static func logMarcumTails(_ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    if a.isNaN || b.isNaN || a < 0 || a == .infinity { return (.nan, .nan) }
    if b <= 0 { return (-.infinity, 0) }
    if b == .infinity { return (0, -.infinity) }
    let distance = b - a
    let isUpper = b > Double.hypot(a, 1)
    // Outwards the exponent falls as d s + s²/2; to the lower side d is negative where b is above a.
    let d = isUpper ? distance : -distance
    var end = 88 / (d + (d * d + 88).squareRoot())
    if !isUpper { end = min(end, b) }
    var total = 0.0
    GaussLegendre.forEachPoint(0.5 * end) { s, weight in
      for step in [s, 0.5 * end + s] {
        let t = isUpper ? b + step : b - step
        total += weight * exp(-step * (d + 0.5 * step)) * scaledBesselTerm(a, t)
      }
    }
    let tail = log(total) - 0.5 * d * d
    let rest = tail < -0.7 ? Double.log(onePlus: -exp(tail)) : log(-Double.expMinusOne(min(tail, 0)))
    return isUpper ? (rest, tail) : (tail, rest)
  }

  /// t e^(−at) I₀(at).
  private static func scaledBesselTerm(_ a: Double, _ t: Double) -> Double {
    let product = a * t
    // 1/√(2π).
    return product > 1e18 ? 0.3989422804014327 * (t / a).squareRoot() : t * besselI0e(product)
  }
}
