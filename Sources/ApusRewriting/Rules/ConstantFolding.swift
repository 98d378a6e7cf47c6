// Constant folding: what depends on constants alone is evaluated by the interpreter while the graph is rewritten.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// Rules that evaluate constants.
///
/// They are exact: the interpreter is what would evaluate them later.
enum ConstantFolding {
  /// The most elements of a constant that is made or read: larger ones cost more memory than they save.
  private static let elementLimit = 4096

  static let rules: [RewriteRule] = [fills, constants]

  /// An elementwise Op of filled tensors and scalars is a filled tensor: one element is evaluated, whatever the shape.
  private static let fills = RewriteRule("elementwise of fills") { site in
    let node = site.node
    guard node.resultTypes.count == 1, !node.operands.isEmpty, !site.shape.isScalar else { return nil }
    let scalars = node.operands.compactMap(\.uniformValue)
    guard scalars.count == node.operands.count else { return nil }
    if node.op is any MovementOp, scalars.count == 1 { return [.filled(scalars[0], site.shape)] }
    guard node.op.isPointwise, let value = try? evaluate(Tensor.apply(node.op, scalars.map { Tensor($0) }))[0]
    else { return nil }
    return [.filled(value, site.shape)]
  }

  /// An Op of constants is a constant; where its elements are all the same it is a filled tensor.
  private static let constants = RewriteRule("constants") { site in
    let node = site.node
    guard !node.operands.isEmpty, node.operands.allSatisfy({ $0.node?.op is Constant || $0.node?.op is Fill }),
      (node.operands.map(\.type) + node.resultTypes).allSatisfy({ $0.elementCount <= elementLimit })
    else { return nil }
    return try? evaluate(node.results).map { value in
      uniform(value).map { Tensor.filled($0, value.shape) } ?? Tensor(value)
    }
  }

  /// The scalar that all elements equal, bit for bit.
  private static func uniform(_ value: NDArray) -> NDArray? {
    guard value.count > 1 else { return nil }
    let scalar: NDArray =
      switch value.elements {
      case .float64(let elements): NDArray(elements[0])
      case .int64(let elements): NDArray(elements[0])
      case .bool(let elements): NDArray(elements[0])
      }
    return isFilled(value, with: scalar) ? scalar : nil
  }

  private static func isFilled(_ value: NDArray, with scalar: NDArray) -> Bool {
    switch (value.elements, scalar.elements) {
    case (.float64(let elements), .float64(let first)): elements.allSatisfy { $0.bitPattern == first[0].bitPattern }
    case (.int64(let elements), .int64(let first)): elements.allSatisfy { $0 == first[0] }
    case (.bool(let elements), .bool(let first)): elements.allSatisfy { $0 == first[0] }
    default: false
    }
  }
}
