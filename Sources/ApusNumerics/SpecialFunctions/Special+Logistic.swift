// The logistic function, its logarithm and its inverse.

internal import RealModule

extension Special {
  /// The logistic function 1 / (1 + e⁻ˣ).
  ///
  /// Edges: 0 at −∞, 1 at ∞.
  /// Accuracy: 4 u, in the lower tail too.
  package static func sigmoid(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let odds = exp(x)
    return odds / (1 + odds)
  }

  /// The logarithm of the logistic function, −log(1 + e⁻ˣ).
  ///
  /// Edges: −∞ at −∞, 0 at ∞.
  /// Accuracy: 4 u.
  package static func logSigmoid(_ x: Double) -> Double { -log1pexp(-x) }

  /// The logarithm of the odds, log(p / (1 − p)), for p in [0, 1]; NaN outside.
  ///
  /// Near one half it is 2 artanh(2p − 1), whose argument is exact.
  ///
  /// Edges: −∞ at 0, ∞ at 1.
  /// Accuracy: 4 u.
  package static func logit(_ p: Double) -> Double {
    if p < 0.25 || p > 0.75 { return log(p / (1 - p)) }
    let offset = 2 * p - 1
    return Double.log(onePlus: offset) - .log(onePlus: -offset)
  }
}
