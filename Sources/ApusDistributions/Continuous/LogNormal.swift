// The log-normal distribution: the exponential of a normal one.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The log-normal distribution, whose logarithm is normal with mean μ and standard deviation σ > 0, on x > 0.
///
/// log f(x) = −z²/2 − log σ − log √(2π) − log x, z = (log x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 14.
/// Checked against: mpmath, scipy.stats.lognorm.
public struct LogNormal: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The mean μ of log x.
  public let logMean: Tensor
  /// The standard deviation σ > 0 of log x.
  public let logStandardDeviation: Tensor

  /// A log-normal distribution, from mean and standard deviation of the logarithm.
  public init(_ logMean: some TensorConvertible, _ logStandardDeviation: some TensorConvertible) {
    self.logMean = logMean.tensor
    self.logStandardDeviation = logStandardDeviation.tensor
  }

  /// The same, its parameters by name.
  public init(logMean: some TensorConvertible, logStandardDeviation: some TensorConvertible) {
    self.init(logMean, logStandardDeviation)
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("logMean", logMean, .finite),
      DistributionParameter("logStandardDeviation", logStandardDeviation, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> LogNormal { LogNormal(operands[0], operands[1]) }
  public var support: Support { .positive }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .<= 0
      let logValue = log(x.replacing(isOutside, with: 1))
      let z = (logValue - logMean) / logStandardDeviation
      let density = -0.5 * z.squared() - logValue - (log(logStandardDeviation) + Normal.logRootTwoPi)
      return density.minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { exp(logMean + 0.5 * logStandardDeviation.squared()) }
  public var variance: Tensor {
    let square = logStandardDeviation.squared()
    return expm1(square) * exp(2 * logMean + square)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { logNormalCDF((log($0) - logMean) / logStandardDeviation) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logNormalCDF(-((log($0) - logMean) / logStandardDeviation)) }
  }

  public func quantile(logit: Tensor) -> Tensor { exp(Normal(logMean, logStandardDeviation).quantile(logit: logit)) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[1] > 0 ? Stable.exp(p[0] + p[1] * generator.standardNormal()) : .nan }
  }
}
