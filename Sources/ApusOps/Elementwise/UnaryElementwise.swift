// What all elementwise Ops of one operand share: types, loop, pullback and pushforward from one scalar derivative.

public import ApusGraph

/// An elementwise Op of one float64 operand.
///
/// **Law.** `derivative` is the derivative of `value`, elementwise.
public protocol UnaryElementwise: ForwardDifferentiable {
  /// The function of one element.
  func value(_ x: Double) -> Double
  /// The derivative as a tensor, given the operand and the result.
  func derivative(_ x: Tensor, _ y: Tensor) -> Tensor
}

extension UnaryElementwise {
  /// The operand's type.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    try operands[0].requireFloat64()
    return operands
  }

  /// Applies `value` to each element.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].float64, into: results[0].float64) { value($0) }
  }

  /// The cotangent times the derivative.
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent() * derivative(site.operands[0], site.results[0]))]
  }

  /// The tangent times the derivative.
  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { $0 * derivative(site.operands[0], site.results[0]) }]
  }
}

extension TensorType {
  /// - Throws: ``TypeError`` unless the elements are float64.
  func requireFloat64() throws(TypeError) {
    guard elementType == .float64 else { throw TypeError(.elementType, "\(self) has no float64 elements") }
  }
}

extension Tensor {
  /// Applies an elementwise Op to one operand; integers and truth values are converted to float64 first.
  static func elementwise(_ op: any Op, _ x: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    .apply(op, x.asFloat64, at: .line(file: file, line: line))
  }

  /// Applies an elementwise Op to two operands; integers and truth values are converted to float64 first.
  static func elementwise(_ op: any Op, _ x: Tensor, _ y: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    .apply(op, x.asFloat64, y.asFloat64, at: .line(file: file, line: line))
  }
}
