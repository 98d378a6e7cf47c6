// What can go wrong while a graph is built, with the operation, the operands' types and the user's line.

/// Why an operation cannot be applied to operands of given types. An Op throws it; the graph adds the place.
public struct TypeError: Error, Hashable, Sendable {
  /// What kind of mistake it is.
  public enum Kind: Hashable, Sendable {
    /// Shapes that do not fit each other or the operation.
    case shape
    /// An element type that the operation does not take.
    case elementType
    /// Too few or too many operands.
    case operandCount
    /// A parameter of the operation out of its range: an axis, an index, a permutation.
    case attribute
  }

  /// What kind of mistake it is.
  public let kind: Kind
  /// The reason as a clause, such as `shapes (3,) and (4,) do not broadcast`.
  public let reason: String

  /// A mistake of the given kind.
  public init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// The mistake of giving `count` operands where `expected` are taken.
  public static func operandCount(_ count: Int, expected: Int) -> TypeError {
    TypeError(.operandCount, "\(count) operands were given where \(expected) are taken")
  }
}

/// An expression that cannot be built. A tensor that results from it is poisoned and carries it; `Model`, `compile` and
/// `gradient` throw the first one they meet.
public struct GraphError: Error, Sendable, CustomStringConvertible {
  /// The operation's name.
  public let operation: String
  /// The operands as text with their types, such as `x: float64(3,)`.
  public let operands: [String]
  /// What is wrong.
  public let cause: TypeError
  /// The user's line.
  public let location: SourceLocation?

  /// An error of `operation` on `operands`, written at `location`.
  public init(operation: String, operands: [String], cause: TypeError, location: SourceLocation?) {
    self.operation = operation
    self.operands = operands
    self.cause = cause
    self.location = location
  }

  /// One line: place, operation, operands with their shapes, reason.
  public var description: String {
    let place = location?.fileAndLine.map { "\($0.file):\($0.line): " } ?? ""
    let list = operands.isEmpty ? "" : " of " + operands.joined(separator: " and ")
    return "\(place)\(operation)\(list): \(cause.reason)"
  }
}
