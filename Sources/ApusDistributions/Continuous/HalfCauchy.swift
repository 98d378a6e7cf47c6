// The half-Cauchy distribution: the absolute value of a Cauchy one with location 0.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The half-Cauchy distribution with scale σ > 0, on x ≥ 0.
///
/// It has neither mean nor variance. log f(x) = log(2/π) − log σ − log(1 + z²), z = x/σ.
///
/// Reference: Gelman (2006), Bayesian Analysis 1, 515. Checked against: mpmath, scipy.stats.halfcauchy.
public struct HalfCauchy: UnivariateDistribution, BuiltInFormula {
  /// The scale σ > 0: the median.
  public let scale: Tensor

  /// A half-Cauchy distribution.
  public init(_ scale: some TensorConvertible) { self.scale = scale.tensor }

  /// The same, its parameters by name.
  public init(scale: some TensorConvertible) { self.init(scale) }

  public var parameters: [DistributionParameter] { [DistributionParameter("scale", scale, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> HalfCauchy { HalfCauchy(operands[0]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = x / scale
      return (-logOnePlusSquare(z) - (log(scale) + 0.451_582_705_289_454_864_73)).minusInfinity(where: x .< 0)
    }
  }

  /// log(2 atan(z)/π), from atan(1/z) where z > 1: accurate in both tails.
  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { x in
      let z = x / scale
      let isUpper = z .> 1
      let lower = log((2 / Double.pi) * atan(z.replacing(isUpper, with: 1)))
      let upper = log1p((-2 / Double.pi) * atan(1 / select(isUpper, z, 1)))
      return select(isUpper, upper, lower)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { x in
      let z = x / scale
      let isUpper = z .> 1
      let lower = log1p((-2 / Double.pi) * atan(z.replacing(isUpper, with: 1)))
      let upper = log((2 / Double.pi) * atan(1 / select(isUpper, z, 1)))
      return select(isUpper, upper, lower)
    }
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      let isUpper = logit .> 0
      let z = tan((0.5 * Double.pi) * sigmoid(select(isUpper, -logit, logit)))
      return scale.valid(where: scale .> 0) * select(isUpper, 1 / select(isUpper, z, 1), z)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in p[0] > 0 ? p[0] * generator.cauchy().magnitude : .nan }
  }
}
