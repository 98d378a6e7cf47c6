// The bijection onto vectors of increasing, or of decreasing, elements.

public import ApusGraph
internal import ApusOps

/// x₁ = y₁, x_k = x_{k−1} + exp(y_k), along the last axis: onto vectors whose elements increase; with − in place of + onto those whose
/// elements decrease.
///
/// log |J| = Σ_{k ≥ 2} y_k.
///
/// Reference: Stan Reference Manual, "Ordered vector".
public struct OrderedTransform: Transform, BuiltInFormula {
  private let isDescending: Bool

  /// The transform onto vectors of increasing elements, or of decreasing ones.
  public init(descending isDescending: Bool = false) { self.isDescending = isDescending }

  public var eventRank: Int { 1 }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let count = unconstrained.lastExtent
    guard count > 1 else { return unconstrained }
    let steps = exp(unconstrained.along(1..<count))
    let signed = isDescending ? -steps : steps
    return cumulativeSum(concatenate([unconstrained.along(0..<1), signed], axis: -1), axis: -1)
  }

  public func unconstrain(_ value: Tensor) -> Tensor {
    let count = value.lastExtent
    guard count > 1 else { return value }
    let (before, after) = (value.along(0..<count - 1), value.along(1..<count))
    let steps = isDescending ? before - after : after - before
    return concatenate([value.along(0..<1), log(steps)], axis: -1)
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    sum(unconstrained.along(1..<max(1, unconstrained.lastExtent)), axes: [-1])
  }
}
