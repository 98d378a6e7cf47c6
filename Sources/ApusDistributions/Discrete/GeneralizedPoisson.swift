// The generalised Poisson distribution of Consul and Jain.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The generalised Poisson distribution with rate θ > 0 and dispersion 0 ≤ λ < 1, on the nonnegative integers: of all descendants of a
/// Poisson number of founders, each with a Poisson number of children.
///
/// log P(k) = log θ + (k − 1) log(θ + λ k) − θ − λ k − log k!. The mean is θ/(1 − λ), the variance θ/(1 − λ)³. A negative λ, for which it
/// would not sum to 1, is refused. The tails are sums of probabilities.
///
/// PyMC's (μ, λ) are the same.
///
/// Reference: Consul and Jain (1973), A Generalization of the Poisson Distribution. Checked against: mpmath.
public struct GeneralizedPoisson: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The rate θ > 0.
  public let rate: Tensor
  /// The dispersion 0 ≤ λ < 1; 0 is Poisson.
  public let dispersion: Tensor

  /// A generalised Poisson distribution.
  public init(rate: some TensorConvertible, dispersion: some TensorConvertible) {
    self.rate = rate.tensor
    self.dispersion = dispersion.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("rate", rate, .positive), DistributionParameter("dispersion", dispersion, .belowOne)]
  }
  public func rebuilt(on operands: [Tensor]) -> GeneralizedPoisson {
    GeneralizedPoisson(rate: operands[0], dispersion: operands[1])
  }
  public var support: Support { .nonnegativeIntegers }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let isOutside = value.isNoCount
      let k = value.replacing(isOutside, with: 0)
      let theta = rate.valid(where: rate .> 0)
      let lambda = dispersion.valid(where: (dispersion .>= 0) .& (dispersion .< 1))
      let growth = lambda * (k / theta)
      return (logPoissonKernel(k, theta + lambda * k) - log1p(growth)).minusInfinity(where: isOutside)
    }
  }

  public var mean: Tensor { rate / (1 - dispersion) }
  public var variance: Tensor { rate / ((1 - dispersion).squared() * (1 - dispersion)) }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { summedTail($0, isUpper: false, near: mean) }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { summedTail($0, isUpper: true, near: mean) }
  }

  /// The sizes of the generations, added up.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      guard p[0] > 0, p[1] >= 0, p[1] < 1 else { return .nan }
      var generation = generator.poisson(mean: p[0])
      var total = generation
      while generation > 0, p[1] > 0 {
        generation = generator.poisson(mean: p[1] * generation)
        total += generation
      }
      return total
    }
  }
}
