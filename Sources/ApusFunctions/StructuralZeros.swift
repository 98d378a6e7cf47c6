// Inlining of a rule where some cotangents are structurally zero: what is linear in them goes, and cannot make 0 · ∞.

internal import ApusGraph
internal import ApusOps

extension FunctionGraph {
  /// The results on operands, of which nil ones are structurally zero; nil for results that are structurally zero.
  ///
  /// Zeros go through sums, products, quotients, selections and moved elements; other Ops get zeros as numbers.
  func inlined(onNonzero operands: [Tensor?]) -> [Tensor?] {
    guard operands.contains(where: { $0 == nil }), let order = try? Traversal.topologicalOrder(of: results) else {
      return inlined(on: operands.compactMap { $0 })
    }
    var known: [Tensor: Tensor?] = Dictionary(zip(arguments, operands)) { first, _ in first }
    func value(_ tensor: Tensor) -> Tensor? { known[tensor] ?? tensor }
    for node in order where !node.operands.isEmpty {
      let mapped = node.operands.map(value)
      if mapped.contains(where: { $0 == nil }), let result = Self.result(of: node, mapped) {
        known[Tensor(node)] = .some(result.tensor)
        continue
      }
      let whole = zip(mapped, node.operands).map { $0 ?? .zeros($1.type) }
      guard whole != node.operands else { continue }
      for (old, new) in zip(node.results, Tensor.apply(node.op, whole, at: node.location)) { known[old] = .some(new) }
    }
    return results.map(value)
  }

  /// What a node makes of operands of which some are zero; nil where nothing simpler is known.
  private static func result(of node: Node, _ operands: [Tensor?]) -> (tensor: Tensor?, Void)? {
    let type = node.resultTypes[0]
    guard node.resultTypes.count == 1, type.isDifferentiable else { return nil }
    switch node.op {
    case is any LinearOp, is Negate, is Cast, is Multiply, is MatMul: return (nil, ())
    case is Divide, is Gather: return operands[0] == nil ? (nil, ()) : nil
    case is ScatterAdd, is TriangularSolve: return operands[1] == nil ? (nil, ()) : nil
    case is Add: return ((operands[0] ?? operands[1])?.broadcast(to: type.shape), ())
    case is Subtract:
      return (operands[0] ?? operands[1].map { -$0 }).map { ($0.broadcast(to: type.shape), ()) } ?? (nil, ())
    case is Select: return operands[1] == nil && operands[2] == nil ? (nil, ()) : nil
    case is Concatenate: return operands.allSatisfy { $0 == nil } ? (nil, ()) : nil
    default: return nil
    }
  }
}
