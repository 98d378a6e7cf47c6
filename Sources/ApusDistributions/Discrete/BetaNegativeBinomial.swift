// The beta-negative binomial distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the failures before the r-th success, in trials whose probability is drawn once from Beta(α, β), on the
/// nonnegative integers; r > 0 need not be whole.
///
/// P(k) = Γ(r + k)/(k! Γ(r)) B(α + r, β + k)/B(α, β), computed as the kernel of a table of two rows and two columns, in which nothing
/// cancels for large parameters or counts. It falls as k^−(α + 1), too slowly for tails that are sums of it: they are integrals over the
/// probability of success, P(X > k) that of the density of Beta(r, k + 1) times the distribution function of Beta(α, β). Their second
/// derivatives in α and β are not there.
///
/// Stan's order (r, α, β) and SciPy's (n, a, b) are the same.
///
/// Reference: Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 6.2.3.
/// Checked against: mpmath, scipy.stats.betanbinom.
public struct BetaNegativeBinomial: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
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

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { logTail($0, isUpper: false) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { logTail($0, isUpper: true) }
  }

  private func logTail(_ x: Tensor, isUpper: Bool) -> Tensor {
    let r = successes.valid(where: successes .> 0)
    let (a, b) = (alpha.valid(where: alpha .> 0), beta.valid(where: beta .> 0))
    return smallerTail(x, isUpper: isUpper, near: 0) { place, isUpper in
      Self.logTail(r, place + 1, a, b, isUpper: isUpper)
    }
  }

  /// log P(q < p), or log P(q > p), of q from Beta(α, β) and p from Beta(r, m), by the log-odds y of p.
  private static func logTail(_ r: Tensor, _ m: Tensor, _ a: Tensor, _ b: Tensor, isUpper: Bool) -> Tensor {
    // The peak is that of p, or where both lie apart that of what is between them.
    let (own, joint) = (log(r) - log(m), log(r + a) - log(m + b))
    let isApart = isUpper ? own .< log(a) - log(b) : own .> log(a) - log(b)
    let sharpness = r / (1 + r / m) + (r + a) / (1 + (r + a) / (m + b))
    let (origin, step) = (stopGradient(select(isApart, joint, own)), stopGradient(0.4 / sqrt(2 + sharpness)))
    // Below this all is as a power of p.
    let first = floor((-40 - stopGradient(log(m + b + 1)) - origin) / step)
    let integral = logIntegral(from: first, origin: origin, step: step, [r, m, a, b]) { y, given in
      logTerm(y, given[0], given[1], given[2], given[3], isUpper: isUpper)
    }
    let fall = (isUpper ? r + a : r) * step
    let rest = logTerm(origin + first * step, r, m, a, b, isUpper: isUpper) + log(step) - (fall + log1mexp(-fall))
    return logAddExp(integral, rest)
  }

  private static func logTerm(
    _ y: Tensor, _ r: Tensor, _ m: Tensor, _ a: Tensor, _ b: Tensor, isUpper: Bool
  ) -> Tensor {
    let (p, rest) = (sigmoid(y), sigmoid(-y))
    let kernel = logBinomialKernel(
      r, m, means: ((r + m) * p, (r + m) * rest), difference: m * p - r * rest)
    // The incomplete beta function of the smaller of p and 1 − p.
    let isHigh = y .> 0
    let (low, high) = (select(isHigh, Tensor(0.5), p), select(isHigh, rest, 0.5))
    func logTail(_ a: Tensor, _ b: Tensor, _ p: Tensor, _ isUpper: Bool) -> Tensor {
      .apply(LogRegularizedBeta(upper: isUpper), a, b, p)
    }
    let tail = select(isHigh, logTail(b, a, high, isUpper), logTail(a, b, low, !isUpper))
    return kernel + log(r / (1 + r / m)) + tail
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
