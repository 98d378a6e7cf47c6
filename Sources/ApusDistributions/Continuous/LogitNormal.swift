// The logit-normal distribution: the logistic function of a normal number.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The logit-normal distribution, whose logit log(x/(1 − x)) is normal with mean μ and standard deviation σ > 0, on 0 ≤ x ≤ 1.
///
/// log f(x) = −z²/2 − log σ − log √(2π) − log x − log(1 − x), z = (logit x − μ)/σ. It has no closed moments. PyMC's order of
/// parameters is the same.
///
/// Reference: Aitchison and Shen (1980), Logistic-normal distributions: some properties and uses. Checked against: mpmath.
public struct LogitNormal: UnivariateDistribution, BuiltInFormula {
  /// The mean μ of the logit.
  public let logitMean: Tensor
  /// The standard deviation σ > 0 of the logit.
  public let logitStandardDeviation: Tensor

  /// A logit-normal distribution, from mean and standard deviation of the logit.
  public init(_ logitMean: some TensorConvertible, _ logitStandardDeviation: some TensorConvertible) {
    self.logitMean = logitMean.tensor
    self.logitStandardDeviation = logitStandardDeviation.tensor
  }

  /// The same, its parameters by name.
  public init(logitMean: some TensorConvertible, logitStandardDeviation: some TensorConvertible) {
    self.init(logitMean, logitStandardDeviation)
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("logitMean", logitMean, .finite),
      DistributionParameter("logitStandardDeviation", logitStandardDeviation, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> LogitNormal { LogitNormal(operands[0], operands[1]) }
  public var support: Support { .unitInterval }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = (value .<= 0) .| (value .>= 1)
      let x = value.replacing(isOutside, with: 0.5)
      let (logX, logRest) = (log(x), log1p(-x))
      let z = (logX - logRest - logitMean) / logitStandardDeviation
      let density = -0.5 * z.squared() - logX - logRest - (log(logitStandardDeviation) + Normal.logRootTwoPi)
      return density.minusInfinity(where: isOutside)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let z = score(value.replacing(isBelow .| isAbove, with: 0.5))
      return logNormalCDF(z).replacing(isAbove, with: 0).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (isBelow, isAbove) = (value .<= 0, value .>= 1)
      let z = score(value.replacing(isBelow .| isAbove, with: 0.5))
      return logNormalCDF(-z).replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  /// z at 0 < x < 1.
  private func score(_ x: Tensor) -> Tensor {
    let sigma = logitStandardDeviation.valid(where: logitStandardDeviation .> 0)
    return (log(x) - log1p(-x) - logitMean) / sigma
  }

  public func quantile(logit: Tensor) -> Tensor {
    sigmoid(Normal(logitMean, logitStandardDeviation).quantile(logit: logit))
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[1] > 0 ? 1 / (1 + Stable.exp(-(p[0] + p[1] * generator.standardNormal()))) : .nan
    }
  }
}
