// The multinomial distribution of counts in ordered categories.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// The distribution of the counts in K ordered categories of n independent trials, each in the category in which a number of logistic
/// distribution about the linear predictor η falls, between increasing cutpoints c₀ < … < c_{K−2}: of vectors of counts with the sum n.
///
/// It is ``Multinomial`` with the probabilities of ``OrderedLogistic``, which are taken as logarithms, so that neighbouring cutpoints do
/// not cancel and far categories do not underflow. The categories lie along the last axis; where the cutpoints do not increase it is NaN.
///
/// PyMC's `OrderedMultinomial(eta, cutpoints, n)` has the same parameters. Stan has `ordered_logistic` alone.
///
/// Reference: McCullagh (1980), Regression Models for Ordinal Data. Checked against: mpmath, scipy.stats.multinomial.
public struct OrderedMultinomial: DistributionWithMoments, BuiltInFormula {
  /// The number n of trials.
  public let trials: Tensor
  private let categories: OrderedCutpoints

  /// The linear predictor η.
  public var predictor: Tensor { categories.predictor }
  /// The increasing cutpoints along the last axis.
  public var cutpoints: Tensor { categories.cutpoints }

  /// `trials` trials with categories between `cutpoints`, one more than these.
  public init(
    trials: some TensorConvertible, predictor: some TensorConvertible, cutpoints: some TensorConvertible
  ) {
    self.trials = trials.tensor
    categories = OrderedCutpoints(predictor: predictor.tensor, cutpoints: cutpoints.tensor)
  }

  public var parameters: [DistributionParameter] {
    [DistributionParameter("trials", trials, .count)] + categories.parameters
  }
  public func rebuilt(on operands: [Tensor]) -> OrderedMultinomial {
    OrderedMultinomial(trials: operands[0], predictor: operands[1], cutpoints: operands[2])
  }
  public var support: Support { .counts(count: categories.categoryCount, total: trials) }

  public func logDensity(_ value: Tensor) -> Tensor {
    guard cutpoints.shape.rank > 0, Shape.common(parameters.map(\.batch)) != nil else {
      return poisoned(value, "the shapes do not broadcast")
    }
    let counts = Multinomial(trials: trials, logits: categories.logisticLogProbabilities)
    guard Shape.common([value.shape.droppingLast(1), counts.shape.droppingLast(1)]) != nil,
      value.shape.dimensions.last == categories.categoryCount
    else {
      return poisoned(
        value, "the last axis is not one longer than that of the cutpoints, or the shapes do not broadcast")
    }
    return counts.logDensity(value)
  }

  private var probabilities: Tensor { exp(categories.logisticLogProbabilities) }

  public var mean: Tensor { trials.withLastAxis * probabilities }
  public var variance: Tensor { trials.withLastAxis * probabilities * (1 - probabilities) }

  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawEvents(shape, parameters) { blocks in
      guard let count = Int(exactly: blocks[0].first ?? .nan), let predictor = blocks[1].first else { return [] }
      return generator.multinomial(count: count, weights: Self.weights(predictor, Array(blocks[2])))
    }
  }

  /// The probabilities of the categories; NaN where there are none.
  private static func weights(_ predictor: Double, _ cutpoints: [Double]) -> [Double] {
    let isIncreasing = zip(cutpoints, cutpoints.dropFirst()).allSatisfy { $0 < $1 }
    guard isIncreasing, predictor.isFinite, cutpoints.allSatisfy(\.isFinite) else {
      return [Double](repeating: .nan, count: cutpoints.count + 1)
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + Stable.exp(-x)) }
    return (0...cutpoints.count).map { k in
      let below = k < cutpoints.count ? sigmoid(cutpoints[k] - predictor) : 1
      let above = k > 0 ? sigmoid(predictor - cutpoints[k - 1]) : 1
      guard k > 0, k < cutpoints.count else { return below * above }
      let width = cutpoints[k] - cutpoints[k - 1]
      // 1 − e^{−w}, for a small w by its series.
      let share = width < 1e-3 ? width * (1 - width / 2 * (1 - width / 3)) : 1 - Stable.exp(-width)
      return below * above * share
    }
  }
}
