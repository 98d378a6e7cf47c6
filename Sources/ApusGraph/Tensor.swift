// The user's handle on a value of the graph: a result of a node, or a poisoned value that carries the first error.

/// A value of the graph.
///
/// Operators and functions on tensors do not throw: what cannot be built is a *poisoned* tensor, which carries the first
/// error through everything made from it, until `Model`, `compile` or `gradient` throws it.
public struct Tensor: Sendable {
  enum Storage {
    case result(Node, Int)
    indirect case poisoned(GraphError, TensorType)
  }

  private var storage: Storage

  /// A result of a node; a poisoned tensor where the node has no such result.
  public init(_ node: Node, _ index: Int = 0) {
    storage =
      node.resultTypes.indices.contains(index)
      ? .result(node, index)
      : .poisoned(
        GraphError(
          operation: node.op.name, operands: node.operands.map(\.summary),
          cause: TypeError(.attribute, "there is no result \(index)"), location: node.location), .float64())
  }

  /// A poisoned tensor. It reports `type`, so that code that asks for a shape can go on.
  public init(poisonedBy error: GraphError, as type: TensorType = .float64()) {
    storage = .poisoned(error, type)
  }

  /// The node and the index of its result.
  ///
  /// - Throws: the error of a poisoned tensor.
  public func resolved() throws(GraphError) -> (node: Node, index: Int) {
    switch storage {
    case .result(let node, let index): return (node, index)
    case .poisoned(let error, _): throw error
    }
  }

  /// The node, or nil where the tensor is poisoned.
  public var node: Node? { if case .result(let node, _) = storage { node } else { nil } }
  /// Which of the node's results this is; 0 where the tensor is poisoned.
  public var resultIndex: Int { if case .result(_, let index) = storage { index } else { 0 } }
  /// The error of a poisoned tensor.
  public var error: GraphError? { if case .poisoned(let error, _) = storage { error } else { nil } }

  /// The element type and the shape.
  public var type: TensorType {
    switch storage {
    case .result(let node, let index): node.resultTypes[index]
    case .poisoned(_, let type): type
    }
  }
  /// The shape.
  public var shape: Shape { type.shape }
  /// The element type.
  public var elementType: ElementType { type.elementType }

  /// Takes the node out of the tensor, and its operands out of the node where nothing else holds it.
  mutating func surrenderNode() -> (node: Node, operands: [Tensor])? {
    guard case .result(var node, _) = storage else { return nil }
    storage = .poisoned(Self.released, .float64())
    let isLast = isKnownUniquelyReferenced(&node)
    return (node, isLast ? node.surrenderOperands() : [])
  }

  private static let released = GraphError(
    operation: "release", operands: [], cause: TypeError(.attribute, "the node is gone"), location: nil)
}

extension Tensor: Hashable {
  /// Whether both are the same result of the same node; poisoned tensors are never equal.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard case .result(let x, let i) = a.storage, case .result(let y, let j) = b.storage else { return false }
    return x === y && i == j
  }

  public func hash(into hasher: inout Hasher) {
    guard case .result(let node, let index) = storage else { return }
    hasher.combine(ObjectIdentifier(node))
    hasher.combine(index)
  }

  /// What sets and dictionaries ask for; see ``Node/_rawHashValue(seed:)``.
  public func _rawHashValue(seed: Int) -> Int {
    guard case .result(let node, let index) = storage else { return seed }
    return Node.hash(node.address &+ UInt(bitPattern: index), seed)
  }
}

extension Tensor {
  /// Applies an Op: the results, or poisoned tensors where the Op does not take such operands or an operand is poisoned.
  ///
  /// Messages name `location`, or else the line of the call.
  public static func apply(
    _ op: any Op, _ operands: [Tensor], at location: SourceLocation? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> [Tensor] {
    let location = location ?? .ofUser(file, line)
    for operand in operands { if let error = operand.error { return poisoned(error, op, operands) } }
    do throws(TypeError) {
      var types = try op.resultTypes(of: operands.map(\.type))
      for type in types { if let fault = type.shape.fault { throw TypeError(.shape, fault) } }
      // Most nodes have the types of an operand: one list in memory serves them all.
      if let known = operands.first(where: { $0.node?.resultTypes == types })?.node?.resultTypes { types = known }
      return NodeTable.shared.node(op, operands, types, location).results
    } catch {
      let failure = GraphError(
        operation: op.name, operands: operands.map(\.summary), cause: error, location: location)
      return poisoned(failure, op, operands)
    }
  }

  /// Applies an Op with one result, or takes the first one; poisoned where there is none.
  public static func apply(
    _ op: any Op, _ operands: Tensor..., at location: SourceLocation? = nil, file: StaticString = #fileID,
    line: UInt = #line
  ) -> Tensor {
    apply(op, operands, at: location, file: file, line: line).first
      ?? .withoutResults(op.name, operands, at: location ?? .ofUser(file, line))
  }

  /// What stands for the first result of an operation that has none.
  package static func withoutResults(_ name: String, _ operands: [Tensor], at location: SourceLocation?) -> Tensor {
    let error = GraphError(
      operation: name, operands: operands.map(\.summary), cause: TypeError(.attribute, "it has no results"),
      location: location)
    return Tensor(poisonedBy: error, as: .float64())
  }

  private static func poisoned(_ error: GraphError, _ op: any Op, _ operands: [Tensor]) -> [Tensor] {
    let type = operands.first?.type ?? .float64()
    guard let types = try? op.resultTypes(of: operands.map(\.type)), !types.isEmpty else {
      return op.rule == .user ? .poisoned(by: error, as: type) : [Tensor(poisonedBy: error, as: type)]
    }
    // Code that asks a poisoned tensor for its shape goes on with one that there is.
    return types.map { Tensor(poisonedBy: error, as: $0.shape.fault == nil ? $0 : TensorType($0.elementType)) }
  }
}

extension [Tensor] {
  /// What stands for the results of a user's Op where only the Op knows how many there are: more than code takes by number.
  package static func poisoned(by error: GraphError, as type: TensorType = .float64()) -> [Tensor] {
    [Tensor](repeating: Tensor(poisonedBy: error, as: type), count: 16)
  }
}
