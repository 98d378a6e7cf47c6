// Logic: truth values of truth values, through which no gradient flows.

internal import CReturnAddress
public import ApusGraph

/// And, or: truth values of two truth values, elementwise with broadcasting.
package struct Logical: Op, BuiltInOp {
  /// Which connective.
  package enum Connective: String, Sendable {
    /// Both.
    case and
    /// At least one.
    case or
  }

  /// Which connective.
  package let connective: Connective

  /// A connective.
  package init(_ connective: Connective) { self.connective = connective }

  /// Truth values of the operands' broadcast shape.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 2 else { throw .operandCount(operands.count, expected: 2) }
    for operand in operands where operand.elementType != .bool {
      throw TypeError(.elementType, "\(operand) has no truth values")
    }
    return [.bool(try Shape.broadcast(operands.map(\.shape)))]
  }

  /// Connects each pair of broadcast elements.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, z) = (operands[0], operands[1], results[0])
    let both = connective == .and
    mapElements(a.bool, a.shape, b.bool, b.shape, into: z.bool, z.shape) { both ? $0 && $1 : $0 || $1 }
  }

  /// Disconnected.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected, .disconnected] }
  /// The connective.
  package var name: String { "Logical \(connective.rawValue)" }
}

/// Not: the opposite truth values.
package struct LogicalNot: Op, BuiltInOp {
  /// The Op.
  package init() {}
  /// The operand's type.
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 1 else { throw .operandCount(operands.count, expected: 1) }
    guard operands[0].elementType == .bool else { throw TypeError(.elementType, "\(operands[0]) has no truth values") }
    return operands
  }
  /// The opposite of each element.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].bool, into: results[0].bool) { !$0 }
  }
  /// Disconnected.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}

/// Both, elementwise with broadcasting.
public func logicalAnd(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(Logical(.and), x, y, at: .line(file: file, line: line))
}

/// At least one, elementwise with broadcasting.
public func logicalOr(_ x: Tensor, _ y: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(Logical(.or), x, y, at: .line(file: file, line: line))
}

/// The opposite, elementwise.
public func logicalNot(_ x: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(LogicalNot(), x, at: .line(file: file, line: line))
}

infix operator .& : LogicalConjunctionPrecedence
infix operator .| : LogicalDisjunctionPrecedence
prefix operator .!

extension Tensor {
  /// Both, elementwise.
  @inline(never)
  public static func .& (x: Tensor, y: Tensor) -> Tensor {
    .apply(Logical(.and), x, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// At least one, elementwise.
  @inline(never)
  public static func .| (x: Tensor, y: Tensor) -> Tensor {
    .apply(Logical(.or), x, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// The opposite, elementwise.
  @inline(never)
  public static prefix func .! (x: Tensor) -> Tensor {
    .apply(LogicalNot(), x, at: SourceLocation(apus_return_address_of_caller()))
  }
}
