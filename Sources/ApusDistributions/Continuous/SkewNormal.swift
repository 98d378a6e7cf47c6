// The skew normal distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The skew normal distribution with location ξ, scale ω > 0 and shape α, on the real line: 0 is the normal distribution, a positive
/// α has its longer tail on the right.
///
/// log f(x) = log 2 − log ω − z²/2 − log √(2π) + log Φ(αz), z = (x − ξ)/ω. The parameters are Stan's `skew_normal(xi, omega, alpha)`
/// and PyMC's `SkewNormal(mu, sigma, alpha)`: location and scale are not mean and standard deviation.
///
/// Reference: Azzalini (1985), A class of distributions which includes the normal ones.
/// Checked against: mpmath, scipy.stats.skewnorm.
public struct SkewNormal: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The location ξ.
  public let location: Tensor
  /// The scale ω > 0.
  public let scale: Tensor
  /// The shape α.
  public let slant: Tensor

  /// A skew normal distribution.
  public init(location: some TensorConvertible, scale: some TensorConvertible, shape: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
    slant = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
      DistributionParameter("shape", slant, .finite),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> SkewNormal {
    SkewNormal(location: operands[0], scale: operands[1], shape: operands[2])
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = abs(value) .== Double.infinity
      let z = (value.replacing(isOutside, with: 0) - location) / scale
      // log 2 − log √(2π).
      let density = logNormalCDF(slant * z) - 0.5 * z.squared() - (log(scale) + 0.2257913526447274)
      return density.minusInfinity(where: isOutside)
    }
  }

  /// α/√(1 + α²).
  private var delta: Tensor { slant / hypot(1, slant) }

  public var mean: Tensor { location + scale * delta * 0.797_884_560_802_865_355_88 }
  public var variance: Tensor { scale.squared() * (1 - delta.squared() * (2 / Double.pi)) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") {
      .apply(LogSkewNormalCDF(), ($0 - location) / scale.valid(where: scale .> 0), slant)
    }
  }

  /// The lower tail at −z for the shape −α.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") {
      .apply(LogSkewNormalCDF(), (location - $0) / scale.valid(where: scale .> 0), -slant)
    }
  }

  /// ξ + ω (δ|u| + √(1 − δ²) v) of normal numbers u and v.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[1] > 0 else { return .nan }
      let (first, second) = (generator.standardNormal().magnitude, generator.standardNormal())
      let root = (1 + p[2] * p[2]).squareRoot()
      return p[0] + p[1] * (p[2] / root * first + second / root)
    }
  }
}
