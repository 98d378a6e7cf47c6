// The logarithm of 1 + x², of which the densities of heavy tails are made.

public import ApusGraph
internal import RealModule

package struct LogOnePlusSquare: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}

  /// Beyond this magnitude 1 + x² is x².
  package static let far = 1e150

  package func value(_ x: Double) -> Double {
    let size = x.magnitude
    return size > Self.far ? 2 * .log(size) : .log(onePlus: size * size)
  }

  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isFar = abs(x) .> Self.far
    return 2 * select(isFar, 1, x) / select(isFar, x, 1 + x.squared())
  }
}

/// log(1 + x²), elementwise, also where x² is beyond the numbers.
public func logOnePlusSquare(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogOnePlusSquare(), x, file, line)
}
