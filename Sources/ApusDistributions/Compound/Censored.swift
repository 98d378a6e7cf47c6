// Censoring of any univariate distribution.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A univariate distribution observed between bounds: a value beyond a bound is recorded as that bound (left, right or interval
/// censoring).
///
/// ```swift
/// m.observe("lifetime", Censored(Exponential(rate: rate), upper: endOfStudy), lifetimes)
/// ```
///
/// At the lower bound the log density is log P(X ≤ lower), at the upper one log P(X ≥ upper), between them that of the base; it is
/// −∞ outside. So it is a density between the bounds and a probability at them: an observation's distribution, no prior. The
/// bounds may be tensors, such as one for each observation (∞ where there is none); those of a discrete base are whole numbers.
///
/// Reference: Klein and Moeschberger (2003), Survival Analysis, section 3.5. Checked against: mpmath.
public struct Censored: BoundedDistribution, BuiltInFormula {
  /// The distribution whose values are censored.
  public let base: any UnivariateDistribution
  let bounds: Bounds

  /// The least value that is seen; nil where there is no bound.
  public var lower: Tensor? { bounds.lower }
  /// The greatest value that is seen; nil where there is no bound.
  public var upper: Tensor? { bounds.upper }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      var density = base.logDensity(x)
      // The tails are taken at bounds that are seen, never at infinite ones.
      if let lower {
        let isSeen = x .== lower
        density = select(isSeen, base.logCDF(select(isSeen, lower, x)), density)
      }
      if let upper {
        let isSeen = x .== upper
        let place = select(isSeen, upper, x)
        density = select(isSeen, base.logSurvival(isDiscrete ? place - 1 : place), density)
      }
      return valid(bounds.isOutside(x).map { density.minusInfinity(where: $0) } ?? density)
    }
  }

  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      var probability = base.logCDF(x)
      if let upper { probability = probability.replacing(x .>= upper, with: 0) }
      if let lower { probability = probability.minusInfinity(where: x .< lower) }
      return valid(probability)
    }
  }

  /// That of the base; 0 below the lower bound, −∞ from the upper one on.
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      var probability = base.logSurvival(x)
      if let lower { probability = probability.replacing(x .< lower, with: 0) }
      if let upper { probability = probability.minusInfinity(where: x .>= upper) }
      return valid(probability)
    }
  }

  /// The base's, or the bound that it is beyond.
  public func quantile(logit: Tensor) -> Tensor {
    elementwise(logit, "quantile") { valid(bounds.clipped(base.quantile(logit: $0), isDiscrete: isDiscrete)) }
  }

  /// Draws of the base, or the bounds that they are beyond.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    let count = base.parameters.count
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    let drawn = base.draw(shape: shape, parameters: Array(parameters[..<count]), using: &generator)
    return drawElements(shape, [drawn] + parameters[count...]) { numbers in
      var x = numbers[0]
      // NaN of a bound is NaN of the draw.
      if lower != nil { x = numbers[1] > x || numbers[1].isNaN ? numbers[1] : x }
      if upper != nil {
        let bound = numbers[lower == nil ? 1 : 2]
        x = bound < x || bound.isNaN ? bound : x
      }
      return lower != nil && upper != nil && !(numbers[1] <= numbers[2]) ? .nan : x
    }
  }
}

extension Censored {
  /// `base` seen between two bounds, either of which may be left out.
  public init(
    _ base: any UnivariateDistribution, lower: (any TensorConvertible)? = nil, upper: (any TensorConvertible)? = nil
  ) {
    self.init(base: base, bounds: Bounds(lower, upper))
  }
}
