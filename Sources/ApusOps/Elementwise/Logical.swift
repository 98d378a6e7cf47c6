// Logic: truth values of truth values, through which no gradient flows.

internal import CReturnAddress
public import ApusGraph

/// And, or: truth values of two truth values, elementwise with broadcasting.
package struct Logical: DiscreteOp, PointwiseOp, BuiltInOp {
  package enum Connective: String, Sendable {
    case and
    case or
  }

  package let connective: Connective

  package init(_ connective: Connective) { self.connective = connective }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(2)
    for operand in operands where operand.elementType != .bool {
      throw TypeError(.elementType, "\(operand) has no truth values")
    }
    return [.bool(try Shape.broadcast(operands.map(\.shape)))]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, b, z) = (operands[0], operands[1], results[0])
    let both = connective == .and
    mapElements(a.bool, a.shape, b.bool, b.shape, into: z.bool, z.shape) { both ? $0 && $1 : $0 || $1 }
  }

  package var name: String { "Logical \(connective.rawValue)" }
}

package struct LogicalNot: DiscreteOp, PointwiseOp, BuiltInOp {
  package init() {}
  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    guard operands[0].elementType == .bool else { throw TypeError(.elementType, "\(operands[0]) has no truth values") }
    return operands
  }
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    mapElements(operands[0].bool, into: results[0].bool) { !$0 }
  }
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
  /// Both, elementwise, with truth values on the right.
  @inline(never)
  public static func .& (x: Tensor, y: some TensorOperand) -> Tensor {
    .apply(Logical(.and), x, y.tensor, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// Both, elementwise, with truth values on the left.
  @inline(never)
  public static func .& (x: some TensorOperand, y: Tensor) -> Tensor {
    .apply(Logical(.and), x.tensor, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// At least one, elementwise.
  @inline(never)
  public static func .| (x: Tensor, y: Tensor) -> Tensor {
    .apply(Logical(.or), x, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// At least one, elementwise, with truth values on the right.
  @inline(never)
  public static func .| (x: Tensor, y: some TensorOperand) -> Tensor {
    .apply(Logical(.or), x, y.tensor, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// At least one, elementwise, with truth values on the left.
  @inline(never)
  public static func .| (x: some TensorOperand, y: Tensor) -> Tensor {
    .apply(Logical(.or), x.tensor, y, at: SourceLocation(apus_return_address_of_caller()))
  }
  /// The opposite, elementwise.
  @inline(never)
  public static prefix func .! (x: Tensor) -> Tensor {
    .apply(LogicalNot(), x, at: SourceLocation(apus_return_address_of_caller()))
  }
}
