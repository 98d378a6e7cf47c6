// The map from the real line onto the circle of angles.

public import ApusGraph
internal import ApusOps

/// x = y − 2π ⌊y/2π + 1/2⌋: any real number as an angle in [−π, π).
///
/// log |J| = 0. It is no bijection but a covering: `unconstrain` is the identity, and y and y + 2π are the same angle, so that a sampler
/// passes from π to −π without a wall. A density on the unconstrained side is therefore periodic, not integrable: summaries
/// are made of the angle x.
public struct CircularTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let angle = unconstrained - (2 * Double.pi) * floor(unconstrained * (0.5 / Double.pi) + 0.5)
    // Rounding may lead beyond the ends.
    let inside = minimum(maximum(angle, -Double.pi), Tensor(Double.pi.nextDown))
    return stopGradient(inside) + (angle - stopGradient(angle))
  }
  public func unconstrain(_ value: Tensor) -> Tensor { value }
  public func logJacobian(_ unconstrained: Tensor) -> Tensor { unconstrained * 0 }
}
