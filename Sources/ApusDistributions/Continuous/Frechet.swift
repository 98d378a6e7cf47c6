// The Fréchet distribution: that of the inverse of a Weibull variable.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Fréchet distribution with shape α > 0 and scale σ > 0, on x > 0.
///
/// log f(x) = log α − log x − α log(x/σ) − (x/σ)^−α. Stan's `frechet` has the same order of the parameters.
///
/// Reference: Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 22.
/// Checked against: mpmath, scipy.stats.invweibull.
public struct Frechet: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape α > 0.
  public let concentration: Tensor
  /// The scale σ > 0, below which there is the probability 1/e.
  public let scale: Tensor

  /// A Fréchet distribution.
  public init(shape: some TensorConvertible, scale: some TensorConvertible) {
    concentration = shape.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Frechet { Frechet(shape: operands[0], scale: operands[1]) }
  public var support: Support { .positive }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .<= 0
      let inside = x.replacing(isOutside, with: 1)
      let logHazard = logHazard(inside)
      // There (x/σ)^−α is beyond the numbers.
      let isFar = logHazard .> 800
      let bulk = logHazard - log(inside) - exp(logHazard.replacing(isFar, with: 0))
      return (log(concentration) + bulk.minusInfinity(where: isFar)).minusInfinity(where: isOutside)
    }
  }

  /// σ Γ(1 − 1/α); infinite for α ≤ 1.
  public var mean: Tensor {
    let isFinite = concentration .> 1
    let finite = scale * exp(lgamma(1 - 1 / select(isFinite, concentration, 2)))
    return select(isFinite, finite, Tensor(Double.infinity))
  }
  /// σ² (Γ(1 − 2/α) − Γ(1 − 1/α)²); infinite for 1 < α ≤ 2, NaN for α ≤ 1.
  public var variance: Tensor {
    let isFinite = concentration .> 2
    let finite = mean.squared() * expm1(logGammaBend(-1 / select(isFinite, concentration, 3)))
    return select(isFinite, finite, Tensor(Double.infinity)).valid(where: concentration .> 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor { logCDF(ofPositive: value) { -exp(logHazard($0)) } }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logExtremeTail(logHazard($0)) }
  }

  /// −α log(x/σ), the logarithm of −log F.
  private func logHazard(_ x: Tensor) -> Tensor {
    -concentration.valid(where: concentration .> 0) * logQuotient(x, validScale)
  }

  private var validScale: Tensor { scale.valid(where: scale .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") {
      validScale * exp(-logSoftplus(-$0) / concentration.valid(where: concentration .> 0))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? p[1] * Stable.exp(-Stable.log(generator.standardExponential()) / p[0]) : .nan
    }
  }
}
