// Hyperbolic functions and their inverses.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import ApusGraph

/// The hyperbolic sine.
public struct HyperbolicSine: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// sinh x.
  public func value(_ x: Double) -> Double { sinh(x) }
  /// cosh x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { cosh(x) }
}

/// The hyperbolic cosine.
public struct HyperbolicCosine: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// cosh x.
  public func value(_ x: Double) -> Double { cosh(x) }
  /// sinh x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sinh(x) }
}

/// The hyperbolic tangent.
public struct HyperbolicTangent: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// tanh x.
  public func value(_ x: Double) -> Double { tanh(x) }
  /// 1/cosh² x as 4 σ(2x) σ(−2x), which neither cancels nor overflows, in no derivative.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 4 * (sigmoid(2 * x) * sigmoid(-2 * x)) }
}

/// The inverse hyperbolic sine.
public struct InverseHyperbolicSine: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// asinh x.
  public func value(_ x: Double) -> Double { asinh(x) }
  /// 1/√(1 + x²).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / hypot(x, 1) }
}

/// The inverse hyperbolic cosine; NaN below 1.
public struct InverseHyperbolicCosine: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// acosh x.
  public func value(_ x: Double) -> Double { acosh(x) }
  /// 1/(√(x − 1) √(x + 1)): two roots, for large x; ∞ at 1, NaN below.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (sqrt(x - 1) * sqrt(x + 1)) }
}

/// The inverse hyperbolic tangent; ±∞ at ±1, NaN outside [−1, 1].
public struct InverseHyperbolicTangent: UnaryElementwise, BuiltInOp {
  /// The Op.
  public init() {}
  /// atanh x.
  public func value(_ x: Double) -> Double { atanh(x) }
  /// 1/((1 − x)(1 + x)).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / ((1 - x) * (1 + x)) }
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
