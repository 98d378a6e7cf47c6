// The Pareto distribution of type I.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The Pareto distribution (type I) with shape α > 0 and minimum m > 0, on x ≥ m.
///
/// log f(x) = log α − log x − α log(x/m). PyMC has the parameters in this order (`alpha`, `m`); Stan's `pareto` has the minimum first.
///
/// Reference: Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, chapter 20.
/// Checked against: mpmath, scipy.stats.pareto.
public struct Pareto: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The shape α > 0.
  public let concentration: Tensor
  /// The least value m > 0.
  public let minimum: Tensor

  /// A Pareto distribution.
  public init(shape: some TensorConvertible, minimum: some TensorConvertible) {
    concentration = shape.tensor
    self.minimum = minimum.tensor
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("shape", concentration, .positive), DistributionParameter("minimum", minimum, .positive)]
  }
  public func rebuilt(on operands: [Tensor]) -> Pareto { Pareto(shape: operands[0], minimum: operands[1]) }
  public var support: Support { .lowerBounded(minimum) }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let isOutside = x .< minimum
      let inside = select(isOutside, validMinimum, x)
      return (log(concentration) - log(inside) - decay(inside)).minusInfinity(where: isOutside)
    }
  }

  /// α m/(α − 1); infinite for α ≤ 1.
  public var mean: Tensor {
    let finite = concentration * minimum / (concentration - 1)
    return select(concentration .> 1, finite, Tensor(Double.infinity))
  }
  /// α m²/((α − 1)² (α − 2)); infinite for 1 < α ≤ 2, NaN for α ≤ 1.
  public var variance: Tensor {
    let finite = concentration * (minimum / (concentration - 1)).squared() / (concentration - 2)
    return select(concentration .> 2, finite, Tensor(Double.infinity)).valid(where: concentration .> 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let isBelow = x .<= minimum
      return log1mexp(-decay(select(isBelow, 2 * validMinimum, x))).minusInfinity(where: isBelow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let isBelow = x .<= minimum
      return -decay(select(isBelow, validMinimum, x)).replacing(isBelow, with: 0)
    }
  }

  /// α log(x/m) = −log(1 − F).
  private func decay(_ x: Tensor) -> Tensor {
    concentration.valid(where: concentration .> 0) * logQuotient(x, validMinimum)
  }

  private var validMinimum: Tensor { minimum.valid(where: minimum .> 0) }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") {
      validMinimum * exp(softplus($0) / concentration.valid(where: concentration .> 0))
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { p in
      p[0] > 0 && p[1] > 0 ? p[1] * Stable.exp(generator.standardExponential() / p[0]) : .nan
    }
  }
}
