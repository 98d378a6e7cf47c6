// The distribution function of Student's t, its logarithm, derivatives and quantiles.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The distribution function of Student's t with ν > 0 degrees of freedom; Φ for ν = ∞, NaN for other ν.
  ///
  /// For t < 0 it is ½ I_x(ν/2, ½) with x = ν / (ν + t²).
  ///
  /// Edges: 0 at −∞, 1 at ∞.
  /// Accuracy: that of `regularizedBeta`; the lower tail has a small relative error.
  /// Reference: DLMF 8.17.
  package static func studentTCDF(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    if nu == .infinity { return normalCDF(t) }
    guard let outside = studentTOutside(t, nu) else { return .nan }
    return t < 0 ? 0.5 * outside.lower : t > 0 ? 1 - 0.5 * outside.lower : 0.5
  }

  /// The logarithm of the distribution function of Student's t, where it itself need not be representable.
  ///
  /// Edges: the logarithms of those of `studentTCDF`, −0 for 1.
  /// Accuracy: that of `logRegularizedBeta`; near zero its relative error is small.
  /// Reference: DLMF 8.17.
  package static func logStudentTCDF(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    if nu == .infinity { return logNormalCDF(t) }
    guard let outside = studentTOutside(t, nu) else { return .nan }
    return t < 0 ? outside.logLower - 0.6931471805599453 : Libm.logOnePlus(-0.5 * outside.lower)
  }

  /// The quantile of Student's t with ν > 0 degrees of freedom for p in [0, 1]; NaN outside.
  ///
  /// Edges: −∞ at 0, ∞ at 1 and where t is beyond the numbers; that of the normal distribution for ν = ∞.
  /// Accuracy: that of `regularizedBetaInverse`; near 1 the spacing of the numbers p sets the limit.
  /// Reference: DLMF 8.17.
  package static func studentTQuantile(_ p: Double, degreesOfFreedom nu: Double) -> Double {
    if !(p >= 0) || !(p <= 1) || !(nu > 0) { return .nan }
    if nu == .infinity { return normalQuantile(p) }
    let outside = 2 * min(p, 1 - p)
    // The leading term of `studentTOutside`, solved for √(|t|/√ν), where x or t² need not be representable.
    let a = 0.5 * nu
    // a B(a, ½) = √π / (a + 1)₋½.
    let root = pow(outside * (1.772453850905516 * exp(-logPochhammer(a + 1, -0.5))), -0.5 / nu)
    if root > 1e5 {
      let magnitude = nu.squareRoot() * root * root
      return p < 0.5 ? -magnitude : magnitude
    }
    let inside = 2 * abs(p - 0.5)
    let (x, y) =
      outside <= inside
      ? betaQuantile(a, 0.5, tail: outside, isLower: true)
      : betaQuantile(a, 0.5, tail: inside, isLower: false)
    let magnitude = x == 0 ? .infinity : nu.squareRoot() * (y / x).squareRoot()
    return p < 0.5 ? -magnitude : magnitude
  }

  /// The probability beyond ±|t| as the lower tail of the beta distribution at x = ν / (ν + t²); nil outside the domain.
  private static func studentTOutside(_ t: Double, _ nu: Double) -> Tail? {
    if t.isNaN || !(nu > 0) { return nil }
    let square = t * t
    let a = 0.5 * nu
    if square > 1e20 * nu || square == .infinity {
      // I_x(a, ½) = xᵃ / (a B(a, ½)) to double precision, also where x or t² is not representable.
      let logX = log(nu) - 2 * log(abs(t))
      let number = ScaledNumber(exponent: a * logX + logPochhammer(0.5, a) - logGamma1p(a), factor: 1)
      return Tail(isLower: true, probability: number)
    }
    let sum = nu + square
    return betaTail(a, 0.5, nu / sum, square / sum)
  }
}
