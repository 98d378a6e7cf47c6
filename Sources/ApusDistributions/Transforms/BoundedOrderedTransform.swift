// The bijections onto vectors of increasing, or of decreasing, elements that begin above a bound, end below one, or both.

public import ApusGraph
internal import ApusOps

/// Increasing vectors within bounds, by their steps: no element runs into a bound or into its neighbour.
///
/// With a lower bound a, x_k = a + Σ_{j ≤ k} exp(y_j); with an upper bound b, x_k = b − Σ_{j ≥ k} exp(y_j); with both, the steps from a to b
/// over b − a are a simplex of one element more, x_k = a + (b − a) Σ_{j ≤ k} s_j. The Jacobian is that of the steps, for both bounds times
/// (b − a)ⁿ. Bounds broadcast with the value. Decreasing vectors are the negative ones of increasing vectors from −b to −a.
public struct BoundedOrderedTransform: Transform, BuiltInFormula {
  /// The lower bound a; nil where there is none.
  public let lower: Tensor?
  /// The upper bound b; nil where there is none.
  public let upper: Tensor?
  private let isDescending: Bool

  /// The transform onto increasing, or decreasing, numbers above `lower` and below `upper`.
  public init(
    lower: (any TensorConvertible)? = nil, upper: (any TensorConvertible)? = nil, descending isDescending: Bool = false
  ) {
    self.lower = lower?.tensor
    self.upper = upper?.tensor
    self.isDescending = isDescending
  }

  public var eventRank: Int { 1 }

  private let simplex = SimplexTransform()

  /// The transform onto the negative vectors, which increase.
  private var negative: BoundedOrderedTransform {
    BoundedOrderedTransform(lower: upper.map { -$0 }, upper: lower.map { -$0 })
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    if lower == nil, upper == nil { return OrderedTransform(descending: isDescending).constrain(unconstrained) }
    if isDescending { return -negative.constrain(unconstrained) }
    switch (lower, upper) {
    case (let lower?, let upper?):
      let shares = simplex.constrain(unconstrained).along(0..<unconstrained.lastExtent)
      return lower + (upper - lower) * cumulativeSum(shares, axis: -1)
    case (nil, let upper?):
      return upper - cumulativeSum(exp(unconstrained), axis: -1, reversed: true)
    case (let lower?, nil): return lower + cumulativeSum(exp(unconstrained), axis: -1)
    case (nil, nil): return unconstrained
    }
  }

  public func unconstrain(_ value: Tensor) -> Tensor {
    if lower == nil, upper == nil { return OrderedTransform(descending: isDescending).unconstrain(value) }
    if isDescending { return negative.unconstrain(-value) }
    let count = value.lastExtent
    let (first, last) = (value.along(0..<1), value.along(max(0, count - 1)..<count))
    let inner = value.along(1..<max(1, count)) - value.along(0..<max(1, count) - 1)
    switch (lower, upper) {
    case (let lower?, let upper?):
      return simplex.unconstrain(concatenate([first - lower, inner, upper - last], axis: -1) / (upper - lower))
    case (nil, let upper?): return log(concatenate([inner, upper - last], axis: -1))
    case (let lower?, nil): return log(concatenate([first - lower, inner], axis: -1))
    case (nil, nil): return value
    }
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    switch (lower, upper) {
    case (let lower?, let upper?):
      return simplex.logJacobian(unconstrained) + sum(Tensor.logWidth(lower, upper) + 0 * unconstrained, axes: [-1])
    case (nil, nil): return OrderedTransform().logJacobian(unconstrained)
    default: return sum(unconstrained, axes: [-1])
    }
  }
}
