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

  /// An inverse gamma distribution.
  public init(shape: some TensorConvertible, scale: some TensorConvertible) {
    concentration = shape.tensor
    self.scale = scale.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("scale", scale, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> InverseGamma { InverseGamma(shape: operands[0], scale: operands[1]) }
  public var support: Support { .positive }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .<= 0
      let inside = x.replacing(isOutside, with: 1)
      let alpha = concentration.valid(where: concentration .> 0)
      let (beta, logX) = (scale.valid(where: scale .> 0), log(inside))
      let kernel = logPoissonKernel(alpha, beta / inside, logarithm: log(beta) - logX)
      return (log(alpha) - logX + kernel).minusInfinity(where: isOutside)
    }
  }

  /// β/(α − 1); infinite for α ≤ 1.
  public var mean: Tensor { select(concentration .> 1, scale / (concentration - 1), Tensor(Double.infinity)) }
  /// β²/((α − 1)² (α − 2)); infinite for 1 < α ≤ 2, NaN for α ≤ 1.
  public var variance: Tensor {
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
      p[0] > 0 && p[1] > 0 ? p[1] * Stable.exp(-generator.logGamma(shape: p[0])) : .nan
    }
  }
}
