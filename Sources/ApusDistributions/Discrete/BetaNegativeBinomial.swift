// The beta-negative binomial distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the failures before the r-th success, in trials whose probability is drawn once from Beta(α, β), on the
/// nonnegative integers; r > 0 need not be whole.
///
/// P(k) = Γ(r + k)/(k! Γ(r)) B(α + r, β + k)/B(α, β), computed as the kernel of a table of two rows and two columns, in which nothing
/// cancels for large parameters or counts. It falls as k^−(α + 1), too slowly for tails that are sums: it has none.
///
/// Stan's order (r, α, β) and SciPy's (n, a, b) are the same.
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 6.2.3.
/// Checked against: mpmath, scipy.stats.betanbinom.
public struct BetaNegativeBinomial: DistributionWithMoments, BuiltInFormula {
  /// The number r > 0 of successes.
  public let successes: Tensor
  /// The shape α > 0 of the successes.
  public let alpha: Tensor
  /// The shape β > 0 of the failures.
  public let beta: Tensor

  /// Failures before so many `successes` of a probability from Beta(`alpha`, `beta`).
  public init(successes: some TensorConvertible, alpha: some TensorConvertible, beta: some TensorConvertible) {
    self.successes = successes.tensor
    self.alpha = alpha.tensor
    self.beta = beta.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("successes", successes, .positive), DistributionParameter("alpha", alpha, .positive),
      DistributionParameter("beta", beta, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> BetaNegativeBinomial {
    BetaNegativeBinomial(successes: operands[0], alpha: operands[1], beta: operands[2])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let r = successes.valid(where: successes .> 0)
      let (a, b) = (alpha.valid(where: alpha .> 0), beta.valid(where: beta .> 0))
      // Γ(x) for x! of what is no count: r α β (r + k + α + β)/((r + k) (α + r) (β + k) (α + β)).
      let factors = log1p((r + k) / (a + b)) - log1p(k / r) - log1p(r / a) - log1p(k / b)
      return (logTableKernel(r, k, a, b) + factors).minusInfinity(where: isOutside)
    }
  }

  /// r β/(α − 1); infinite up to α = 1.
  public var mean: Tensor { (successes * beta / (alpha - 1)).replacing(alpha .<= 1, with: .infinity) }
  /// r (r + α − 1) β (α + β − 1)/((α − 2) (α − 1)²); infinite up to α = 2.
  public var variance: Tensor {
    let spread = (successes + (alpha - 1)) * (alpha + beta - 1) / ((alpha - 2) * (alpha - 1).squared())
    return (successes * beta * spread).replacing(alpha .<= 2, with: .infinity)
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0, p[2] > 0 else { return .nan }
      // The odds of failure, as a quotient of gamma variables.
      let odds = Stable.exp(generator.logGamma(shape: p[2]) - generator.logGamma(shape: p[1]))
      return generator.poisson(mean: odds * generator.gamma(shape: p[0]))
    }
  }
}
