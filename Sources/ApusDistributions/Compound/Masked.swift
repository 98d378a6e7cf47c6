// Elements that count, and how much.

public import ApusGraph
internal import ApusOps
public import ApusRandom

/// A distribution of which only some elements count: the log density is 0 where the mask is false.
///
/// ```swift
/// m.observe("y", Masked(Normal(curve, sigma), measured), y)
/// ```
///
/// For arrays with rows of different lengths, say. The mask broadcasts with the batch. Whatever stands at elements that do not count, NaN
/// included, neither changes the density nor spoils its gradient. Their log likelihoods are 0; predictions and draws are the base's,
/// for all elements. It is for `observe`: as a prior it is not normalised.
///
/// Checked against: the base's log densities.
public struct Masked: CompoundDistribution, BuiltInFormula {
  /// The distribution.
  public let base: any Distribution
  /// Whether each element counts.
  public let mask: Tensor

  /// `base` where `mask` is true (or not 0).
  public init(_ base: any Distribution, _ mask: some TensorConvertible) {
    self.base = base
    self.mask = mask.tensor
  }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] {
    base.parameters.map { $0.of("base") } + [DistributionParameter("mask", mask, .finite)]
  }
  public func rebuilt(on operands: [Tensor]) -> Masked {
    Masked(base.rebuilt(on: Array(operands.dropLast())), operands[operands.count - 1])
  }
  public var support: Support { base.support }

  public func logDensity(_ value: Tensor) -> Tensor { counted(base, value, where: mask.asFloat64 .!= 0) { $0 } }

  /// Draws of the base, for all elements.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    return base.draw(shape: shape, parameters: Array(parameters.dropLast()), using: &generator)
  }
}

/// A distribution whose elements count by weights: the log density is w times the base's.
///
/// ```swift
/// m.observe("y", Weighted(Bernoulli(logit: eta), surveyWeights), answers)
/// ```
///
/// For repeated rows, weights of a survey, powers of a likelihood. Weights are not negative and broadcast with the batch; an element of weight
/// 0 does not count, whatever stands there. Log likelihoods are weighted too; predictions and draws are the base's. It is for `observe`:
/// as a prior it is not normalised.
///
/// Checked against: the base's log densities.
public struct Weighted: CompoundDistribution, BuiltInFormula {
  /// The distribution.
  public let base: any Distribution
  /// The weight of each element.
  public let weights: Tensor

  /// `base` with the given `weights` ≥ 0.
  public init(_ base: any Distribution, _ weights: some TensorConvertible) {
    self.base = base
    self.weights = weights.tensor
  }

  var components: [any Distribution] { [base] }

  public var parameters: [DistributionParameter] {
    let domain = ParameterDomain("a number from 0 up") { $0 >= 0 && $0.isFinite }
    return base.parameters.map { $0.of("base") } + [DistributionParameter("weights", weights, domain)]
  }
  public func rebuilt(on operands: [Tensor]) -> Weighted {
    Weighted(base.rebuilt(on: Array(operands.dropLast())), operands[operands.count - 1])
  }
  public var support: Support { base.support }

  public func logDensity(_ value: Tensor) -> Tensor {
    let w = weights.asFloat64
    return counted(base, value, where: w .!= 0) { (w * $0).valid(where: w .>= 0) }
  }

  /// Draws of the base.
  public func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    guard parameters.count == self.parameters.count else { return .undrawn(shape) }
    return base.draw(shape: shape, parameters: Array(parameters.dropLast()), using: &generator)
  }
}

extension Distribution {
  /// What a formula makes of a base's log density of the elements that count; 0 for others, in whose places a value inside the support
  /// stands.
  fileprivate func counted(
    _ base: any Distribution, _ value: Tensor, where counts: Tensor, _ formula: (Tensor) -> Tensor
  ) -> Tensor {
    let rank = base.eventRank
    let batch = value.shape.droppingLast(rank)
    guard value.shape.rank >= rank, Shape.common([batch, counts.shape, base.shape.droppingLast(rank)]) != nil else {
      return poisoned(value, "the shapes of the values, of the base and of what says how they count do not broadcast")
    }
    let wide = counts.reshaped(to: Shape(counts.shape.dimensions + [Int](repeating: 1, count: rank)))
    let inside = base.logDensity(select(wide, value.asFloat64, base.insideValue))
    return select(counts, formula(inside), Tensor(0.0))
  }
}

extension Distribution {
  /// Whether each event of a batch counts, of a distribution that leaves some out; nil of any other, and where the shapes do not broadcast.
  package func countedElements(in batch: Shape) -> Tensor? {
    let weights = (self as? Masked)?.mask ?? (self as? Weighted)?.weights
    guard let weights, weights.shape.broadcasts(to: batch) else { return nil }
    return (weights.asFloat64 .!= 0).broadcast(to: batch)
  }
}
