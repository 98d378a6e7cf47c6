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

  /// A gamma distribution.
  public init(shape: some TensorConvertible, rate: some TensorConvertible) {
    concentration = shape.tensor
    self.rate = rate.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("rate", rate, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Gamma { Gamma(shape: operands[0], rate: operands[1]) }
  public var support: Support { .nonnegative }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isEdge = x .<= 0
      let inside = x.replacing(isEdge, with: 1)
      let alpha = concentration.valid(where: concentration .> 0)
      let (beta, logX) = (rate.valid(where: rate .> 0), log(inside))
      let density = log(alpha) - logX + logPoissonKernel(alpha, beta * inside, logarithm: log(beta) + logX)
      let steep = select(alpha .< 1, Tensor(Double.infinity), Tensor(-Double.infinity))
      let atZero = select(alpha .== 1, log(rate), steep)
      return select(isEdge, select(x .< 0, Tensor(-Double.infinity), atZero), density)
    }
  }

  public var mean: Tensor { concentration / rate }
  public var variance: Tensor { concentration / rate.squared() }

  public func logCDF(_ value: Tensor) -> Tensor {
    logCDF(ofPositive: value) { logRegularizedGammaP(concentration, rate * $0) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    logSurvival(ofPositive: value) { logRegularizedGammaQ(concentration, rate * $0) }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? generator.gamma(shape: p[0]) / p[1] : .nan
    }
  }
}
