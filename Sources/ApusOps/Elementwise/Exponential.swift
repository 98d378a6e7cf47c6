// Exponentials and logarithms, to several bases.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import ApusGraph

/// e^x.
package struct Exp: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// e^x.
  package func value(_ x: Double) -> Double { exp(x) }
  /// y.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { y }
}

/// 2^x.
package struct Exp2: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// 2^x.
  package func value(_ x: Double) -> Double { exp2(x) }
  /// y log 2.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.6931471805599453 * y }
}

/// e^x − 1, accurate for small x.
package struct Expm1: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// e^x − 1.
  package func value(_ x: Double) -> Double { expm1(x) }
  /// e^x.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { exp(x) }
}

/// The natural logarithm; −∞ at 0, NaN below.
package struct Log: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// log x.
  package func value(_ x: Double) -> Double { log(x) }
  /// 1/x.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / x }
}

/// The logarithm to base 2; −∞ at 0, NaN below.
package struct Log2: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// log₂ x.
  package func value(_ x: Double) -> Double { log2(x) }
  /// 1/(x log 2).
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1.4426950408889634 / x }
}

/// The logarithm to base 10; −∞ at 0, NaN below.
package struct Log10: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// log₁₀ x.
  package func value(_ x: Double) -> Double { log10(x) }
  /// 1/(x log 10).
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.4342944819032518 / x }
}

/// log(1 + x), accurate for small x; −∞ at −1, NaN below.
package struct Log1p: UnaryElementwise, BuiltInOp {
  /// The Op.
  package init() {}
  /// log(1 + x).
  package func value(_ x: Double) -> Double { log1p(x) }
  /// 1/(1 + x).
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
