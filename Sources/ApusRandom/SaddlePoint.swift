// Logarithms of binomial and Poisson probabilities without cancellation, for the acceptance tests of the samplers.

/// Loader's saddle-point form of the probabilities of counts: exact to a few ulp for counts of any size.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
package enum SaddlePoint {
  private static let halfLogTwoPi = 0.918938533204672741780

  /// ln P(K = k) for K ~ Poisson(mean).
  package static func logPoisson(_ k: Double, mean: Double) -> Double {
    guard k > 0 else { return -mean }
    return -stirlingError(k) - deviance(k, mean) - halfLogTwoPi - 0.5 * Stable.log(k)
  }

  /// ln P(K = k) for K ~ Binomial(n, p) with q = 1 − p, 0 ≤ k ≤ n, 0 < p < 1.
  static func logBinomial(_ k: Double, _ n: Double, _ p: Double, _ q: Double) -> Double {
    if k == 0 { return n * Stable.log1p(-p) }
    if k == n { return n * Stable.log(p) }
    let errors = stirlingError(n) - stirlingError(k) - stirlingError(n - k)
    return errors - deviance(k, n * p) - deviance(n - k, n * q) - halfLogTwoPi
      + 0.5 * Stable.log(n / (k * (n - k)))
  }

  /// ln k! − (k + ½) ln k + k − ½ ln 2π for a whole k ≥ 1: the error of Stirling's formula.
  private static func stirlingError(_ k: Double) -> Double {
    if k < 16 {
      var factorial = 1.0
      for factor in stride(from: 2.0, through: k, by: 1) { factorial *= factor }
      return Stable.log(factorial) - (k + 0.5) * Stable.log(k) + k - halfLogTwoPi
    }
    let z = 1 / (k * k)
    return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188)))) / k
  }

  /// x ln(x / m) + m − x, by a series where the two are close.
  private static func deviance(_ x: Double, _ m: Double) -> Double {
    guard (x - m).magnitude < 0.1 * (x + m) else { return x * Stable.log(x / m) + m - x }
    let v = (x - m) / (x + m)
    var sum = (x - m) * v
    var term = 2 * x * v
    for order in stride(from: 3.0, to: 200, by: 2) {
      term *= v * v
      let next = sum + term / order
      if next == sum { break }
      sum = next
    }
    return sum
  }
}
