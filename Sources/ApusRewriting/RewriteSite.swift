// What a rewrite rule is given: a node, and a way to build the replacement with the node's place in the user's program.

public import ApusGraph
internal import ApusOps

/// The place at which a rule looks for its pattern.
public struct RewriteSite: Sendable {
  /// The node.
  public let node: Node

  /// A site at a node.
  public init(_ node: Node) { self.node = node }

  /// The node's operands.
  public var operands: [Tensor] { node.operands }
  /// The shape of the first result.
  public var shape: Shape { node.resultTypes[0].shape }

  /// Applies an Op with one result, with the node's place in the user's program.
  public func apply(_ op: any Op, _ operands: Tensor...) -> Tensor {
    Tensor.apply(op, operands, at: node.location)[0]
  }

  /// A value in the shape of the node's first result: itself, or repeated to fill it; nil where it does not fit.
  public func fitted(_ value: Tensor) -> Tensor? {
    if value.shape == shape { return value }
    return value.shape.broadcasts(to: shape) ? apply(Broadcast(to: shape), value) : nil
  }

  /// The site's other operand of two, where one of them is as asked for; the second one is looked at first.
  public func operand(besideOne isWanted: (Tensor) -> Bool) -> Tensor? {
    guard operands.count == 2 else { return nil }
    if isWanted(operands[1]) { return operands[0] }
    return isWanted(operands[0]) ? operands[1] : nil
  }
}

extension Tensor {
  /// The Op of the tensor's node and its operands, where the Op has the given type and one result.
  public func application<Operation: Op>(of type: Operation.Type) -> (op: Operation, operands: [Tensor])? {
    guard let node, node.resultTypes.count == 1, let op = node.op.typed(type) else { return nil }
    return (op, node.operands)
  }

  /// The only operand of the tensor's node, where its Op has the given type.
  public func operand<Operation: Op>(of type: Operation.Type) -> Tensor? {
    guard let found = application(of: type), found.operands.count == 1 else { return nil }
    return found.operands[0]
  }

  /// The scalar that all elements are known to equal: that of a scalar constant or a filled tensor.
  public var uniformValue: NDArray? {
    guard let node, node.operands.isEmpty else { return nil }
    if let value = node.op.typed(Constant.self)?.value {
      return value.shape.isScalar ? value : value.count == 1 ? value.reshaped([]) : nil
    }
    return node.op.typed(Fill.self)?.value
  }

  /// Whether all elements are known to be this number, as float64 or int64; zeros of both signs are 0.
  public func isUniform(_ value: Double) -> Bool {
    guard elementType != .bool, let scalar = uniformValue?.scalar else { return false }
    return scalar == value
  }
}
