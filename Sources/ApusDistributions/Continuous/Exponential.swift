// The exponential distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The exponential distribution with rate λ > 0, on x ≥ 0.
///
/// log f(x) = log λ − λx.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 19.
/// Checked against: mpmath, scipy.stats.expon.
public struct Exponential: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The rate λ > 0: the inverse of the mean.
  public let rate: Tensor

  /// An exponential distribution.
  public init(rate: some TensorConvertible) { self.rate = rate.tensor }

  public var parameters: [DistributionParameter] { [DistributionParameter("rate", rate, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> Exponential { Exponential(rate: operands[0]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in (log(rate) - rate * x).minusInfinity(where: x .< 0) }
  }

  public var mean: Tensor { 1 / rate }
  public var variance: Tensor { 1 / rate.squared() }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { log1mexp(-rate * $0) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { -rate.valid(where: rate .> 0) * $0 }
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { softplus($0) / rate.valid(where: rate .> 0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0] > 0 ? generator.standardExponential() / p[0] : .nan }
  }
}
