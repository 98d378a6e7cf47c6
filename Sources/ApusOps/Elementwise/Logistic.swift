// Logistic functions and their logarithms, stable in both tails.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
public import ApusGraph

/// 1/(1 + e^−x).
public struct Sigmoid: UnaryElementwise {
  /// The Op.
  public init() {}
  /// 1/(1 + e^−x).
  public func value(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }
  /// σ(x) σ(−x), which keeps its accuracy in both tails.
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { y * sigmoid(-x) }
}

/// log(1 + e^x), without overflow.
public struct Softplus: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log(1 + e^x).
  public func value(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
  /// σ(x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sigmoid(x) }
}

/// log(1/(1 + e^−x)).
public struct LogSigmoid: UnaryElementwise {
  /// The Op.
  public init() {}
  /// −log(1 + e^−x).
  public func value(_ x: Double) -> Double { min(x, 0) - log1p(exp(-abs(x))) }
  /// σ(−x).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sigmoid(-x) }
}

/// log(1 − e^x) for x < 0; −∞ at 0, NaN above.
public struct Log1mExp: UnaryElementwise {
  /// The Op.
  public init() {}
  /// log(1 − e^x).
  public func value(_ x: Double) -> Double { x > -0.6931471805599453 ? log(-expm1(x)) : log1p(-exp(x)) }
  /// −1/(e^−x − 1).
  public func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -1 / expm1(-x) }
}

/// log(e^x + e^y), without overflow; −∞ where both are.
public struct LogAddExp: BinaryElementwise {
  /// The Op.
  public init() {}
  /// log(e^x + e^y).
  public func value(_ x: Double, _ y: Double) -> Double { let larger = max(x, y)
    return larger.isInfinite ? x + y == -.infinity || x.isNaN || y.isNaN ? x + y : larger : larger + log1p(exp(-abs(x - y))) }
  /// (σ(x − y), σ(y − x)); ½ each where both are −∞.
  public func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { let difference = select(x .== y, Tensor(0.0), x - y)
    return (sigmoid(difference), sigmoid(-difference)) }
}

/// 1/(1 + e^−x), elementwise.
public func sigmoid(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sigmoid(), x, file, line)
}

/// log(1 + e^x), without overflow, elementwise.
public func softplus(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Softplus(), x, file, line)
}

/// log(1/(1 + e^−x)), elementwise.
public func logSigmoid(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogSigmoid(), x, file, line)
}

/// log(1 − e^x) for x < 0; −∞ at 0, NaN above, elementwise.
public func log1mexp(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log1mExp(), x, file, line)
}

/// log(e^x + e^y) without overflow, elementwise; −∞ where both are.
public func logAddExp(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogAddExp(), x, y, file, line)
}
