// The gamma distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The gamma distribution with shape α > 0 and rate β > 0, on x ≥ 0.
///
/// log f(x) = α log β − log Γ(α) + (α − 1) log x − βx, computed as log(α/x) and the Poisson kernel of α at βx, in which
/// nothing cancels for large α. At x = 0 it is +∞ for α < 1 and log β for α = 1.
///
/// Reference: Loader (2000), Fast and accurate computation of binomial probabilities.
/// Checked against: mpmath, scipy.stats.gamma.
public struct Gamma: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape α > 0.
  public let concentration: Tensor
  /// The rate β > 0: the inverse of the scale.
  public let rate: Tensor

  /// Mean and standard deviation where these are the parameters.
  private let moments: (mean: Tensor, standardDeviation: Tensor)?

  /// A gamma distribution.
  public init(shape: some TensorConvertible, rate: some TensorConvertible) {
    concentration = shape.tensor
    self.rate = rate.tensor
    moments = nil
  }

  /// The one with a given mean m > 0 and standard deviation s > 0: α = (m/s)², β = m/s².
  public init(mean: some TensorConvertible, standardDeviation: some TensorConvertible) {
    let (m, s) = (mean.tensor, standardDeviation.tensor)
    let (center, deviation) = (m.valid(where: m .> 0), s.valid(where: s .> 0))
    concentration = (center / deviation).squared()
    rate = center / deviation / deviation
    moments = (m, s)
  }

  public var parameters: [DistributionParameter] {
    if let moments { return DistributionParameter.moments(moments) }
    return [DistributionParameter("shape", concentration, .positive), DistributionParameter("rate", rate, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Gamma {
    moments == nil
      ? Gamma(shape: operands[0], rate: operands[1]) : Gamma(mean: operands[0], standardDeviation: operands[1])
  }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isEdge = x .<= 0
      let inside = x.replacing(isEdge, with: 1)
      let alpha = concentration.valid(where: concentration .> 0)
      let (beta, logX) = (rate.valid(where: rate .> 0), log(inside))
      let density =
        log(alpha) - logX
        + (momentKernel(inside) ?? logPoissonKernel(alpha, beta * inside, logarithm: log(beta) + logX))
      let steep = select(alpha .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
      let atZero = select(alpha .== 1, log(rate), steep)
      return select(isEdge, select(x .< 0, Tensor(-Double.infinity), atZero), density)
    }
  }

  /// The kernel from the moments, where βx/α is x over the mean: derivatives of α and β do not cancel in it; −∞ for infinite x.
  private func momentKernel(_ x: Tensor) -> Tensor? {
    guard let moments else { return nil }
    let m = moments.mean.valid(where: moments.mean .> 0)
    let logShare = minimum(logRatio(x, m, difference: x - m), 1e4)
    return logPoissonPeak(concentration) + concentration * logShare - rate * (x - m)
  }

  public var mean: Tensor { moments?.mean ?? concentration / rate }
  public var variance: Tensor { moments?.standardDeviation.squared() ?? concentration / rate.squared() }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { logRegularizedGammaP(concentration, rate * $0) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logRegularizedGammaQ(concentration, rate * $0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] > 0 else { return .nan }
      if moments == nil { return generator.gamma(shape: p[0]) / p[1] }
      let ratio = p[0] / p[1]
      return generator.gamma(shape: ratio * ratio) * (p[1] / ratio)
    }
  }
}
