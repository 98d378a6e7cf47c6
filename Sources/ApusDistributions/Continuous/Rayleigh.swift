// The Rayleigh distribution: the length of a normal vector in the plane.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Rayleigh distribution with scale σ > 0, on x ≥ 0.
///
/// log f(x) = log x − 2 log σ − z²/2, z = x/σ. Stan's `rayleigh` has the same parameter.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 18.
/// Checked against: mpmath, scipy.stats.rayleigh.
public struct Rayleigh: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The scale σ > 0: the standard deviation of each coordinate, and the mode.
  public let scale: Tensor

  /// A Rayleigh distribution.
  public init(_ scale: some TensorConvertible) { self.scale = scale.tensor }

  /// The same, its parameters by name.
  public init(scale: some TensorConvertible) { self.init(scale) }

  public var parameters: [DistributionParameter] { [DistributionParameter("scale", scale, .positive)] }
  public func rebuilt(on operands: [Tensor]) -> Rayleigh { Rayleigh(operands[0]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = (x .<= 0) .| (x .== Double.infinity)
      let inside = x.replacing(isOutside, with: 1)
      return (log(inside) - 2 * log(scale) - 0.5 * (inside / scale).squared()).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { scale * 1.253_314_137_315_500_251_21 }
  public var variance: Tensor { scale.squared() * 0.429_203_673_205_103_380_77 }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { x in
      let z = x / validScale
      // There it is z²/2, which may be below the numbers.
      let isSmall = z .< 1e-8
      let small = 2 * logQuotient(select(isSmall, x, 1), select(isSmall, validScale, 1)) - 0.693_147_180_559_945_309_42
      return select(isSmall, small, log1mexp(-0.5 * z.replacing(isSmall, with: 1).squared()))
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { -0.5 * ($0 / validScale).squared() }
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  /// σ √(−2 log(1 − p)).
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { validScale * 2.0.squareRoot() * exp(0.5 * logSoftplus($0)) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 ? p[0] * (2 * generator.standardExponential()).squareRoot() : .nan
    }
  }
}
