// Trigonometric functions and their inverses, in radians.

public import ApusGraph
internal import RealModule

package struct Sine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .sin(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { cos(x) }
}

package struct Cosine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .cos(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -sin(x) }
}

package struct Tangent: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .tan(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 + y.squared() }
}

package struct Arcsine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .asin(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / sqrt((1 - x) * (1 + x)) }
}

package struct Arccosine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .acos(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -1 / sqrt((1 - x) * (1 + x)) }
}

package struct Arctangent: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .atan(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (1 + x.squared()) }
}

/// The angle in [−π, π] of the point with ordinate y and abscissa x: operands are y, x in this order, as in C.
package struct Arctangent2: BinaryElementwise, BuiltInOp {
  package init() {}
  /// atan2(y, x), with the ordinate first; 0 or ±π at the origin by the signs of its zeros.
  package func value(_ y: Double, _ x: Double) -> Double { .atan2(y: y, x: x) }
  /// (x, −y)/(x² + y²), without overflow; NaN at the origin.
  package func partials(_ y: Tensor, _ x: Tensor, _ angle: Tensor) -> (Tensor, Tensor) {
    let distance = hypot(x, y)
    return (x / distance / distance, -(y / distance / distance))
  }
}

package struct Hypotenuse: BinaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { .hypot(x, y) }
  /// (x, y)/z; 0 at the origin.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let isOrigin = z .== 0
    let distance = select(isOrigin, Tensor(1.0), z)
    return (select(isOrigin, Tensor(0.0), x / distance), select(isOrigin, Tensor(0.0), y / distance))
  }
}

/// The sine of x in radians, elementwise.
public func sin(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sine(), x, file, line)
}

/// The cosine of x in radians, elementwise.
public func cos(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Cosine(), x, file, line)
}

/// The tangent of x in radians, elementwise.
public func tan(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Tangent(), x, file, line)
}

/// The arcsine in [−π/2, π/2]; NaN outside [−1, 1], elementwise.
public func asin(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Arcsine(), x, file, line)
}

/// The arccosine in [0, π]; NaN outside [−1, 1], elementwise.
public func acos(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Arccosine(), x, file, line)
}

/// The arctangent in [−π/2, π/2], elementwise.
public func atan(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Arctangent(), x, file, line)
}

/// The angle in [−π, π] of the point with ordinate `y` and abscissa `x`, elementwise with broadcasting: the ordinate
/// comes first, as in C.
///
/// The gradient is NaN at the origin.
public func atan2(_ y: Tensor, _ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Arctangent2(), y, x, file, line)
}

/// √(x² + y²) without overflow, elementwise with broadcasting.
///
/// The gradient is 0 at the origin.
public func hypot(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Hypotenuse(), x, y, file, line)
}
