// The Maxwell distribution: the length of a normal vector in space.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Maxwell (Maxwell and Boltzmann) distribution with scale σ > 0, on x ≥ 0.
///
/// log f(x) = ½ log(2/π) + 2 log x − 3 log σ − z²/2, z = x/σ.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 18.
/// Checked against: mpmath, scipy.stats.maxwell.
public struct Maxwell: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The scale σ > 0: the standard deviation of each coordinate.
  public let scale: Tensor

  /// A Maxwell distribution.
  public init(_ scale: some TensorConvertible) { self.scale = scale.tensor }

  /// The same, its parameters by name.
  public init(scale: some TensorConvertible) { self.init(scale) }

  public var parameters: [DistributionParameter] { [DistributionParameter("scale", scale, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> Maxwell { Maxwell(operands[0]) }
  public var support: Support { .nonnegative }

  /// ½ log(2/π).
  private static let logRootTwoOverPi = -0.225_791_352_644_727_432_36

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = (x .<= 0) .| (x .== Double.infinity)
      let inside = x.replacing(isOutside, with: 1)
      let constant = Self.logRootTwoOverPi - 3 * log(scale)
      return (constant + 2 * log(inside) - 0.5 * (inside / scale).squared()).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { scale * 1.595_769_121_605_730_711_76 }
  public var variance: Tensor { scale.squared() * 0.453_520_910_529_674_627_70 }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { x in
      let z = x / validScale
      // There it is √(2/π) z³/3, and z² may be below the numbers.
      let isSmall = z .< 1e-8
      let small = 3 * logQuotient(select(isSmall, x, 1), select(isSmall, validScale, 1))
      let bulk = logRegularizedGammaP(1.5, 0.5 * z.replacing(isSmall, with: 1).squared())
      return select(isSmall, small + (Self.logRootTwoOverPi - 1.098_612_288_668_109_691_40), bulk)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logRegularizedGammaQ(1.5, 0.5 * ($0 / validScale).squared()) }
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 ? p[0] * (2 * generator.gamma(shape: 1.5)).squareRoot() : .nan
    }
  }
}
