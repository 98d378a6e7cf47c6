// The negative binomial distribution by mean and dispersion.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The negative binomial distribution with mean μ ≥ 0 and dispersion φ > 0, on the nonnegative integers.
///
/// It is that of Poisson counts whose rate is gamma-distributed with shape φ. The variance is μ + μ²/φ; large φ is nearly
/// Poisson.
///
/// log P(k) = log Γ(k + φ) − log Γ(φ) − log k! − φ log(1 + μ/φ) − k log(1 + φ/μ), computed as log(φ/(k + φ)) and the binomial
/// kernel of φ and k at φ/(φ + μ), or with the logarithm of μ as the log probability at μ = k less half the deviance; in both
/// nothing cancels for large φ or k.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.nbinom.
public struct NegativeBinomial: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The mean μ ≥ 0.
  public let mean: Tensor
  /// The dispersion φ > 0.
  public let dispersion: Tensor

  /// A negative binomial distribution.
  public init(mean: some TensorConvertible, dispersion: some TensorConvertible) {
    self.mean = mean.tensor
    self.dispersion = dispersion.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("mean", mean, .nonnegative), DistributionParameter("dispersion", dispersion, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> NegativeBinomial {
    NegativeBinomial(mean: operands[0], dispersion: operands[1])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let phi = dispersion.valid(where: dispersion .> 0)
      let logMean = StableLogarithm(at: mean.node?.location).logarithm(ofPositive: mean)
      let logProbability = logMean.map { Self.kernel(k, phi, logMean: $0) } ?? kernel(k, phi)
      return logProbability.minusInfinity(where: isOutside)
    }
  }

  private func kernel(_ k: Tensor, _ phi: Tensor) -> Tensor {
    let mu = mean.valid(where: mean .>= 0)
    let share = (phi + k) / (phi + mu)
    let difference = phi * ((k - mu) / (phi + mu))
    return logBinomialKernel(phi, k, means: (phi * share, mu * share), difference: difference) - log1p(k / phi)
  }

  /// The log probability of k at the mean k, less half the deviance of the mean from it.
  private static func kernel(_ k: Tensor, _ phi: Tensor, logMean: Tensor) -> Tensor {
    let change = distance(logMean, fromLogOf: k.replacing(k .== 0, with: 1))
    let peak = logPoissonPeak(phi) + logPoissonPeak(k) - (logPoissonPeak(phi + k) + log1p(k / phi))
    return peak - negativeBinomialDeviance(k, phi, change)
  }

  public var variance: Tensor { mean + mean.squared() / dispersion }

  /// log I_w(φ, ⌊x⌋ + 1) with w = φ/(φ + μ), the regularised incomplete beta function, by the smaller of w and 1 − w.
  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofCount: value) { k in
      let isRare = mean .< dispersion
      let rare = logRegularizedBetaComplement(k + 1, dispersion, select(isRare, mean / (dispersion + mean), 0.5))
      let common = logRegularizedBeta(dispersion, k + 1, select(isRare, 0.5, dispersion / (dispersion + mean)))
      return select(isRare, rare, common)
    }
  }

  /// The complement, log(1 − I_w(φ, ⌊x⌋ + 1)), by the smaller of w and 1 − w.
  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofCount: value) { k in
      let isRare = mean .< dispersion
      let rare = logRegularizedBeta(k + 1, dispersion, select(isRare, mean / (dispersion + mean), 0.5))
      let common = logRegularizedBetaComplement(
        dispersion, k + 1, select(isRare, 0.5, dispersion / (dispersion + mean)))
      return select(isRare, rare, common)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] >= 0 ? generator.poisson(mean: p[0] * (generator.gamma(shape: p[1]) / p[1])) : .nan
    }
  }
}
