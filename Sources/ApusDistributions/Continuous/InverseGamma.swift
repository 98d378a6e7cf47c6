// The inverse gamma distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The inverse gamma distribution with shape α > 0 and scale β > 0, on x > 0: that of the inverse of a gamma variable with
/// shape α and rate β.
///
/// log f(x) = α log β − log Γ(α) − (α + 1) log x − β/x, computed as log(α/x) and the Poisson kernel of α at β/x.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.invgamma.
public struct InverseGamma: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape α > 0.
  public let concentration: Tensor
  /// The scale β > 0.
  public let scale: Tensor

  /// Mean and standard deviation where these are the parameters.
  private let moments: (mean: Tensor, standardDeviation: Tensor)?

  /// An inverse gamma distribution.
  public init(shape: some TensorConvertible, scale: some TensorConvertible) {
    concentration = shape.tensor
    self.scale = scale.tensor
    moments = nil
  }

  /// The one with a given mean m > 0 and standard deviation s > 0: α = 2 + (m/s)², β = m (1 + (m/s)²).
  public init(mean: some TensorConvertible, standardDeviation: some TensorConvertible) {
    let (m, s) = (mean.tensor, standardDeviation.tensor)
    let center = m.valid(where: m .> 0)
    let square = (center / s.valid(where: s .> 0)).squared()
    concentration = 2 + square
    scale = center * (1 + square)
    moments = (m, s)
  }

  public var parameters: [DistributionParameter] {
    if let moments { return DistributionParameter.moments(moments) }
    return [DistributionParameter("shape", concentration, .positive), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> InverseGamma {
    moments == nil
      ? InverseGamma(shape: operands[0], scale: operands[1])
      : InverseGamma(mean: operands[0], standardDeviation: operands[1])
  }
  public var support: Support { .positive }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .<= 0
      let inside = x.replacing(isOutside, with: 1)
      let alpha = concentration.valid(where: concentration .> 0)
      let (beta, logX) = (scale.valid(where: scale .> 0), log(inside))
      let kernel = momentKernel(inside) ?? logPoissonKernel(alpha, beta / inside, logarithm: log(beta) - logX)
      return (log(alpha) - logX + kernel).minusInfinity(where: isOutside)
    }
  }

  /// The kernel from the moments, by the ratio of β/α to x: derivatives of α and β do not cancel in it.
  private func momentKernel(_ x: Tensor) -> Tensor? {
    guard let moments else { return nil }
    // At infinity the density's other term is −∞.
    let x = x.replacing(x .== Double.infinity, with: 1)
    let center = moments.mean.valid(where: moments.mean .> 0) * (1 - 1 / concentration)
    let difference = center - x
    let logShare = logRatio(center, x, difference: difference) - difference / x
    return logPoissonPeak(concentration) + concentration * logShare
  }

  /// β/(α − 1); infinite for α ≤ 1.
  public var mean: Tensor {
    moments?.mean ?? select(concentration .> 1, scale / (concentration - 1), Tensor(Double.infinity))
  }
  /// β²/((α − 1)² (α − 2)); infinite for 1 < α ≤ 2, NaN for α ≤ 1.
  public var variance: Tensor {
    if let moments { return moments.standardDeviation.squared() }
    let finite = (scale / (concentration - 1)).squared() / (concentration - 2)
    return select(concentration .> 2, finite, Tensor(Double.infinity)).valid(where: concentration .> 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { logRegularizedGammaQ(concentration, scale / $0) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logRegularizedGammaP(concentration, scale / $0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      if moments == nil { return p[1] * Stable.exp(-generator.logGamma(shape: p[0])) }
      let square = p[0] / p[1] * (p[0] / p[1])
      return p[0] * (1 + square) * Stable.exp(-generator.logGamma(shape: 2 + square))
    }
  }
}
