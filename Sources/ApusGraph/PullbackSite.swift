// What a gradient rule is given and what it answers.

/// The application of an Op that a pullback differentiates: its operands, results and the results' cotangents.
public struct PullbackSite: Sendable {
  /// The operands.
  public let operands: [Tensor]
  /// The results.
  public let results: [Tensor]
  /// The cotangent of each result, of the result's type; nil is a structural zero. A custom function's rule, which is traced
  /// once for all uses, and a loop's body are given zeros instead.
  public let cotangents: [Tensor?]
  /// Whether the cotangent of each operand is asked for, which is float64 then: a rule may answer anything where it is not.
  public let isNeeded: [Bool]

  /// A site; each operand that has a derivative is needed unless told otherwise.
  public init(operands: [Tensor], results: [Tensor], cotangents: [Tensor?], isNeeded: [Bool]? = nil) {
    self.operands = operands
    self.results = results
    self.cotangents = cotangents
    self.isNeeded = isNeeded ?? operands.map(\.type.isDifferentiable)
  }

  /// The cotangent of a result, zeros where it is a structural zero.
  public func cotangent(_ index: Int = 0) -> Tensor { cotangents[index] ?? .zeros(results[index].type) }
}

/// A pullback's answer for one operand.
public enum OperandCotangent: Sendable {
  /// The cotangent, of exactly the operand's shape and element type.
  case value(Tensor)
  /// The results do not depend on this operand.
  case disconnected
  /// There is mathematically no derivative. An error if a path that is asked for passes here.
  case undefined(String)
  /// There is a derivative, but it is not implemented. An error if a path that is asked for passes here.
  case notImplemented(String)
}

/// The application of an Op that a pushforward differentiates: its operands, results and the operands' tangents.
public struct PushforwardSite: Sendable {
  /// The operands.
  public let operands: [Tensor]
  /// The results.
  public let results: [Tensor]
  /// The tangent of each operand, of the operand's type; nil is a structural zero.
  public let tangents: [Tensor?]

  /// A site.
  public init(operands: [Tensor], results: [Tensor], tangents: [Tensor?]) {
    self.operands = operands
    self.results = results
    self.tangents = tangents
  }

  /// The tangent of an operand, zeros where it is a structural zero.
  public func tangent(_ index: Int) -> Tensor { tangents[index] ?? .zeros(operands[index].type) }
}
