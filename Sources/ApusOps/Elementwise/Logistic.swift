// The logistic function, its logarithm and its integral, stable in both tails.

internal import ApusNumerics
public import ApusGraph

package struct Sigmoid: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  /// 1/(1 + e^−x), with a small relative error also where it is small.
  package func value(_ x: Double) -> Double { Special.sigmoid(x) }
  /// σ(x) σ(−x), which keeps its accuracy in both tails.
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { y * sigmoid(-x) }
}

package struct Softplus: UnaryElementwise, NonnegativeOp, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.log1pexp(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sigmoid(x) }
}

package struct LogSigmoid: UnaryElementwise, BuiltInOp {
  package init() {}
  package func value(_ x: Double) -> Double { Special.logSigmoid(x) }
  package func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { sigmoid(-x) }
}

/// 1/(1 + e^−x), elementwise.
public func sigmoid(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Sigmoid(), x, file, line)
}

/// log(1 + e^x) without overflow, elementwise; also known as log1pexp.
public func softplus(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(Softplus(), x, file, line)
}

/// log(1/(1 + e^−x)), elementwise.
public func logSigmoid(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .elementwise(LogSigmoid(), x, file, line)
}
