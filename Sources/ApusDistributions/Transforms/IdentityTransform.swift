// The bijection that changes nothing.

public import ApusGraph
internal import ApusOps

/// x = y, on the real line.
///
/// log |J| = 0.
public struct IdentityTransform: Transform {
  /// The transform.
  public init() {}

  /// y.
  public func constrain(_ unconstrained: Tensor) -> Tensor { unconstrained }
  /// x.
  public func unconstrain(_ value: Tensor) -> Tensor { value }
  /// 0 for each element.
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { .zeros(unconstrained.type) }
}
