// The beta-binomial distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the successes in n trials whose probability is drawn once from Beta(α, β), on {0, …, n}.
///
/// log P(k) = log C(n, k) + log B(k + α, n − k + β) − log B(α, β), computed as the kernel of a table of two rows and two columns, in
/// which nothing cancels for large n, α or β. The tails are sums of probabilities: their time grows with the width of the bulk.
///
/// Stan's order is the same; PyMC's is (α, β, n).
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 6.2.2.
/// Checked against: mpmath, scipy.stats.betabinom.
public struct BetaBinomial: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The number n of trials.
  public let trials: Tensor
  /// The shape α > 0 of the successes.
  public let alpha: Tensor
  /// The shape β > 0 of the failures.
  public let beta: Tensor

  /// `trials` trials of a probability from Beta(`alpha`, `beta`).
  public init(trials: some TensorConvertible, alpha: some TensorConvertible, beta: some TensorConvertible) {
    self.trials = trials.tensor
    self.alpha = alpha.tensor
    self.beta = beta.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("trials", trials, .count), DistributionParameter("alpha", alpha, .positive),
      DistributionParameter("beta", beta, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> BetaBinomial {
    BetaBinomial(trials: operands[0], alpha: operands[1], beta: operands[2])
  }
  public var support: Support { .integers(lower: 0, upper: trials) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let n = trials.asFloat64
      let isOutside = value.isNoCount .| (value .> n)
      let k = value.replacing(isOutside, with: 0)
      let rest = (n - k).valid(where: .!n.isNoCount)
      let (a, b) = (alpha.valid(where: alpha .> 0), beta.valid(where: beta .> 0))
      let logProbability = logTableKernel(a, k, b, rest) + log1p((k + rest) / (a + b)) - log1p(k / a) - log1p(rest / b)
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { trials * (alpha / (alpha + beta)) }
  public var variance: Tensor {
    mean * (beta / (alpha + beta)) * ((alpha + beta + trials) / (alpha + beta + 1))
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { summedTail($0, isUpper: false, near: mean) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { summedTail($0, isUpper: true, near: mean) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard let count = Int(exactly: p[0]), p[1] > 0, p[2] > 0 else { return .nan }
      return generator.binomial(count: count, probability: generator.beta(p[1], p[2]))
    }
  }
}
