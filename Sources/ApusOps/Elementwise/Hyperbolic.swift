// Hyperbolic functions and their inverses.

public import ApusGraph
internal import RealModule

package struct HyperbolicSine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .sinh(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { cosh(x) }
}

package struct HyperbolicCosine: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .cosh(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sinh(x) }
}

package struct HyperbolicTangent: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .tanh(x) }
  /// 1/cosh² x as 4 σ(2x) σ(−2x), which neither cancels nor overflows, in no derivative.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 4 * (sigmoid(2 * x) * sigmoid(-2 * x)) }
}

package struct InverseHyperbolicSine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .asinh(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / hypot(x, 1) }
}

package struct InverseHyperbolicCosine: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .acosh(x) }
  /// 1/(√(x − 1) √(x + 1)): two roots, for large x; ∞ at 1, NaN below.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (sqrt(x - 1) * sqrt(x + 1)) }
}

package struct InverseHyperbolicTangent: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .atanh(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / ((1 - x) * (1 + x)) }
}

/// The hyperbolic sine, elementwise.
public func sinh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(HyperbolicSine(), x, file, line)
}

/// The hyperbolic cosine, elementwise.
public func cosh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(HyperbolicCosine(), x, file, line)
}

/// The hyperbolic tangent, elementwise.
public func tanh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(HyperbolicTangent(), x, file, line)
}

/// The inverse hyperbolic sine, elementwise.
public func asinh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(InverseHyperbolicSine(), x, file, line)
}

/// The inverse hyperbolic cosine, elementwise: NaN below 1.
public func acosh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(InverseHyperbolicCosine(), x, file, line)
}

/// The inverse hyperbolic tangent, elementwise: ±∞ at ±1, NaN outside [−1, 1].
public func atanh(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(InverseHyperbolicTangent(), x, file, line)
}
