// The modified Bessel functions of the first kind of orders zero and one.

internal import RealModule

extension Special {
  /// The exponentially scaled modified Bessel function e^−|x| I₀(x).
  ///
  /// Up to 8 a polynomial in x²/4; beyond, √x e⁻ˣ I₀(x) is a polynomial in 1/x in each of two intervals.
  ///
  /// Edges: 0 at ±∞.
  /// Accuracy: 6 u.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func besselI0e(_ x: Double) -> Double {
    let x = abs(x)
    if x <= 8 { return (1 + besselI0LessOne(x)) * exp(-x) }
    let r = 1 / x
    return (r > 0.05 ? Fit.besselI0Middle(r) : Fit.besselI0Far(r)) / x.squareRoot()
  }

  /// The exponentially scaled modified Bessel function e^−|x| I₁(x), an odd function.
  ///
  /// Edges: 0 at ±∞.
  /// Accuracy: 6 u.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func besselI1e(_ x: Double) -> Double {
    let magnitude = abs(x)
    if magnitude <= 8 { return 0.5 * x * Fit.besselI1Near(0.25 * x * x) * exp(-magnitude) }
    let r = 1 / magnitude
    let value = (r > 0.05 ? Fit.besselI1Middle(r) : Fit.besselI1Far(r)) / magnitude.squareRoot()
    return x < 0 ? -value : value
  }

  /// The logarithm log I₀(x), which does not overflow.
  ///
  /// Edges: ∞ at ±∞.
  /// Accuracy: 6 u, near zero too.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func logBesselI0(_ x: Double) -> Double {
    let x = abs(x)
    if x <= 8 { return Double.log(onePlus: besselI0LessOne(x)) }
    return x == .infinity ? x : x + log(besselI0e(x))
  }

  /// I₀(x) − 1 for |x| ≤ 8.
  @inline(__always) private static func besselI0LessOne(_ x: Double) -> Double {
    let t = 0.25 * x * x
    return t * Fit.besselI0Near(t)
  }
}
