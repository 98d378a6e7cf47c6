// The modified Bessel functions of the first kind of orders zero and one.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The modified Bessel function I₀(x).
  ///
  /// Edges: ∞ beyond |x| = 713.98.
  /// Accuracy: 10 u.
  /// Reference: DLMF 10.25.2.
  package static func besselI0(_ x: Double) -> Double {
    let half = exp(0.5 * abs(x))
    return half == .infinity ? half : besselI0e(x) * half * half
  }

  /// The modified Bessel function I₁(x), an odd function.
  ///
  /// Edges: ±∞ beyond |x| = 713.98.
  /// Accuracy: 10 u.
  /// Reference: DLMF 10.25.2.
  package static func besselI1(_ x: Double) -> Double {
    let half = exp(0.5 * abs(x))
    return half == .infinity ? (x < 0 ? -half : half) : besselI1e(x) * half * half
  }

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
    return besselI0Flat(1 / x) / x.squareRoot()
  }

  /// The exponentially scaled modified Bessel function e^−|x| I₁(x), an odd function.
  ///
  /// Edges: 0 at ±∞.
  /// Accuracy: 6 u.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func besselI1e(_ x: Double) -> Double {
    let magnitude = abs(x)
    if magnitude <= 8 { return 0.5 * x * Fit.besselI1Near(0.25 * x * x) * exp(-magnitude) }
    let value = besselI1Flat(1 / magnitude) / magnitude.squareRoot()
    return x < 0 ? -value : value
  }

  /// The logarithm log I₀(x), which does not overflow.
  ///
  /// Edges: ∞ at ±∞.
  /// Accuracy: 6 u, near zero too.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func logBesselI0(_ x: Double) -> Double {
    let x = abs(x)
    if x <= 8 { return Libm.logOnePlus(besselI0LessOne(x)) }
    return x == .infinity ? x : x + log(besselI0e(x))
  }

  /// I₀(x) − 1 for |x| ≤ 8.
  @inline(__always) private static func besselI0LessOne(_ x: Double) -> Double {
    let t = 0.25 * x * x
    return t * Fit.besselI0Near(t)
  }

  /// √x e⁻ˣ I₀(x) at x = 1/r ≥ 8.
  @inline(__always) static func besselI0Flat(_ r: Double) -> Double {
    r > 0.05 ? Fit.besselI0Middle(r) : Fit.besselI0Far(r)
  }

  /// √x e⁻ˣ I₁(x) at x = 1/r ≥ 8.
  @inline(__always) static func besselI1Flat(_ r: Double) -> Double {
    r > 0.05 ? Fit.besselI1Middle(r) : Fit.besselI1Far(r)
  }
}
