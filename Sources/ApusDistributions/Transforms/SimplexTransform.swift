// The bijection onto vectors of positive elements that sum to one: stick breaking.

public import ApusGraph
internal import ApusOps

/// Breaks a stick of length 1: K − 1 unconstrained numbers along the last axis give K positive elements with sum 1.
///
/// With z_k = σ(y_k − log(K − k)), x_k = z_k Π_{j<k} (1 − z_j) for k < K, and x_K is the rest; y = 0 gives x_k = 1/K.
/// log |J| = Σ_k [log z_k + (K − k) log(1 − z_k)], by the first K − 1 elements of x. All products are sums of logarithms, so
/// small elements keep their relative accuracy.
///
/// Reference: Stan Reference Manual, "Unit simplex" (stick breaking).
public struct SimplexTransform: Transform, BuiltInFormula {
  /// The transform.
  public init() {}

  public var eventRank: Int { 1 }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard let last = shape.dimensions.last else { return shape }
    return shape.droppingLast(1).appending(max(0, last - 1))
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    let breaks = shifted(unconstrained)
    let rest = cumulativeSum(-softplus(breaks), axis: -1)
    let zero = Tensor.zeros(.float64(unconstrained.shape.droppingLast(1).appending(1)))
    let before = concatenate([zero, rest], axis: -1)
    let share = concatenate([-softplus(-breaks), zero], axis: -1)
    return exp(before + share)
  }

  /// log x_k − log Σ_{j>k} x_j + log(K − k).
  public func unconstrain(_ value: Tensor) -> Tensor {
    let count = value.lastExtent
    guard count > 1 else { return value.along(0..<0) }
    let rest = cumulativeSum(value.along(1..<count), axis: -1, reversed: true)
    return log(value.along(0..<count - 1)) - log(rest) + log(Self.counts(count - 1))
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    let breaks = shifted(unconstrained)
    let counts = Self.counts(unconstrained.lastExtent)
    return -sum(softplus(-breaks) + counts * softplus(breaks), axes: [-1])
  }

  private func shifted(_ unconstrained: Tensor) -> Tensor { unconstrained - log(Self.counts(unconstrained.lastExtent)) }

  private static func counts(_ breakCount: Int) -> Tensor { Tensor((0..<breakCount).map { Double(breakCount - $0) }) }
}
