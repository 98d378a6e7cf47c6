// The bijection that changes nothing.

public import ApusGraph
internal import ApusOps

/// x = y, on the real line.
///
/// log |J| = 0.
public struct IdentityTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public func constrain(_ unconstrained: Tensor) -> Tensor { unconstrained }
  public func unconstrain(_ value: Tensor) -> Tensor { value }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { .zeros(unconstrained.type) }
}
