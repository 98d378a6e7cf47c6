// The negative binomial distribution by mean and dispersion, by shape and rate, or by successes and their probability.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The negative binomial distribution with mean μ ≥ 0 and dispersion φ > 0, on the nonnegative integers.
///
/// It is that of Poisson counts whose rate is gamma-distributed with shape φ. The variance is μ + μ²/φ; large φ is nearly
/// Poisson. By the rate β of these gamma numbers μ is φ/β, and by the probability p of a success, of which there are φ after as many
/// failures as are counted, μ is φ(1 − p)/p.
///
/// log P(k) = log Γ(k + φ) − log Γ(φ) − log k! − φ log(1 + μ/φ) − k log(1 + φ/μ), computed as log(φ/(k + φ)) and the binomial
/// kernel of φ and k at p = φ/(φ + μ), or with the logarithm of μ as the log probability at μ = k less half the deviance; in both
/// nothing cancels for large φ or k.
///
/// A probability that is a `sigmoid` keeps its logit, and a rate that is an exponential its logarithm.
///
/// Stan's `neg_binomial(alpha, beta)` is by shape and rate, PyMC's `n` and `p` and SciPy's `nbinom` are successes and probability.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.nbinom.
public struct NegativeBinomial: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The mean μ ≥ 0.
  public let mean: Tensor
  /// The dispersion φ > 0, which is the shape, and the number of successes.
  public let dispersion: Tensor

  /// What is given beside the dispersion.
  private enum Parameter: Sendable {
    case mean
    case rate(Tensor)
    case probability(Tensor)
  }
  private let parameter: Parameter

  /// A negative binomial distribution.
  public init(mean: some TensorConvertible, dispersion: some TensorConvertible) {
    self.mean = mean.tensor
    self.dispersion = dispersion.tensor
    parameter = .mean
  }

  /// That of Poisson counts whose rates are gamma-distributed with shape α > 0 and rate β > 0.
  public init(shape: some TensorConvertible, rate: some TensorConvertible) {
    dispersion = shape.tensor
    mean = shape.tensor / rate.tensor
    parameter = .rate(rate.tensor)
  }

  /// That of the failures before the n-th success, each trial one with probability 0 < p ≤ 1; n > 0 need not be whole.
  public init(successes: some TensorConvertible, probability: some TensorConvertible) {
    dispersion = successes.tensor
    let rest = TrialParameter.probability(probability.tensor).failureProbability
    mean = successes.tensor * (rest / probability.tensor)
    parameter = .probability(probability.tensor)
  }

  public var parameters: [DistributionParameter] {
    switch parameter {
    case .mean:
      [DistributionParameter("mean", mean, .nonnegative), DistributionParameter("dispersion", dispersion, .positive)]
    case .rate(let beta):
      [DistributionParameter("shape", dispersion, .positive), DistributionParameter("rate", beta, .positive)]
    case .probability(let p):
      [
        DistributionParameter("successes", dispersion, .positive),
        DistributionParameter("probability", p, .positiveProbability),
      ]
    }
  }
  public func rebuilt(on operands: [Tensor]) -> NegativeBinomial {
    switch parameter {
    case .mean: NegativeBinomial(mean: operands[0], dispersion: operands[1])
    case .rate: NegativeBinomial(shape: operands[0], rate: operands[1])
    case .probability: NegativeBinomial(successes: operands[0], probability: operands[1])
    }
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let phi = dispersion.valid(where: dispersion .> 0)
      return logProbability(k, phi).minusInfinity(where: isOutside)
    }
  }

  private func logProbability(_ k: Tensor, _ phi: Tensor) -> Tensor {
    if case .mean = parameter {
      if let logMean = StableLogarithm(at: mean.node?.location).logarithm(ofPositive: mean) {
        return Self.logProbability(k, phi, logMean: logMean)
      }
      let mu = mean.valid(where: mean .>= 0)
      let share = (phi + k) / (phi + mu)
      let difference = phi * ((k - mu) / (phi + mu))
      return logBinomialKernel(phi, k, means: (phi * share, mu * share), difference: difference) - log1p(k / phi)
    }
    let total = phi + k
    if let eta = logit { return Binomial.kernel(phi, k, total, logit: eta) - log1p(k / phi) }
    let (p, q) = shares
    // A share of successes with fewer digits than a number has is taken times 2²⁰⁰.
    let (share, logFactor) = scaledShare ?? (p, nil)
    let kernel = logBinomialKernel(phi, k, means: (total * share, total * q), difference: p * k - q * phi)
    return kernel - log1p(k / phi) - (logFactor.map { phi * $0 } ?? 0)
  }

  /// The logit of p, where p is a logistic function or where the logarithm of the rate is known; NaN outside the domain.
  private var logit: Tensor? {
    switch parameter {
    case .mean: return nil
    case .rate(let rate): return StableLogarithm(at: rate.node?.location).logarithm(ofPositive: rate)
    case .probability(let probability):
      let terms = ProbabilityTerms(probability, ends: .one)
      return terms.logit.map { $0.valid(where: terms.isValid) }
    }
  }

  /// p times a power of 2 where a tiny rate has lost digits, and the logarithm of that power; nil for a constant rate that has not.
  private var scaledShare: (Tensor, Tensor?)? {
    guard case .rate(let rate) = parameter else { return nil }
    if let least = rate.constantValue?.doubles.min(), least > Self.leastRate { return nil }
    let isTiny = rate .< Self.leastRate
    let share = select(isTiny, rate * 0x1p200, 0) + select(isTiny, 0, shares.0)
    // log 2²⁰⁰.
    return (share, select(isTiny, 138.62943611198907, 0))
  }

  private static let leastRate = 1e-290

  /// The log probability of k at the mean k, less half the deviance of the mean from it.
  private static func logProbability(_ k: Tensor, _ phi: Tensor, logMean: Tensor) -> Tensor {
    let change = distance(logMean, fromLogOf: k.replacing(k .== 0, with: 1))
    let peak = logPoissonPeak(phi) + logPoissonPeak(k) - (logPoissonPeak(phi + k) + log1p(k / phi))
    return peak - negativeBinomialDeviance(k, phi, change)
  }

  /// p = φ/(φ + μ) and 1 − p, each with all its digits; NaN outside the parameters' domain.
  private var shares: (Tensor, Tensor) {
    switch parameter {
    case .mean: return (dispersion / (dispersion + mean), mean / (dispersion + mean))
    case .rate(let rate):
      let beta = rate.valid(where: rate .> 0)
      // Right for a tiny rate, and for an infinite one.
      let isLarge = beta .> 1
      let large = 1 / (1 + 1 / select(isLarge, beta, 1))
      let small = select(isLarge, 1, beta)
      return (select(isLarge, large, small / (1 + small)), 1 / (1 + beta))
    case .probability(let probability):
      let terms = ProbabilityTerms(probability, ends: .one)
      return (terms.p, terms.q)
    }
  }

  public var variance: Tensor {
    if case .mean = parameter { return mean + mean.squared() / dispersion }
    return mean / shares.0
  }

  /// log I_p(φ, ⌊x⌋ + 1), the regularised incomplete beta function, by the smaller of p and 1 − p.
  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofCount: value) { k in
      let (p, q) = shares
      let isRare = q .< p
      let rare = logRegularizedBetaComplement(k + 1, dispersion, select(isRare, q, 0.5))
      let common = logRegularizedBeta(dispersion, k + 1, select(isRare, 0.5, p))
      return select(isRare, rare, common)
    }
  }

  /// The complement, log(1 − I_p(φ, ⌊x⌋ + 1)), by the smaller of p and 1 − p.
  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value) { k in
      let (p, q) = shares
      let isRare = q .< p
      let rare = logRegularizedBeta(k + 1, dispersion, select(isRare, q, 0.5))
      let common = logRegularizedBetaComplement(dispersion, k + 1, select(isRare, 0.5, p))
      return select(isRare, rare, common)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      let scale: Double
      switch parameter {
      case .mean: return p[0] >= 0 ? generator.poisson(mean: p[0] * (generator.gamma(shape: p[1]) / p[1])) : .nan
      case .rate: scale = p[1] > 0 ? 1 / p[1] : .nan
      case .probability: scale = p[1] > 0 && p[1] <= 1 ? (1 - p[1]) / p[1] : .nan
      }
      return scale.isNaN ? .nan : generator.poisson(mean: generator.gamma(shape: p[0]) * scale)
    }
  }
}
