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

/// A unary elementwise Op that also takes an int64 operand and then gives int64.
protocol IntegerUnaryElementwise: UnaryElementwise, IntegerArithmetic {
  /// The function of an integer; overflow wraps.
  func value(_ x: Int) -> Int
}

extension UnaryElementwise {
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    if self is any IntegerUnaryElementwise && operands[0].elementType == .int64 { return operands }
    try operands[0].requireFloat64()
    return operands
  }

  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    if results[0].type.elementType == .int64, let integer = self as? any IntegerUnaryElementwise {
      mapIntegers(integer, operands[0], into: results[0])
    } else {
      mapElements(operands[0].float64, into: results[0].float64) { value($0) }
    }
  }

  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent() * derivative(site.operands[0], site.results[0]))]
  }

  public func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    [site.tangents[0].map { $0 * derivative(site.operands[0], site.results[0]) }]
  }
}

private func mapIntegers(_ op: some IntegerUnaryElementwise, _ x: TensorView, into result: MutableTensorView) {
  mapElements(x.int64, into: result.int64) { op.value($0) }
}

extension Tensor {
  /// Applies an elementwise Op to one operand.
  ///
  /// Integers and truth values are converted to float64 first, but for integers that the Op takes as they are.
  static func elementwise(_ op: any Op, _ x: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    .elementwise(op, x, at: .line(file: file, line: line))
  }

  /// Applies an elementwise Op to one operand of any element type.
  static func elementwise(_ op: any Op, _ x: Tensor, at location: SourceLocation) -> Tensor {
    let staysInteger = x.elementType == .int64 && op is any IntegerUnaryElementwise
    return .apply(op, staysInteger ? x : x.asFloat64, at: location)
  }

  /// Applies an elementwise Op to two operands.
  ///
  /// Integers and truth values are converted to float64 first, but for two integers that the Op takes as they are.
  static func elementwise(_ op: any Op, _ x: Tensor, _ y: Tensor, _ file: StaticString, _ line: UInt) -> Tensor {
    .elementwise(op, x, y, at: .line(file: file, line: line))
  }

  /// Applies an elementwise Op to two operands of any element types.
  static func elementwise(_ op: any Op, _ x: Tensor, _ y: Tensor, at location: SourceLocation) -> Tensor {
    let stayIntegers = x.elementType == .int64 && y.elementType == .int64 && op is any IntegerBinaryElementwise
    return .apply(op, stayIntegers ? x : x.asFloat64, stayIntegers ? y : y.asFloat64, at: location)
  }

  /// Applies an elementwise Op to three operands; integers and truth values are converted to float64 first.
  static func elementwise(
    _ op: any Op, _ x: Tensor, _ y: Tensor, _ z: Tensor, _ file: StaticString, _ line: UInt
  ) -> Tensor {
    .apply(op, x.asFloat64, y.asFloat64, z.asFloat64, at: .line(file: file, line: line))
  }
}
