// Exponentials, logarithms, powers and roots.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import ApusGraph

/// e^x.
public struct Exp: UnaryElementwise {
  /// The Op.
  public init() {}
  /// e^x.
  public func value(_ x: Double) -> Double { exp(x) }
  /// y.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { y }
}

/// The natural logarithm; −∞ at 0, NaN below.
public struct Log: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log x.
  public func value(_ x: Double) -> Double { log(x) }
  /// 1/x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / x }
}

/// log(1 + x), accurate for small x.
public struct Log1p: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log(1 + x).
  public func value(_ x: Double) -> Double { log1p(x) }
  /// 1/(1 + x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (1 + x) }
}

/// e^x − 1, accurate for small x.
public struct Expm1: UnaryElementwise {
  /// The Op.
  public init() {}
  /// e^x − 1.
  public func value(_ x: Double) -> Double { expm1(x) }
  /// e^x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { exp(x) }
}

/// The square root; NaN below 0.
public struct Sqrt: UnaryElementwise {
  /// The Op.
  public init() {}
  /// √x.
  public func value(_ x: Double) -> Double { x.squareRoot() }
  /// 1/(2y).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 0.5 / y }
}

/// The cube root, odd in x.
public struct CubeRoot: UnaryElementwise {
  /// The Op.
  public init() {}
  /// ∛x.
  public func value(_ x: Double) -> Double { cbrt(x) }
  /// 1/(3y²).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 1 / (3 * y.squared()) }
}

/// x².
public struct Square: UnaryElementwise {
  /// The Op.
  public init() {}
  /// x².
  public func value(_ x: Double) -> Double { x * x }
  /// 2x.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { 2 * x }
}

/// x^y; by the C library's rules at the edges.
public struct Power: BinaryElementwise {
  /// The Op.
  public init() {}
  /// x^y.
  public func value(_ x: Double, _ y: Double) -> Double { pow(x, y) }
  /// (y x^(y − 1), z log x); the second is 0 where x = 0 and y > 0, and NaN where x < 0.
  public func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let base = select(y .== 0, Tensor(0.0), y * pow(x, y - 1))
    let exponent = select((x .== 0) .& (y .> 0), Tensor(0.0), z * log(x))
    return (base, exponent)
  }
}

/// e^x, elementwise.
public func exp(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Exp(), x, file, line)
}
/// The natural logarithm, elementwise: −∞ at 0, NaN below.
public func log(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log(), x, file, line)
}
/// log(1 + x), elementwise, accurate for small x.
public func log1p(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log1p(), x, file, line)
}
/// e^x − 1, elementwise, accurate for small x.
public func expm1(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Expm1(), x, file, line)
}
/// The square root, elementwise: NaN below 0.
public func sqrt(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sqrt(), x, file, line)
}
/// The cube root, elementwise, odd in x.
public func cbrt(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(CubeRoot(), x, file, line)
}
/// x^y, elementwise with broadcasting.
public func pow(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Power(), x, y, file, line)
}
/// x^y with a constant exponent, elementwise.
public func pow(_ x: Tensor, _ y: Double, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  y == 2 ? x.squared(file: file, line: line) : .elementwise(Power(), x, Tensor(y), file, line)
}

extension Tensor {
  /// x², elementwise.
  public func squared(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    .elementwise(Square(), self, file, line)
  }
}
