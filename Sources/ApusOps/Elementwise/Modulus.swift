// The rest of a division that rounds down, as for phases and angles.

public import ApusGraph

/// x − y ⌊x/y⌋, from 0 to y with the sign of y.
///
/// Integers give integers.
///
/// Edges: NaN for y = 0 and for infinite x; x or, with the other sign, y itself for infinite y. Integers give 0 for y = 0.
/// Checked against: NumPy's `mod`.
package struct Modulus: IntegerBinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double {
    let rest = x.truncatingRemainder(dividingBy: y)
    if rest == 0 { return y < 0 ? -0.0 : 0 }
    return (rest < 0) != (y < 0) ? rest + y : rest
  }
  func value(_ x: Int, _ y: Int) -> Int {
    if y == 0 || y == -1 { return 0 }
    let rest = x % y
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
  }
  /// (1, −⌊x/y⌋): those of the line that the jumps interrupt.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (1, -round((x - z) / y)) }
}

/// x − y ⌊x/y⌋, elementwise with broadcasting: the rest with the sign of y, as NumPy's `mod`.
///
/// Two integers give integers.
///
/// The gradient is (1, −⌊x/y⌋), also at the jumps.
public func mod(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Modulus(), x, y, file, line)
}

/// x − y ⌊x/y⌋ with a constant divisor, elementwise: the rest with the sign of y, as NumPy's `mod`.
@_disfavoredOverload
public func mod(_ x: Tensor, _ y: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Modulus(), x, Tensor(y), file, line)
}
