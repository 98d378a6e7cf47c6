// The ratio of the modified Bessel functions of orders one and zero, and its derivative.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The ratio I₁(x) / I₀(x), the mean resultant length of a von Mises distribution of concentration x; an odd function.
  ///
  /// Edges: ±1 at ±∞.
  /// Accuracy: 6 u.
  /// Reference: DLMF 10.25.2, 10.40.1.
  package static func besselI1I0Ratio(_ x: Double) -> Double {
    let magnitude = abs(x)
    if magnitude <= 8 {
      let t = 0.25 * x * x
      return 0.5 * x * Fit.besselI1Near(t) / (1 + t * Fit.besselI0Near(t))
    }
    let r = 1 / magnitude
    let ratio = besselI1Flat(r) / besselI0Flat(r)
    return x < 0 ? -ratio : ratio
  }

  /// 1 − I₁(x) / I₀(x) for x ≥ 0, which goes like 1 / (2 x).
  ///
  /// Accuracy: 4 u from 20 on, below it up to 100 u.
  static func besselRatioDefect(_ x: Double) -> Double {
    if x < 20 { return 1 - besselI1I0Ratio(x) }
    let r = 1 / x
    return r * Fit.besselRatioDefectFar(r)
  }

  /// The derivative of the ratio A(x) = I₁(x) / I₀(x), 1 − A² − A / x, without its cancellation for large x.
  ///
  /// Edges: ½ at 0; 0 at ±∞, where it goes like 1 / (2 x²).
  /// Accuracy: 6 u.
  /// Reference: DLMF 10.29.3.
  package static func besselI1I0RatioDerivative(_ x: Double) -> Double {
    let x = abs(x)
    if x < 6 { return Fit.besselRatioSlopeNear(x * x) }
    if x < 10 { return Fit.besselRatioSlopeMiddle(x - 6) }
    let r = 1 / x
    if x < 15 { return 0.5 * r * r * Fit.besselRatioSlopeBeyond(x - 10) }
    return 0.5 * r * r * (x < 24 ? Fit.besselRatioSlopeFar(r) : Fit.besselRatioSlopeFarthest(r))
  }
}
