// What a bijection between unconstrained numbers and a support is.

public import ApusGraph

/// A smooth bijection from unconstrained real numbers onto a support.
///
/// Values have any number of batch axes in front of the event's axes, of which there are `eventRank`.
///
/// **Laws.** `constrain` and `unconstrain` are inverse to each other. `logJacobian` is log |det ∂constrained/∂unconstrained|,
/// one number for each event, where the constrained side is measured by its free elements (all but the last of a simplex,
/// those below the diagonal of a correlation's Cholesky factor), or by its area for vectors of sum 0 or length 1. The density of the unconstrained numbers is the density of
/// the constrained value times the Jacobian.
public protocol Transform: Sendable {
  /// The value of the support at unconstrained numbers.
  func constrain(_ unconstrained: Tensor) -> Tensor

  /// The unconstrained numbers of a value; NaN or infinite outside the support's interior.
  func unconstrain(_ value: Tensor) -> Tensor

  /// The logarithm of the Jacobian determinant's absolute value: one number for each event.
  func logJacobian(_ unconstrained: Tensor) -> Tensor

  /// The shape of the unconstrained numbers of a value of `shape`.
  func unconstrainedShape(_ shape: Shape) -> Shape

  /// The number of axes of one event; 0 for an elementwise transform.
  var eventRank: Int { get }
}

extension Transform {
  /// The shape itself: as many unconstrained numbers as elements.
  public func unconstrainedShape(_ shape: Shape) -> Shape { shape }
  public var eventRank: Int { 0 }
}
