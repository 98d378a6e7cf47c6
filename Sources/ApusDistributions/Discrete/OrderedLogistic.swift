// The ordered logistic distribution of a category.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of one of K ordered categories: the one in which a number of logistic distribution about the linear predictor η
/// falls, between increasing cutpoints c₀ < … < c_{K−2}, on {0, …, K − 1}.
///
/// P(k) = σ(c_k − η) − σ(c_{k−1} − η), computed as log σ(c_k − η) + log σ(η − c_{k−1}) + log(1 − exp(c_{k−1} − c_k)), in which
/// neighbouring cutpoints do not cancel. The cutpoints lie along the last axis; where they do not increase it is NaN.
///
/// Stan's `ordered_logistic` has the same parameters, and counts from 1; PyMC's is the same.
///
/// Reference: McCullagh (1980), Regression Models for Ordinal Data. Checked against: mpmath.
public struct OrderedLogistic: UnivariateDistribution, OrderedCategories, BuiltInFormula {
  private let categories: OrderedCutpoints

  /// The linear predictor η.
  public var predictor: Tensor { categories.predictor }
  /// The increasing cutpoints along the last axis.
  public var cutpoints: Tensor { categories.cutpoints }

  /// Categories between `cutpoints`, one more than these.
  public init(predictor: some TensorConvertible, cutpoints: some TensorConvertible) {
    categories = OrderedCutpoints(predictor: predictor.tensor, cutpoints: cutpoints.tensor)
  }

  public var parameters: [DistributionParameter] { categories.parameters }
  public func rebuilt(on operands: [Tensor]) -> OrderedLogistic {
    OrderedLogistic(predictor: operands[0], cutpoints: operands[1])
  }
  public var support: Support { categories.support }
  package var categoryCount: Int { categories.categoryCount }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let place = categories.place(of: x)
      let isEnd = place.isFirst .| place.isLast
      let below = -softplus(-place.upper).replacing(place.isLast, with: 0)
      let above = -softplus(place.lower).replacing(place.isFirst, with: 0)
      let between = log1mexp(-place.width).replacing(isEnd, with: 0)
      return categories.valid(below + above + between, at: x).minusInfinity(where: place.isOutside)
    }
  }

  /// log σ(c_⌊x⌋ − η).
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let end = categories.end(of: x)
      let tail = -softplus(-end.upper).replacing(end.isAbove, with: 0)
      return categories.valid(tail.minusInfinity(where: end.isBelow), at: x)
    }
  }

  /// log σ(η − c_⌊x⌋).
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let end = categories.end(of: x)
      let tail = (-softplus(end.upper)).minusInfinity(where: end.isAbove)
      return categories.valid(tail.replacing(end.isBelow, with: 0), at: x)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    categories.draw(shape, parameters, using: &generator) { generator in
      let first = generator.standardExponential()
      return Stable.log(first / generator.standardExponential())
    }
  }
}
