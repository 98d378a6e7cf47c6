// The generalized Pareto distribution, of what exceeds a high threshold.

public import ApusGraph
internal import ApusOps

/// The generalized Pareto distribution with location μ, scale σ > 0 and shape ξ, on x ≥ μ with 1 + ξz > 0, z = (x − μ)/σ.
///
/// log(1 − F(x)) = −y, log f(x) = −log σ − (1 + ξ) y, y = log(1 + ξz)/ξ. Shape 0 is the exponential distribution; ξ > 0 has a
/// power's tail, ξ < 0 the upper end μ − σ/ξ, which the support has where ξ is a constant; value and derivatives are smooth in ξ.
///
/// Reference: Coles (2001), An Introduction to Statistical Modeling of Extreme Values, chapter 4.
/// Checked against: mpmath, scipy.stats.genpareto.
public struct GeneralizedPareto: DistributionWithMoments, UnivariateDistribution, BuiltInFormula {
  /// The location μ: the threshold.
  public let location: Tensor
  /// The scale σ > 0.
  public let scale: Tensor
  /// The shape ξ.
  public let tailIndex: Tensor

  /// A generalized Pareto distribution.
  public init(location: some TensorConvertible, scale: some TensorConvertible, shape: some TensorConvertible) {
    self.location = location.tensor
    self.scale = scale.tensor
    tailIndex = shape.tensor
  }

  public var parameters: [DistributionParameter] {
    [
      DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive),
      DistributionParameter("shape", tailIndex, .finite),
    ]
  }
  public func rebuilt(on operands: [Tensor]) -> GeneralizedPareto {
    GeneralizedPareto(location: operands[0], scale: operands[1], shape: operands[2])
  }
  public var support: Support {
    let isShort = tailIndex.constantValue?.doubles.allSatisfy { $0 < 0 } == true
    return isShort ? .interval(lower: location, upper: location - scale / tailIndex) : .lowerBounded(location)
  }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { value in
      let (y, isBelow, isAbove) = score(value)
      return (-log(scale) - (1 + tailIndex) * y).minusInfinity(where: isBelow .| isAbove)
    }
  }

  /// y, and whether x is below or above the numbers with a density: y is 0 there.
  private func score(_ value: Tensor) -> (y: Tensor, isBelow: Tensor, isAbove: Tensor) {
    let isInfinite = value .== Double.infinity
    let isBelow = value .< location
    let inside = value.replacing(isInfinite .| (value .== -Double.infinity), with: 0)
    let z = (inside - location) / scale.valid(where: scale .> 0)
    let isAbove = .!isBelow .& (isInfinite .| (1 + tailIndex * z .<= 0))
    return (extremeValueScore(z.replacing(isBelow .| isAbove, with: 0), tailIndex), isBelow, isAbove)
  }

  /// μ + σ/(1 − ξ); infinite for ξ ≥ 1.
  public var mean: Tensor {
    location + scale * select(tailIndex .< 1, 1 / (1 - tailIndex), Tensor(Double.infinity))
  }
  /// σ²/((1 − ξ)² (1 − 2ξ)); infinite for ½ ≤ ξ < 1, NaN for ξ ≥ 1.
  public var variance: Tensor {
    let finite = (scale / (1 - tailIndex)).squared() / (1 - 2 * tailIndex)
    return select(tailIndex .< 0.5, finite, Tensor(Double.infinity)).valid(where: tailIndex .< 1)
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { value in
      let (y, isBelow, isAbove) = score(value)
      let isLow = isBelow .| (value .== location)
      let inside = y.replacing(isLow .| isAbove, with: 1)
      return log1mexp(-inside).replacing(isAbove, with: 0).minusInfinity(where: isLow)
    }
  }

  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { value in
      let (y, isBelow, isAbove) = score(value)
      return (-y).replacing(isBelow, with: 0).minusInfinity(where: isAbove)
    }
  }

  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { logit in
      // −log(1 − p).
      let isEnd = logit .== Double.infinity
      let y = softplus(logit.replacing(isEnd, with: 0))
      let end = select(tailIndex .< 0, -1 / select(tailIndex .< 0, tailIndex, -1), Tensor(Double.infinity))
      let deviation = select(isEnd, end, extremeValueDeviation(y, tailIndex))
      return location + scale.valid(where: scale .> 0) * deviation
    }
  }
}
