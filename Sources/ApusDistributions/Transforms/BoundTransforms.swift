// The bijections onto half-lines that begin or end at a bound.

public import ApusGraph
internal import ApusOps

/// x = a + exp(y), from the real line onto x > a.
///
/// log |J| = y.
public struct LowerBoundTransform: Transform, BuiltInFormula {
  /// The bound a, which broadcasts with the value.
  public let bound: Tensor

  /// The transform onto numbers above `bound`.
  public init(_ bound: some TensorConvertible) { self.bound = bound.tensor }

  public func constrain(_ unconstrained: Tensor) -> Tensor { bound + exp(unconstrained) }
  public func unconstrain(_ value: Tensor) -> Tensor { log(value - bound) }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { unconstrained }
}

/// x = b − exp(y), from the real line onto x < b.
///
/// log |J| = y.
public struct UpperBoundTransform: Transform, BuiltInFormula {
  /// The bound b, which broadcasts with the value.
  public let bound: Tensor

  /// The transform onto numbers below `bound`.
  public init(_ bound: some TensorConvertible) { self.bound = bound.tensor }

  public func constrain(_ unconstrained: Tensor) -> Tensor { bound - exp(unconstrained) }
  public func unconstrain(_ value: Tensor) -> Tensor { log(bound - value) }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { unconstrained }
}
