// The bijection onto positive numbers.

public import ApusGraph
internal import ApusOps

/// x = exp(y), from the real line onto x > 0.
///
/// log |J| = y.
public struct LogTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public func constrain(_ unconstrained: Tensor) -> Tensor { exp(unconstrained) }
  public func unconstrain(_ value: Tensor) -> Tensor { log(value) }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { unconstrained }
}
