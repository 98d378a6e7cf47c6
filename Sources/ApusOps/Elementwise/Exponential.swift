// Exponentials and logarithms, to several bases.

public import ApusGraph
internal import RealModule

package struct Exp: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .exp(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { y }
}

package struct Exp2: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .exp2(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.6931471805599453 * y }
}

package struct Expm1: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .expMinusOne(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { exp(x) }
}

package struct Log: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .log(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / x }
}

package struct Log2: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .log2(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1.4426950408889634 / x }
}

package struct Log10: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .log10(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.4342944819032518 / x }
}

package struct Log1p: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { .log(onePlus: x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (1 + x) }
}

/// e^x, elementwise.
public func exp(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Exp(), x, file, line)
}

/// 2^x, elementwise.
public func exp2(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Exp2(), x, file, line)
}

/// e^x − 1, elementwise, accurate for small x.
public func expm1(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Expm1(), x, file, line)
}

/// The natural logarithm, elementwise: −∞ at 0, NaN below.
public func log(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log(), x, file, line)
}

/// The logarithm to base 2, elementwise: −∞ at 0, NaN below.
public func log2(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log2(), x, file, line)
}

/// The logarithm to base 10, elementwise: −∞ at 0, NaN below.
public func log10(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log10(), x, file, line)
}

/// log(1 + x), elementwise, accurate for small x: −∞ at −1, NaN below.
public func log1p(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log1p(), x, file, line)
}
