// The limiting distribution of the Kolmogorov–Smirnov statistic.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The survival function of Kolmogorov's distribution, 2 Σₖ₌₁ (−1)ᵏ⁻¹ exp(−2 k² x²), the limit of P(√n Dₙ > x).
  ///
  /// Below one from the theta series of the complement, √2π / x Σₖ₌₁ exp(−(2 k − 1)² π² / (8 x²)).
  ///
  /// Edges: 1 for x ≤ 0, 0 at ∞.
  /// Accuracy: 10 u, also in the upper tail.
  /// Reference: Kolmogorov (1933); Marsaglia, Tsang and Wang, "Evaluating Kolmogorov's distribution", J. Stat. Softw. 8
  /// (2003), for both series.
  package static func kolmogorovSurvival(_ x: Double) -> Double {
    if x.isNaN { return x }
    // The distribution function is below 1e-300 up to 0.04.
    if x <= 0.04 { return 1 }
    if x < 1 {
      let q = exp(-Double.pi * .pi / (8 * x * x))
      let q8 = exp(-Double.pi * .pi / (x * x))
      let q24 = q8 * q8 * q8
      // q + q⁹ + q²⁵ + q⁴⁹.
      return 1 - 2.5066282746310002 / x * (q * (1 + q8 * (1 + q8 * q8 * (1 + q24))))
    }
    if x > 40 { return 0 }
    let square = ExactProduct(x, x)
    let exponential = exp(-2 * square.head)
    let q = exponential - exponential * (2 * square.tail)
    // q − q⁴ + q⁹ − q¹⁶.
    let q3 = q * q * q
    return 2 * q * (1 - q3 * (1 - q3 * q * q * (1 - q3 * q3 * q)))
  }
}
