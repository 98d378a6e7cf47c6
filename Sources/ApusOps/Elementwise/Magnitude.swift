// The larger and the smaller of two, clipping, and magnitudes.

public import ApusGraph

/// The larger of two; NaN where either is.
///
/// Equal operands share the cotangent.
package struct Maximum: IntegerBinaryElementwise, ExactOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : max(x, y) }
  func value(_ x: Int, _ y: Int) -> Int { max(x, y) }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let first = select(x .> y, Tensor(1.0), select(x .== y, Tensor(0.5), Tensor(0.0)))
    return (first, 1 - first)
  }
}

/// The smaller of two; NaN where either is.
///
/// Equal operands share the cotangent.
package struct Minimum: IntegerBinaryElementwise, ExactOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { x.isNaN || y.isNaN ? .nan : min(x, y) }
  func value(_ x: Int, _ y: Int) -> Int { min(x, y) }
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let first = select(x .< y, Tensor(1.0), select(x .== y, Tensor(0.5), Tensor(0.0)))
    return (first, 1 - first)
  }
}

/// |x|; its derivative at 0 is 0.
package struct AbsoluteValue: IntegerUnaryElementwise, ExactOp, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.magnitude }
  func value(_ x: Int) -> Int { x < 0 ? 0 &- x : x }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sign(x) }
}

/// The larger of two, elementwise with broadcasting; NaN where either is.
///
/// Two integers give integers.
///
/// Equal operands share the cotangent.
public func maximum(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Maximum(), x, y, file, line)
}

/// The larger of a tensor and a number, elementwise; NaN where either is.
@_disfavoredOverload
public func maximum(_ x: Tensor, _ y: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Maximum(), x, Tensor(y), file, line)
}

/// The larger of a number and a tensor, elementwise; NaN where either is.
@_disfavoredOverload
public func maximum(_ x: Double, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Maximum(), Tensor(x), y, file, line)
}

/// The smaller of two, elementwise with broadcasting; NaN where either is.
///
/// Two integers give integers.
///
/// Equal operands share the cotangent.
public func minimum(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Minimum(), x, y, file, line)
}

/// The smaller of a tensor and a number, elementwise; NaN where either is.
@_disfavoredOverload
public func minimum(_ x: Tensor, _ y: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Minimum(), x, Tensor(y), file, line)
}

/// The smaller of a number and a tensor, elementwise; NaN where either is.
@_disfavoredOverload
public func minimum(_ x: Double, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Minimum(), Tensor(x), y, file, line)
}

/// The value moved into [lower, upper], elementwise with broadcasting: min(max(x, lower), upper).
///
/// The gradient is 0 where it was moved, and shared with a limit that it equals. Three integers give integers.
public func clip(
  _ x: Tensor, _ lower: Tensor, _ upper: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  minimum(maximum(x, lower, file: file, line: line), upper, file: file, line: line)
}

/// The value moved into [lower, upper] with constant limits, elementwise; see ``clip(_:_:_:file:line:)-(Tensor,_,_,_,_)``.
@_disfavoredOverload
public func clip(
  _ x: Tensor, _ lower: Double, _ upper: Double, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  clip(x, Tensor(lower), Tensor(upper), file: file, line: line)
}

/// |x|, elementwise; its derivative at 0 is 0.
///
/// Integers give integers.
public func abs(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(AbsoluteValue(), x, file, line)
}
