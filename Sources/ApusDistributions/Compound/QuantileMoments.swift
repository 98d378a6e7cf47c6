// Mean and variance of any continuous distribution from its quantiles.

internal import ApusGraph
internal import ApusNumerics
internal import ApusRandom
internal import ApusOps

extension UnivariateDistribution {
  /// Mean and variance: the integrals of x and of (x − m)² over p, as sums over log-odds l of p in steps of one half.
  ///
  /// In l the quantiles are smooth and dp/dl = p (1 − p) falls as exp(−|l|), so that the trapezoidal rule is exact but for exp(−2π²/½),
  /// and the sum ends at |l| = 120. A power's tail, P(X > x) ~ x^−ν, is cut off there: the variance then lacks exp(−120 (1 − 2/ν)) of its
  /// size. Quantiles with a kink have no such accuracy.
  ///
  /// Reference: Trefethen and Weideman (2014), The Exponentially Convergent Trapezoidal Rule, SIAM Review 56, 385.
  var momentsOfQuantiles: (mean: Tensor, variance: Tensor) {
    let logits = (-240...240).map { 0.5 * Double($0) }
    let weights = Tensor(logits.map { 0.5 * Stable.exp(-abs($0) - 2 * Special.log1pexp(-abs($0))) })
    let x = withElementAxis().quantile(logit: Tensor(logits))
    let mean = sum(weights * x, axes: [-1])
    return (mean, sum(weights * (x - mean.withLastAxis).squared(), axes: [-1]))
  }
}
