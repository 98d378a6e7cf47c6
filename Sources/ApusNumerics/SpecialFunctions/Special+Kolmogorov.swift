// The limiting distribution of the Kolmogorov–Smirnov statistic.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The survival function of Kolmogorov's distribution, 2 Σₖ (−1)ᵏ⁻¹ exp(−2 k² x²), the limit of P(√n Dₙ > x).
  public static func kolmogorovSurvival(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x <= 0 { return 1 }
    if x < 1 {
      let q = -Double.pi * Double.pi / (8 * x * x)
      return 1 - 2.5066282746310002 / x * (exp(q) + exp(9 * q) + exp(25 * q) + exp(49 * q))
    }
    let q = -2 * x * x
    return 2 * (exp(q) - exp(4 * q) + exp(9 * q) - exp(16 * q))
  }
}
