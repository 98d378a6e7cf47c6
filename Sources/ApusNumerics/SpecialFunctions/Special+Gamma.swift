// The gamma function, its logarithm, and Stirling's correction.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The gamma function Γ(x); NaN at negative integers, ±∞ at ±0.
  public static func gamma(_ x: Double) -> Double { Libm.gamma(x) }

  /// The logarithm of the magnitude of the gamma function, log |Γ(x)|; ∞ at the poles 0, −1, −2, … and at ±∞.
  public static func logGamma(_ x: Double) -> Double { Libm.logGamma(x).value }

  /// The sign of the gamma function, 1 or −1; NaN at its poles other than ±0.
  public static func gammaSign(_ x: Double) -> Double {
    if x > 0 { return 1 }
    if x.isNaN || x == -.infinity { return .nan }
    if x == 0 { return x.sign == .minus ? -1 : 1 }
    let floor = x.rounded(.down)
    if floor == x { return .nan }
    return floor.truncatingRemainder(dividingBy: 2) == 0 ? 1 : -1
  }

  /// The logarithm log Γ(1 + x) for x > −1, without cancellation near its zeros x = 0 and x = 1.
  public static func logGamma1p(_ x: Double) -> Double {
    if x < -1 { return .nan }
    if abs(x) < 1e-9 { return x * (-0.5772156649015329 + x * 0.8224670334241132) }
    return Libm.logGamma(1 + x).value
  }

  /// Stirling's correction log Γ(x) − [(x − ½) log x − x + ½ log 2π] for x ≥ 0.
  public static func stirlingCorrection(_ x: Double) -> Double {
    if !(x >= 0) { return .nan }
    if x == .infinity { return 0 }
    if x < 10 { return Libm.logGamma(x).value - ((x - 0.5) * log(x) - x + 0.9189385332046728) }
    let r = 1 / x
    let w = r * r
    return r
      * (1.0 / 12 + w
        * (-1.0 / 360 + w * (1.0 / 1260 + w * (-1.0 / 1680 + w * (1.0 / 1188 + w * -1.917526917526918e-3)))))
  }

  /// The logarithm of the multivariate gamma function of dimension p,
  /// log Γₚ(a) = ¼ p (p − 1) log π + Σⱼ₌₁ᵖ log Γ(a + (1 − j)/2), for a > (p − 1)/2; NaN outside.
  public static func multivariateLogGamma(_ a: Double, dimension p: Int) -> Double {
    let order = Double(p)
    if p < 0 || !(a > 0.5 * (order - 1)) { return .nan }
    var sum = 0.25 * order * (order - 1) * 1.1447298858494002
    for j in 0..<p { sum += Libm.logGamma(a - 0.5 * Double(j)).value }
    return sum
  }
}
