// Walking the graph without recursion, so that chains of any length work.

/// Orders and neighbourhoods of the nodes that outputs are made of.
public enum Traversal {
  /// All nodes that the outputs depend on, themselves included, each after its operands.
  ///
  /// The order is that of a depth-first walk, operands from left to right: it depends on the graph alone.
  ///
  /// - Throws: the first error of a poisoned output.
  public static func topologicalOrder(of outputs: [Tensor]) throws(GraphError) -> [Node] {
    try topologicalOrder(of: outputs) { _ in false }
  }

  /// The same without nodes that are left out, and without what only they depend on.
  package static func topologicalOrder(
    of outputs: [Tensor], leavingOut isLeftOut: (Node) -> Bool
  ) throws(GraphError) -> [Node] {
    var seen = NodeNumbers()
    var order: [Node] = []
    var pending: [(node: Node, next: Int)] = []
    for output in outputs {
      let root = try output.resolved().node
      if !isLeftOut(root), seen.insert(root).isNew { pending.append((root, 0)) }
      while let last = pending.indices.last {
        let next = pending[last].next
        guard next < pending[last].node.operands.count else {
          order.append(pending.removeLast().node)
          continue
        }
        pending[last].next += 1
        if let operand = pending[last].node.operands[next].node, seen.insert(operand).isNew, !isLeftOut(operand) {
          pending.append((operand, 0))
        }
      }
    }
    return order
  }

  /// The nodes of `order` (topological) that depend on one of `inputs`, the inputs' own nodes included.
  public static func dependents(of inputs: [Tensor], in order: [Node]) -> Set<Node> {
    var numbers = NodeNumbers()
    var found: [Node] = []
    func add(_ node: Node) { if numbers.insert(node).isNew { found.append(node) } }
    for input in inputs { if let node = input.node { add(node) } }
    for node in order where node.operands.contains(where: { $0.isResult(of: numbers) }) { add(node) }
    return Set(found)
  }

  /// A shortest path of nodes from `source` to `target` along uses, both included; empty where there is none.
  public static func path(from source: Node, to target: Node) -> [Node] {
    var next: [Node: Node] = [:]
    var frontier = [target]
    var seen: Set<Node> = [target]
    var head = 0
    while head < frontier.count {
      let node = frontier[head]
      head += 1
      if node === source { break }
      for operand in node.operands {
        if let operandNode = operand.node, seen.insert(operandNode).inserted {
          next[operandNode] = node
          frontier.append(operandNode)
        }
      }
    }
    guard seen.contains(source) else { return [] }
    var path = [source]
    while let node = next[path[path.count - 1]] { path.append(node) }
    return path
  }

  /// The outputs with some values replaced by others: every node that depends on a replaced value is built again.
  ///
  /// Locations are kept. Replacements have the type of what they replace; else the result is poisoned or the caller's.
  public static func substitute(
    _ replacements: [Tensor: Tensor], in outputs: [Tensor]
  ) throws(GraphError) -> [Tensor] {
    var replaced = replacements
    for node in try topologicalOrder(of: outputs) {
      guard node.operands.contains(where: { replaced[$0] != nil }) else { continue }
      let operands = node.operands.map { replaced[$0] ?? $0 }
      guard operands != node.operands else { continue }
      for (old, new) in zip(node.results, Tensor.apply(node.op, operands, at: node.location))
      where replaced[old] == nil {
        replaced[old] = new
      }
    }
    return outputs.map { replaced[$0] ?? $0 }
  }
}

extension Tensor {
  /// Whether the tensor is a result of a node that has a number.
  package func isResult(of numbers: borrowing NodeNumbers) -> Bool {
    guard let node else { return false }
    return numbers.number(of: node) != nil
  }
}
