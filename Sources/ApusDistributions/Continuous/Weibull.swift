// The Weibull distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Weibull distribution with shape k > 0 and scale λ > 0, on x ≥ 0.
///
/// log f(x) = log k − log λ + (k − 1) log(x/λ) − (x/λ)^k. At x = 0 it is the limit from inside, +∞ for k < 1 and −log λ for k = 1.
/// PyMC (`alpha`, `beta`) and Stan (`alpha`, `sigma`) have the same order of the parameters.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 21.
/// Checked against: mpmath, scipy.stats.weibull_min.
public struct Weibull: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape k > 0.
  public let concentration: Tensor
  /// The scale λ > 0, below which there is the probability 1 − 1/e.
  public let scale: Tensor

  /// A Weibull distribution.
  public init(shape: some TensorConvertible, scale: some TensorConvertible) {
    concentration = shape.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Weibull { Weibull(shape: operands[0], scale: operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isEdge = (x .<= 0) .| (x .== Double.infinity)
      let inside = x.replacing(isEdge, with: 1)
      let logValue = logQuotient(inside, validScale)
      let power = concentration * logValue
      // There (x/λ)^k is beyond the numbers.
      let isFar = power .> 800
      let constant = log(concentration) - log(scale)
      let bulk = (power - logValue - exp(power.replacing(isFar, with: 0))).minusInfinity(where: isFar)
      let density = constant + bulk
      let steep = select(concentration .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
      let atZero = select(concentration .== 1, constant, steep.valid(where: constant .== constant))
      return select(isEdge, select(x .== 0, atZero, Tensor(-Double.infinity)), density)
    }
  }

  /// λ Γ(1 + 1/k).
  public var mean: Tensor { scale * exp(lgamma(1 + 1 / concentration)) }
  /// λ² (Γ(1 + 2/k) − Γ(1 + 1/k)²).
  public var variance: Tensor { mean.squared() * expm1(logGammaBend(1 / concentration)) }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { logExtremeTail(logHazard($0)) } }

  public func logSurvival(_ value: Tensor) -> Tensor { logSurvival(ofPositive: value) { -exp(logHazard($0)) } }

  /// k log(x/λ), the logarithm of −log(1 − F).
  private func logHazard(_ x: Tensor) -> Tensor {
    concentration.valid(where: concentration .> 0) * logQuotient(x, validScale)
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") {
      validScale * exp(logSoftplus($0) / concentration.valid(where: concentration .> 0))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? p[1] * Stable.exp(Stable.log(generator.standardExponential()) / p[0]) : .nan
    }
  }
}
