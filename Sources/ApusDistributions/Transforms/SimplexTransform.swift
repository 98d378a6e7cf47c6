// The bijection onto vectors of positive elements that sum to one: stick breaking.

public import ApusGraph
internal import ApusOps

/// Breaks a stick of length 1: K − 1 unconstrained numbers along the last axis give K positive elements with sum 1.
///
/// With z_k = σ(y_k − log(K − k)), x_k = z_k Π_{j<k} (1 − z_j) for k < K, and x_K is the rest; y = 0 gives x_k = 1/K.
/// log |J| = Σ_k [log z_k + (K − k) log(1 − z_k)], by the first K − 1 elements of x. All products are sums of logarithms, so
/// small elements keep their relative accuracy.
///
/// A matrix whose rows have sum 1 is a batch of such vectors. With `axis: -2` the columns of a matrix have sum 1, and the matrix is one
/// event.
///
/// Reference: Stan Reference Manual, "Unit simplex" (stick breaking), "Stochastic matrices".
public struct SimplexTransform: Transform, BuiltInFormula {
  /// The axis along which elements have sum 1, counted from the end.
  public let axis: Int

  /// The transform along the last axis, or along that one, counted from the end: −2 for the columns of a matrix.
  public init(axis: Int = -1) {
    precondition(axis < 0, "SimplexTransform(axis: \(axis)): the axis is counted from the end, -1 for the last")
    self.axis = axis
  }

  public var eventRank: Int { -axis }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= eventRank else { return shape }
    var extents = shape.dimensions
    extents[extents.count + axis] = max(0, shape[axis] - 1)
    return Shape(extents)
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor { moved(constrainLast(moved(unconstrained))) }

  public func unconstrain(_ value: Tensor) -> Tensor { moved(unconstrainLast(moved(value))) }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    sum(logJacobianLast(moved(unconstrained)), axes: (1..<eventRank).map { -$0 })
  }

  /// The axis and the last one exchanged.
  private func moved(_ tensor: Tensor) -> Tensor {
    guard axis < -1 else { return tensor }
    guard tensor.shape.rank >= eventRank else { return tensor.sliced(axis: axis, 0..<1) }
    var order = Array(0..<tensor.shape.rank)
    order.swapAt(order.count + axis, order.count - 1)
    return tensor.transposed(order)
  }

  private func constrainLast(_ unconstrained: Tensor) -> Tensor {
    let breaks = shifted(unconstrained)
    let rest = cumulativeSum(-softplus(breaks), axis: -1)
    let zero = Tensor.zeros(.float64(unconstrained.shape.droppingLast(1).appending(1)))
    let before = concatenate([zero, rest], axis: -1)
    let share = concatenate([-softplus(-breaks), zero], axis: -1)
    return exp(before + share)
  }

  /// log x_k − log Σ_{j>k} x_j + log(K − k).
  private func unconstrainLast(_ value: Tensor) -> Tensor {
    let count = value.lastExtent
    guard count > 1 else { return value.along(0..<0) }
    let rest = cumulativeSum(value.along(1..<count), axis: -1, reversed: true)
    return log(value.along(0..<count - 1)) - log(rest) + log(Self.counts(count - 1))
  }

  private func logJacobianLast(_ unconstrained: Tensor) -> Tensor {
    let breaks = shifted(unconstrained)
    let counts = Self.counts(unconstrained.lastExtent)
    return -sum(softplus(-breaks) + counts * softplus(breaks), axes: [-1])
  }

  private func shifted(_ unconstrained: Tensor) -> Tensor { unconstrained - log(Self.counts(unconstrained.lastExtent)) }

  private static func counts(_ breakCount: Int) -> Tensor { Tensor((0..<breakCount).map { Double(breakCount - $0) }) }
}
