// The half-Cauchy distribution: the absolute value of a Cauchy one with location 0.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The half-Cauchy distribution with scale σ > 0, on x ≥ 0.
///
/// It has neither mean nor variance. log f(x) = log(2/π) − log σ − log(1 + z²), z = x/σ.
///
/// Reference: Gelman (2006), Bayesian Analysis 1, 515. Checked against: mpmath, scipy.stats.halfcauchy.
public struct HalfCauchy: DistributionWithCDF {
  // MARK: Parameters

  /// The scale σ > 0: the median.
  public let scale: Tensor

  /// A half-Cauchy distribution.
  public init(_ scale: some TensorConvertible) { self.scale = scale.tensor }

  /// σ.
  public var parameters: [DistributionParameter] { [DistributionParameter("scale", scale, .positive)] }
  /// x ≥ 0.
  public var support: Support { .nonnegative }
  /// That of σ.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// log(2/π) − log σ − log(1 + z²); −∞ where x < 0.
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = x / scale
      return (-logOnePlusSquare(z) - (log(scale) + 0.451_582_705_289_454_864_73)).minusInfinity(where: x .< 0)
    }
  }

  // MARK: CDF

  /// log(2 atan(z)/π), from atan(1/z) where z > 1: accurate in both tails.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .<= 0
      let z = x.replacing(isBelow, with: 1) / scale
      let isUpper = z .> 1
      let lower = log((2 / Double.pi) * atan(z.replacing(isUpper, with: 1)))
      let upper = log1p((-2 / Double.pi) * atan(1 / select(isUpper, z, 1)))
      return select(isUpper, upper, lower).minusInfinity(where: isBelow)
    }
  }

  // MARK: Draws

  /// σ |z| for standard Cauchy numbers z.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in p[0] > 0 ? p[0] * generator.cauchy().magnitude : .nan }
  }
}
