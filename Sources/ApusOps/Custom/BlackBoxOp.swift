// A black box on arrays with its vector-Jacobian product, written into buffers; no second Op to write.

public import ApusGraph

/// What a routine on arrays takes and gives; each ``BlackBoxOp`` says it.
///
/// **Law.** The types depend on the operands' types alone.
public protocol BlackBoxSignature: Hashable, AccuracyContract {
  /// The number of operands; nil (the default) allows one or more. A call with another number is a poisoned tensor; the routine
  /// is not called.
  var operandCount: Int? { get }

  /// The types of the results for operands of the given types.
  ///
  /// - Throws: ``TypeError`` where the routine does not take such operands.
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType]

  /// The types of the residuals; none where it is not given.
  func residualTypes(of operands: [TensorType]) -> [TensorType]
}

extension BlackBoxSignature {
  public var operandCount: Int? { nil }
  public func residualTypes(of operands: [TensorType]) -> [TensorType] { [] }
}

/// A routine on arrays, in Swift or C, with its own vector-Jacobian product.
///
/// What the evaluation knows and the pullback needs (a factor, a solution) is passed on in *residuals*: buffers whose types
/// ``BlackBoxSignature/residualTypes(of:)`` tells. Call the value like a function to put it in a graph.
///
/// **Laws.** `evaluate` and `pullback` depend on their arguments alone, write every element of what they are given to
/// write and change nothing else, and may run on several threads at once. Equality is that of all stored properties.
///
/// What `evaluate` or `pullback` throws makes all that it was to write NaN: a sampler rejects the point, and the gradient
/// report has the message and how often that happened.
public protocol BlackBoxOp: BlackBoxSignature {
  /// Computes the results and residuals.
  func evaluate(
    _ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) throws

  /// Computes the cotangent of each operand that is asked for.
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) throws

  /// What the rule can say for an operand; ``BlackBoxDerivative/provided`` where it is not given.
  func derivative(forOperand index: Int) -> BlackBoxDerivative
}

/// What a black box's rule says for an operand.
public enum BlackBoxDerivative: Hashable, Sendable {
  /// `pullback` writes its cotangent.
  case provided
  /// The results do not depend on it.
  case disconnected
  /// There is mathematically no derivative.
  case undefined(String)
  /// There is a derivative, but it is not implemented.
  case notImplemented(String)
}

/// What a black box's pullback is given.
public struct BlackBoxCall: Sendable {
  /// The operands.
  public let operands: [TensorView]
  /// The results that `evaluate` wrote.
  public let results: [TensorView]
  /// The residuals that `evaluate` wrote.
  public let residuals: [TensorView]
  /// The cotangent of each result.
  public let cotangents: [TensorView]
}

extension BlackBoxOp {
  public func derivative(forOperand index: Int) -> BlackBoxDerivative { .provided }

  /// The results of the routine on operands.
  public func results(
    _ operands: [any TensorConvertible], file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let outputs = Tensor.apply(BlackBox(function: self), operands.map(\.tensor), at: .line(file: file, line: line))
    guard let node = outputs.first?.node else { return outputs }
    let residualCount = residualTypes(of: node.operands.map(\.type)).count
    return Array(outputs.dropLast(residualCount))
  }

  /// The only, or first, result of the routine on operands; poisoned where it has none.
  public func callAsFunction(
    _ operands: any TensorConvertible..., file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    results(operands, file: file, line: line).first
      ?? .withoutResults("\(Self.self)", operands.map(\.tensor), at: .line(file: file, line: line))
  }
}
