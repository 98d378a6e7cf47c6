// The Cauchy distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Cauchy distribution with location μ and scale σ > 0, on the real line.
///
/// It has neither mean nor variance. log f(x) = −log π − log σ − log(1 + z²), z = (x − μ)/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 16.
/// Checked against: mpmath, scipy.stats.cauchy.
public struct Cauchy: DistributionWithCDF {
  // MARK: Parameters

  /// The location μ: the median.
  public let location: Tensor
  /// The scale σ > 0: half the distance of the quartiles.
  public let scale: Tensor

  /// A Cauchy distribution.
  public init(_ location: some TensorConvertible, _ scale: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
  }

  /// μ and σ.
  public var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }
  /// The real line.
  public var support: Support { .real }
  /// What μ and σ broadcast to.
  public var shape: Shape { broadcastParameterShape }

  // MARK: Log density

  /// −log π − log σ − log(1 + z²).
  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let z = (x - location) / scale
      return -logOnePlusSquare(z) - (log(scale) + 1.144_729_885_849_400_174_14)
    }
  }

  // MARK: CDF

  /// log(½ + atan(z)/π), from atan(1/|z|) where |z| > 1: accurate in both tails.
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let z = (x - location) / scale
      let (isTail, isUpper) = (z .< -1, z .> 1)
      let tail = atan(-1 / select(isTail, z, -1))
      let lower = select(isTail, tail, atan(z.replacing(isTail .| isUpper, with: 0)) + 0.5 * Double.pi)
      let upper = log1p((-1 / Double.pi) * atan(1 / select(isUpper, z, 1)))
      return select(isUpper, upper, log(lower * (1 / Double.pi)))
    }
  }

  // MARK: Draws

  /// μ + σ z for standard Cauchy numbers z.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawReals(shape, parameters) { p in p[1] > 0 ? p[0] + p[1] * generator.cauchy() : .nan }
  }
}
