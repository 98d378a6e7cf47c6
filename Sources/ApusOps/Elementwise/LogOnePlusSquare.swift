// The logarithm of 1 + x², of which the densities of heavy tails are made.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import ApusGraph

/// log(1 + x²), also where x² is beyond the numbers.
package struct LogOnePlusSquare: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}

  /// Beyond this magnitude 1 + x² is x².
  package static let far = 1e150

  /// log(1 + x²).
  package func value(_ x: Double) -> Double {
    let size = x.magnitude
    return size > Self.far ? 2 * log(size) : log1p(size * size)
  }

  /// 2x/(1 + x²), and 2/x far out.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isFar = abs(x) .> Self.far
    return 2 * select(isFar, 1, x) / select(isFar, x, 1 + x.squared())
  }
}

/// log(1 + x²), elementwise, also where x² is beyond the numbers.
public func logOnePlusSquare(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogOnePlusSquare(), x, file, line)
}
