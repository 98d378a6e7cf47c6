// The bijection onto arrays whose sums along axes are zero, which keeps distances.

public import ApusGraph
internal import ApusOps

/// n − 1 unconstrained numbers along an axis give n elements with sum 0: coordinates in an orthonormal basis of that subspace.
///
/// With s = Σ y_j, x_k = y_k − s/(n + √n) for k < n, and x_n = −s/√n. Σ x_k² = Σ y_j², and log |J| = 0 along the subspace, whose density
/// has n − 1 dimensions. For a matrix the rows and the columns are so constrained, one axis after the other.
///
/// Reference: Egozcue and others (2003), Mathematical Geology 35, 279, for such bases; the one here is a reflection, which treats all
/// elements but the last alike.
public struct SumToZeroTransform: Transform, BuiltInFormula {
  /// How many of the last axes have sums of zero: 1 for vectors, 2 for matrices.
  public let axisCount: Int

  /// The transform onto arrays with sums of zero along each of their last `axisCount` axes.
  public init(axisCount: Int = 1) {
    precondition(axisCount > 0, "SumToZeroTransform(axisCount: \(axisCount)): one axis or more must have sums of zero")
    self.axisCount = axisCount
  }

  public var eventRank: Int { axisCount }

  public func unconstrainedShape(_ shape: Shape) -> Shape {
    guard shape.rank >= axisCount else { return shape }
    let event = shape.dimensions.suffix(axisCount)
    return Shape(shape.dimensions.dropLast(axisCount) + event.map { max(0, $0 - 1) })
  }

  public func constrain(_ unconstrained: Tensor) -> Tensor {
    axes.reduce(unconstrained) { y, axis in
      guard y.shape.rank >= -axis else { return y.sliced(axis: axis, 0..<1) }
      let root = Double(y.shape[axis] + 1).squareRoot()
      let total = sum(y, axes: [axis], keepingDimensions: true)
      return concatenate([y - total * (1 / (root * (root + 1))), total * (-1 / root)], axis: axis)
    }
  }

  /// y_k = x_k − x_n/(1 + √n).
  public func unconstrain(_ value: Tensor) -> Tensor {
    axes.reduce(value) { x, axis in
      guard x.shape.rank >= -axis else { return x.sliced(axis: axis, 0..<1) }
      let count = x.shape[axis]
      guard count > 0 else { return x }
      let last = x.sliced(axis: axis, count - 1..<count)
      return x.sliced(axis: axis, 0..<count - 1) - last * (1 / (1 + Double(count).squareRoot()))
    }
  }

  public func logJacobian(_ unconstrained: Tensor) -> Tensor {
    .zeros(.float64(unconstrained.shape.droppingLast(axisCount)))
  }

  private var axes: [Int] { (0..<axisCount).map { -1 - $0 } }
}
