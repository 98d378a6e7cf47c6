// The bijection onto positive numbers that is the identity far out.

public import ApusGraph
internal import ApusOps

/// x = log(1 + exp(y)), from the real line onto x > 0: near exp(y) for small values and near y for large ones.
///
/// log |J| = −log(1 + exp(−y)).
public struct SoftplusTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public func constrain(_ unconstrained: Tensor) -> Tensor { softplus(unconstrained) }
  /// x + log(1 − exp(−x)).
  public func unconstrain(_ value: Tensor) -> Tensor { value + log1mexp(-value) }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { -softplus(-unconstrained) }
}
