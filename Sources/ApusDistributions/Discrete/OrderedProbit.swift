// The ordered probit distribution of a category.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of one of K ordered categories: the one in which a number of normal distribution about the linear predictor η,
/// with standard deviation 1, falls, between increasing cutpoints c₀ < … < c_{K−2}, on {0, …, K − 1}.
///
/// P(k) = Φ(c_k − η) − Φ(c_{k−1} − η), in a form in which neighbouring cutpoints do not cancel, also far out in the tails. The
/// cutpoints lie along the last axis; where they do not increase it is NaN.
///
/// Stan's `ordered_probit` has the same parameters, and counts from 1; PyMC's has a standard deviation besides: divide η and the
/// cutpoints by it.
///
/// Reference: McCullagh (1980), Regression Models for Ordinal Data. Checked against: mpmath.
public struct OrderedProbit: UnivariateDistribution, OrderedCategories, BuiltInFormula {
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
  public func rebuilt(on operands: [Tensor]) -> OrderedProbit {
    OrderedProbit(predictor: operands[0], cutpoints: operands[1])
  }
  public var support: Support { categories.support }
  package var categoryCount: Int { categories.categoryCount }

  public func logDensity(_ value: Tensor) -> Tensor {
    elementwise(value) { x in
      let place = categories.place(of: x)
      let isEnd = place.isFirst .| place.isLast
      let inner = logNormalProbability(
        from: place.lower.replacing(isEnd, with: -0.5), to: place.upper.replacing(isEnd, with: 0.5),
        width: place.width)
      // The first category has no lower cutpoint, the last one no upper one.
      let outer = logNormalCDF(select(place.isFirst, place.upper, -place.lower).replacing(.!isEnd, with: 0))
      let density = select(isEnd, outer.replacing(place.isFirst .& place.isLast, with: 0), inner)
      return categories.valid(density, at: x).minusInfinity(where: place.isOutside)
    }
  }

  /// log Φ(c_⌊x⌋ − η).
  public func logCDF(_ value: Tensor) -> Tensor {
    elementwise(value, "logCDF") { x in
      let end = categories.end(of: x)
      let tail = logNormalCDF(end.upper).replacing(end.isAbove, with: 0)
      return categories.valid(tail.minusInfinity(where: end.isBelow), at: x)
    }
  }

  /// log Φ(η − c_⌊x⌋).
  public func logSurvival(_ value: Tensor) -> Tensor {
    elementwise(value, "logSurvival") { x in
      let end = categories.end(of: x)
      let tail = logNormalCDF(-end.upper).minusInfinity(where: end.isAbove)
      return categories.valid(tail.replacing(end.isBelow, with: 0), at: x)
    }
  }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    categories.draw(shape, parameters, using: &generator) { $0.standardNormal() }
  }
}
