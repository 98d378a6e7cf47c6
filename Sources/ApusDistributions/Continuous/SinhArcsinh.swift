// The sinh-arcsinh distribution of Jones and Pewsey.

public import ApusGraph
internal import ApusOps

/// The sinh-arcsinh distribution with location ξ, scale η > 0, skewness ε and tail weight δ > 0, on the real line: that of
/// ξ + η sinh((asinh N + ε)/δ) for a standard normal N.
///
/// log f(x) = log δ − log η + ½ log(1 + s²) − ½ log(1 + u²) − s²/2 − log √(2π), u = (x − ξ)/η, s = sinh(δ asinh u − ε). A positive ε
/// has its longer tail on the right, δ < 1 has tails heavier than the normal distribution's, which is ε = 0, δ = 1. NumPyro's and
/// TensorFlow's family of this name has the inverse of δ as its tail weight, and another scale.
///
/// Reference: Jones and Pewsey (2009), Sinh-arcsinh distributions. Checked against: mpmath.
public struct SinhArcsinh: UnivariateDistribution, BuiltInFormula {
  /// The location ξ.
  public let location: Tensor
  /// The scale η > 0.
  public let scale: Tensor
  /// The skewness ε.
  public let skewness: Tensor
  /// The tail weight δ > 0.
  public let tailWeight: Tensor

  /// A sinh-arcsinh distribution.
  public init(
    location: some TensorConvertible, scale: some TensorConvertible, skewness: some TensorConvertible,
    tailWeight: some TensorConvertible
  ) {
    self.location = location.tensor
    self.scale = scale.tensor
    self.skewness = skewness.tensor
    self.tailWeight = tailWeight.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
      DistributionParameter("skewness", skewness, .finite), DistributionParameter("tailWeight", tailWeight, .positive),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> SinhArcsinh {
    SinhArcsinh(location: operands[0], scale: operands[1], skewness: operands[2], tailWeight: operands[3])
  }
  public var support: Support { .real }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isInfinite = abs(value) .== Double.infinity
      let u = (value.replacing(isInfinite, with: 0) - location) / scale
      let w = tailWeight * asinh(u) - skewness
      // The density is 0 long before its terms are beyond the numbers.
      let isFar = abs(w) .> 360
      let s = sinh(w.replacing(isFar, with: 0))
      let constant = log(tailWeight) - log(scale) - Normal.logRootTwoPi
      let density = constant + 0.5 * logOnePlusSquare(s) - 0.5 * logOnePlusSquare(u) - 0.5 * s * s
      return density.minusInfinity(where: isInfinite .| isFar)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { logNormalCDF(score($0)) } }

  public func logSurvival(_ value: Tensor) -> Tensor { elementwise(value, "logSurvival") { logNormalCDF(-score($0)) } }

  /// s, NaN outside the parameters' domain.
  private func score(_ x: Tensor) -> Tensor {
    let u = (x - location) / scale.valid(where: scale .> 0)
    // Beyond 700 the tail is 0 or 1, and the derivatives are 0: those of sinh would be infinite.
    return sinh(clip(tailWeight.valid(where: tailWeight .> 0) * asinh(u) - skewness, -700, 700))
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") {
      let w = asinh(normalQuantile(logit: $0)) + skewness
      return location + scale.valid(where: scale .> 0) * sinh(w / tailWeight.valid(where: tailWeight .> 0))
    }
  }
}
