// The map onto vectors of length one, from the normal distribution.

internal import ApusNumerics
public import ApusGraph
internal import ApusOps

/// x = (y + 1)/|y + 1|, with 1 added to each of the K elements: vectors of length 1 along the last axis.
///
/// It is no bijection: K numbers give a point of the sphere, which has K − 1 dimensions, and a length r, which has the distribution of that
/// of a standard normal vector and says nothing. log |J| = −r²/2 − (K/2 − 1) log 2 − log Γ(K/2), such that a density on the sphere, by its
/// area, remains one. The normal distribution's centre, where no direction is, is at −1, so that samplers do not start there.
/// `unconstrain` takes r = √K, which makes 0 of the vector of equal elements.
///
/// Reference: Marsaglia (1972), Annals of Mathematical Statistics 43, 645; Stan Reference Manual, "Unit vector".
public struct UnitVectorTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 1 }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let normal = unconstrained + 1
    return normal / sqrt(sum(normal.squared(), axes: [-1], keepingDimensions: true))
  }

  public func unconstrain(_ value: Tensor) -> Tensor { value * Double(value.lastExtent).squareRoot() - 1 }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let half = 0.5 * Double(unconstrained.lastExtent)
    let constant = (half - 1) * 0.693_147_180_559_945_309_42 + Special.logGamma(half)
    return -0.5 * sum((unconstrained + 1).squared(), axes: [-1]) - constant
  }
}
