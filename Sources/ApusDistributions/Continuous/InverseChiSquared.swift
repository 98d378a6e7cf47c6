// The inverse χ² distribution, and the scaled one.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The inverse χ² distribution with ν > 0 degrees of freedom, on x > 0: that of the inverse of a χ² variable; or the scaled one with
/// the scale σ > 0, that of νσ² over a χ² variable.
///
/// It is the inverse gamma distribution with shape ν/2 and scale ½, or νσ²/2. Stan's `inv_chi_square` and `scaled_inv_chi_square`
/// have the same parameters.
///
/// Reference: Gelman et al. (2013), Bayesian Data Analysis, appendix A. Checked against: mpmath, scipy.stats.invgamma.
public struct InverseChiSquared: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The degrees of freedom ν > 0.
  public let degreesOfFreedom: Tensor
  /// The scale σ > 0 of the scaled distribution; nil of the other.
  public let scale: Tensor?

  /// An inverse χ² distribution.
  public init(degreesOfFreedom: some TensorConvertible) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    scale = nil
  }

  /// A scaled inverse χ² distribution.
  public init(degreesOfFreedom: some TensorConvertible, scale: some TensorConvertible) {
    self.degreesOfFreedom = degreesOfFreedom.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    let degrees = DistributionParameter("degreesOfFreedom", degreesOfFreedom, .positive)
    return [degrees] + (scale.map { [DistributionParameter("scale", $0, .positive)] } ?? [])
  }
  public func rebuilt(on operands: [Tensor]) -> InverseChiSquared {
    operands.count == 1
      ? InverseChiSquared(degreesOfFreedom: operands[0])
      : InverseChiSquared(degreesOfFreedom: operands[0], scale: operands[1])
  }
  public var support: Support { .positive }

  private var inverseGamma: InverseGamma {
    let half = 0.5 * degreesOfFreedom
    guard let scale else { return InverseGamma(shape: half, scale: 0.5) }
    return InverseGamma(shape: half, scale: half * scale.valid(where: scale .> 0).squared())
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in scale.map { logDensity(x, scale: $0) } ?? inverseGamma.logDensity(x) }
  }

  /// The inverse gamma density by the ratio r = σ²/x, whose derivative in ν does not cancel for large ν.
  private func logDensity(_ x: Tensor, scale: Tensor) -> Tensor {
    let isOutside = (x .<= 0) .| (x .== Double.infinity)
    let inside = x.replacing(isOutside, with: 1)
    let (half, square) = (0.5 * degreesOfFreedom, scale.valid(where: scale .> 0).squared())
    let kernel = half * (logQuotient(square, inside) - (square - inside) / inside)
    return (log(half) - log(inside) + logPoissonPeak(half) + kernel).minusInfinity(where: isOutside)
  }

  /// νσ²/(ν − 2), with νσ² = 1 where there is no scale; infinite for ν ≤ 2.
  public var mean: Tensor { inverseGamma.mean }
  /// 2 (νσ²)²/((ν − 2)² (ν − 4)); infinite for 2 < ν ≤ 4, NaN for ν ≤ 2.
  public var variance: Tensor { inverseGamma.variance }

  public func logCDF(_ value: Tensor) -> Tensor { elementwise(value, "logCDF") { inverseGamma.logCDF($0) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { inverseGamma.logSurvival($0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, scale == nil || p[1] > 0 else { return .nan }
      let scale = scale == nil ? 0.5 : 0.5 * p[0] * p[1] * p[1]
      return scale * Stable.exp(-generator.logGamma(shape: 0.5 * p[0]))
    }
  }
}
