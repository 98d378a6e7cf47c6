// Powers and roots.

internal import ApusSystem
public import ApusGraph
internal import RealModule

package struct Square: IntegerUnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x * x }
  func value(_ x: Int) -> Int { x &* x }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 2 * x }
}

package struct Sqrt: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { x.squareRoot() }
  /// 1/(2y); ∞ at 0.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.5 / y }
}

package struct CubeRoot: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .root(x, 3) }
  /// 1/(3y²); ∞ at 0.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (3 * y.squared()) }
}

/// x^y; by the C library's rules at the edges: x⁰ = 1 for every x, NaN for x < 0 and y that is not whole.
package struct Power: BinaryElementwise, BuiltInOp {
  package init() {}
  // `Double.pow` is NaN for x < 0, and at 0⁰.
  package func value(_ x: Double, _ y: Double) -> Double { pow(x, y) }
  /// (y x^(y − 1), z log x).
  ///
  /// The first is 0 where both are 0, the second where x = 0 and y > 0; that is NaN where x < 0.
  ///
  /// The branch that is not taken gets harmless operands, so that second derivatives are not NaN where the first are not.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let isConstant = (x .== 0) .& (y .== 0)
    let base = select(isConstant, Tensor(0.0), y * pow(select(isConstant, Tensor(1.0), x), y - 1))
    let isFlat = (x .== 0) .& (y .> 0)
    let exponent = select(isFlat, Tensor(0.0), z * log(select(isFlat, Tensor(1.0), x)))
    return (base, exponent)
  }
}

/// The square root, elementwise: NaN below 0.
public func sqrt(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sqrt(), x, file, line)
}

/// The cube root, elementwise, odd in x.
public func cbrt(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(CubeRoot(), x, file, line)
}

/// 1/x, elementwise: an application of ``Divide``.
public func reciprocal(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Divide(), Tensor(1.0), x, file, line)
}

/// x^y, elementwise with broadcasting; x² where y is the constant 2.
///
/// The gradient for x is y x^(y − 1), correct at x = 0 for y = 0 and y ≥ 1; that for y is 0 where x = 0 and y > 0.
public func pow(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  if let exponent = y.constantValue, exponent.shape.isScalar, exponent.doubles == [2] {
    return .elementwise(Square(), x.asFloat64, file, line)
  }
  return .elementwise(Power(), x, y, file, line)
}

/// x^y with a constant exponent, elementwise.
@_disfavoredOverload
public func pow(_ x: Tensor, _ y: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  pow(x, Tensor(y), file: file, line: line)
}

/// x^y with a constant base, elementwise.
@_disfavoredOverload
public func pow(_ x: Double, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  pow(Tensor(x), y, file: file, line: line)
}

extension Tensor {
  /// x², elementwise.
  ///
  /// Integers give integers.
  public func squared(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    .elementwise(Square(), self, file, line)
  }
}
