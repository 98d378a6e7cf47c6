// The distribution function of Student's t and its quantiles.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The distribution function of Student's t with ν > 0 degrees of freedom.
  public static func studentTCDF(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    exp(logStudentTCDF(t, degreesOfFreedom: nu))
  }

  /// The logarithm of the distribution function of Student's t with ν > 0 degrees of freedom.
  public static func logStudentTCDF(_ t: Double, degreesOfFreedom nu: Double) -> Double {
    if t.isNaN || !(nu > 0) { return .nan }
    if nu == .infinity { return logNormalCDF(t) }
    if t == -.infinity { return t }
    if t == .infinity { return 0 }
    let x = nu / (nu + t * t)
    let y = t * t / (nu + t * t)
    guard let tail = betaTail(0.5 * nu, 0.5, x, y) else { return .nan }
    let outside = tail.isLower ? tail.log : log1mexp(tail.log)
    return t < 0 ? outside - 0.6931471805599453 : Libm.logOnePlus(-0.5 * exp(outside))
  }

  /// The quantile of Student's t with ν > 0 degrees of freedom.
  public static func studentTQuantile(_ p: Double, degreesOfFreedom nu: Double) -> Double {
    if !(p >= 0) || !(p <= 1) || !(nu > 0) { return .nan }
    if nu == .infinity { return normalQuantile(p) }
    let tail = min(p, 1 - p)
    let x = regularizedBetaInverse(0.5 * nu, 0.5, 2 * tail)
    let magnitude = (nu * (1 - x) / x).squareRoot()
    return p < 0.5 ? -magnitude : magnitude
  }
}
