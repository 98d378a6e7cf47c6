// The bijection onto vectors with sum one whose elements have no bounds.

public import ApusGraph
internal import ApusOps

/// K − 1 unconstrained numbers along the last axis give these numbers and the rest, K numbers with sum 1: x_K = 1 − Σ y_k, log |J| = 0.
///
/// Elements may be negative, or above 1. ``SimplexTransform`` is for vectors of positive elements.
///
/// PyMC's `sum_to_1` is the same.
public struct SumToOneTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 1 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank > 0 else { return shape }
    return shape.droppingLast(1).appending(max(0, shape[-1] - 1))
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    concatenate([unconstrained, 1 - sum(unconstrained, axes: [-1], keepingDimensions: true)], axis: -1)
  }

  public func unconstrain(_ value: Tensor) -> Tensor { value.along(0..<max(0, value.lastExtent - 1)) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor { .zeros(.float64(unconstrained.shape.droppingLast(1))) }
}
