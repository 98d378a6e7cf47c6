// The logarithms of the beta function, the binomial coefficient and Pochhammer's symbol.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The logarithm of the beta function, log B(a, b), for a, b ≥ 0; NaN outside.
  public static func logBeta(_ a: Double, _ b: Double) -> Double {
    let small = min(a, b)
    let large = max(a, b)
    if a.isNaN || b.isNaN || small < 0 { return .nan }
    if small == 0 { return .infinity }
    if large == .infinity { return -.infinity }
    return Libm.logGamma(small).value - logPochhammer(large, small)
  }

  /// The logarithm of Pochhammer's symbol, log (a)ₙ = log Γ(a + n) − log Γ(a), for a > 0, a + n > 0; n need not be whole.
  public static func logPochhammer(_ a: Double, _ n: Double) -> Double {
    if !(a > 0) || !(a + n > 0) { return .nan }
    if a < 10 || a + n < 10 { return Libm.logGamma(a + n).value - Libm.logGamma(a).value }
    let x = n / a
    return n * log(a) + (a + n - 0.5) * log1pmx(x) + x * (n - 0.5) + (stirlingCorrection(a + n) - stirlingCorrection(a))
  }

  /// The logarithm of the binomial coefficient, log (n over k), for 0 ≤ k ≤ n; −∞ for other whole k, NaN else.
  public static func logBinomial(_ n: Double, _ k: Double) -> Double {
    if n.isNaN || k.isNaN || n < 0 { return .nan }
    if k < 0 || k > n { return k == k.rounded() ? -.infinity : .nan }
    if k == 0 || k == n { return 0 }
    return -Libm.logOnePlus(n) - logBeta(k + 1, n - k + 1)
  }

  /// The difference log(1 + x) − x for x ≥ −1, without cancellation near zero; −∞ at −1, NaN below.
  public static func log1pmx(_ x: Double) -> Double {
    if abs(x) > 0.3 { return Libm.logOnePlus(x) - x }
    // log(1 + x) = 2 artanh r with r = x / (2 + x), and x = 2 r / (1 − r).
    let r = x / (2 + x)
    let w = r * r
    var s = 0.0
    for k in stride(from: 25, through: 3, by: -2) { s = w * (s + 1 / Double(k)) }
    return r * (2 * s - x)
  }
}
