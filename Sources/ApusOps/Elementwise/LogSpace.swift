// Sums and differences of numbers that are kept as their logarithms, and products with logarithms, where 0 log 0 = 0.

internal import ApusNumerics
public import ApusGraph

package struct Log1mExp: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.log1mexp(x) }
  /// −e^x/(1 − e^x) as −exp(x − y), which does not overflow far below 0, in no derivative; −∞ at 0, NaN above.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { -exp(x - y) }
}

/// log(e^x + e^y), without overflow; −∞ where both are.
package struct LogAddExp: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { Special.logAddExp(x, y) }
  /// (σ(x − y), σ(y − x)); ½ each where both are the same infinity.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let difference = select((x .== y) .& .!isFinite(x), Tensor(0.0), x - y)
    return (sigmoid(difference), sigmoid(-difference))
  }
}

package struct LogSubtractExp: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { Special.logSubtractExp(x, y) }
  /// (1/(1 − e^(y − x)), e^(y − x)/(e^(y − x) − 1)); (1, 0) where y = −∞, also where x is.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    let difference = select(y .== -Double.infinity, Tensor(-Double.infinity), y - x)
    let logRest = log1mexp(difference)
    return (exp(-logRest), -exp(difference - logRest))
  }
}

/// x log y, which is 0 where x = 0, also at y = 0.
package struct XLogY: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { Special.xlogy(x, y) }
  /// (log y, x/y); the second is 0 where x = y = 0.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    (log(y), x / select((x .== 0) .& (y .== 0), Tensor(1.0), y))
  }
}

/// x log(1 + y), which is 0 where x = 0, also at y = −1.
package struct XLog1pY: BinaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double, _ y: Double) -> Double { Special.xlog1py(x, y) }
  /// (log(1 + y), x/(1 + y)); the second is 0 where x = 0 and y = −1.
  package func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) {
    (log1p(y), x / (1 + select((x .== 0) .& (y .== -1), Tensor(0.0), y)))
  }
}

/// log(1 − e^x) for x < 0, elementwise: −∞ at 0, NaN above.
public func log1mexp(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Log1mExp(), x, file, line)
}

/// log(e^x + e^y) without overflow, elementwise with broadcasting; −∞ where both are.
///
/// The gradient is finite everywhere: (½, ½) where both are −∞.
public func logAddExp(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogAddExp(), x, y, file, line)
}

/// log(e^x − e^y) for x ≥ y, elementwise with broadcasting: −∞ where they are equal, NaN for x < y.
public func logSubtractExp(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogSubtractExp(), x, y, file, line)
}

/// x log y, elementwise with broadcasting; 0 where x = 0 for every y but NaN, and so is its gradient for y there.
public func xlogy(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(XLogY(), x, y, file, line)
}

/// x log(1 + y), elementwise with broadcasting; 0 where x = 0 for every y but NaN, and so is its gradient for y there.
public func xlog1py(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(XLog1pY(), x, y, file, line)
}
