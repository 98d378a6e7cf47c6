// The beta prime distribution: the odds of a beta-distributed probability.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The beta prime distribution with α > 0 and β > 0, on x ≥ 0: that of b/(1 − b) for a beta-distributed b.
///
/// log f(x) = (α − 1) log x − (α + β) log(1 + x) − log B(α, β). At x = 0 it is +∞ for α < 1. For large α + β it is computed in
/// Loader's saddle-point form, as that of ``Beta`` is.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 25.
/// Checked against: mpmath, scipy.stats.betaprime.
public struct BetaPrime: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The exponent α > 0 of x, plus 1.
  public let alpha: Tensor
  /// The exponent β > 0 of the tail: the density falls as x to the power of −1 − β.
  public let beta: Tensor

  /// A beta prime distribution.
  public init(_ alpha: some TensorConvertible, _ beta: some TensorConvertible) {
    self.alpha = alpha.tensor
    self.beta = beta.tensor
  }

  /// The same, its parameters by name.
  public init(alpha: some TensorConvertible, beta: some TensorConvertible) { self.init(alpha, beta) }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("alpha", alpha, .positive), DistributionParameter("beta", beta, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> BetaPrime { BetaPrime(operands[0], operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .< 0) .| (value .== Double.infinity)
      let x = value.replacing(isOutside, with: 1)
      let (a, b) = (alpha.valid(where: alpha .> 0), beta.valid(where: beta .> 0))
      // Above 1 the logarithm of x is taken out of both terms, which are larger than their difference.
      let isAbove = x .> 1
      let (small, large) = (select(isAbove, 1, x), select(isAbove, x, 1))
      let below = xlogy(a - 1, small) - (a + b) * log1p(small)
      let above = -(b + 1) * log(large) - (a + b) * log1p(1 / large)
      let density = select(isAbove, above, below) - logBeta(a, b)
      let isConcentrated = (a + b .> 1000) .& (x .> 1e-290) .& (x .< 1e290)
      return select(isConcentrated, concentrated(x, where: isConcentrated), density).minusInfinity(where: isOutside)
    }
  }

  /// The binomial kernel in the saddle-point form times αβ/((α + β) x): nothing cancels for large α and β.
  private func concentrated(_ x: Tensor, where condition: Tensor) -> Tensor {
    let (a, b) = (select(condition, alpha, 1), select(condition, beta, 1))
    let x = select(condition, x, 1)
    let count = a + b
    let means = (count * (x / (1 + x)), count / (1 + x))
    let kernel = logBinomialKernel(a, b, means: means, difference: (b * x - a) / (1 + x))
    return kernel + log(a / count * b) - log(x)
  }

  /// α/(β − 1); infinite for β ≤ 1.
  public var mean: Tensor { select(beta .> 1, alpha / (beta - 1), Tensor(Double.infinity)) }
  /// α (α + β − 1)/((β − 1)² (β − 2)); infinite for 1 < β ≤ 2, NaN for β ≤ 1.
  public var variance: Tensor {
    let finite = alpha / (beta - 1) * ((alpha + beta - 1) / (beta - 1)) / (beta - 2)
    return select(beta .> 2, finite, Tensor(Double.infinity)).valid(where: beta .> 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { logTails($0).lower } }

  public func logSurvival(_ value: Tensor) -> Tensor { logSurvival(ofPositive: value) { logTails($0).upper } }

  /// Both tails by incomplete beta functions at the smaller of x/(1 + x) and 1/(1 + x).
  private func logTails(_ x: Tensor) -> (lower: Tensor, upper: Tensor) {
    let isBelow = x .< 1
    let share = select(isBelow, x, 1) / (1 + select(isBelow, x, 1))
    let rest = 1 / (1 + select(isBelow, 1, x))
    let lower = select(
      isBelow, logRegularizedBeta(alpha, beta, share), logRegularizedBetaComplement(beta, alpha, rest))
    let upper = select(
      isBelow, logRegularizedBetaComplement(alpha, beta, share), logRegularizedBeta(beta, alpha, rest))
    return (lower, upper)
  }

  /// The ratio of two gamma-distributed numbers, by their logarithms.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      let first = generator.logGamma(shape: p[0])
      return Stable.exp(first - generator.logGamma(shape: p[1]))
    }
  }
}
