// Sums of many parts, each in its place among zeros, as one value to which each part is added: the gradient of a vector whose
// elements are used one by one. Each part alone would be a vector of its own, and their sum would take time that grows as their
// number squared.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension Lowering {
  /// The parts from which on they are added to one value.
  private static let manyParts = 8

  /// Finds additions, one into the other and read by nothing else, of many parts.
  mutating func findSumsOfParts(_ program: Program) {
    guard program.body.count(where: { type(of: $0.op) == SliceScatter.self }) >= Self.manyParts else { return }
    let additions = program.body.filter { $0.op is Add }
    var uses: [Tensor: Int] = [:]
    for node in program.body { for operand in node.operands { uses[operand, default: 0] += 1 } }
    for output in program.outputs { uses[output, default: 0] += 1 }
    let varying = Set(program.body)
    /// The node of a term that is only there for a sum of some type.
    func inner<Operation: Op>(_ tensor: Tensor, _ type: Operation.Type, _ sum: Node) -> Node? {
      guard uses[tensor] == 1, tensor.type == sum.resultTypes[0], let node = tensor.node, varying.contains(node),
        node.op is Operation
      else { return nil }
      return node
    }
    var seen: Set<Node> = []
    for root in additions.reversed() where !seen.contains(root) {
      var (terms, inside): ([Tensor], [Node]) = ([], [])
      var pending = Array(root.operands.reversed())
      while let term = pending.popLast() {
        if let addition = inner(term, Add.self, root) {
          inside.append(addition)
          pending += addition.operands.reversed()
        } else {
          terms.append(term)
        }
      }
      seen.formUnion(inside)
      let parts = terms.compactMap { inner($0, SliceScatter.self, root) }
      guard parts.count >= Self.manyParts, terms.allSatisfy({ $0.shape.broadcasts(to: root.resultTypes[0].shape) })
      else { continue }
      sumsOfParts[root] = terms
      absorbed.formUnion(inside + parts)
    }
  }

  /// The terms, parts among them, added one after the other to a value that is 0 at first.
  mutating func sumOfParts(_ terms: [Tensor], _ node: Node) -> ValueView {
    let type = node.resultTypes[0]
    let result = memory(type, initial: NDArray(0.0))
    let whole = ValueView(result, type.shape)
    for term in terms {
      if let part = term.node, absorbed.contains(part), let op = part.op as? SliceScatter {
        let source = view(part.operands[0])
        write(
          .reduce(.sum, into: whole.sliced(op.ranges).access(in: source.shape)), over: source.shape, [source], part)
      } else {
        write(
          .reduce(.sum, into: whole.access(in: type.shape)), over: type.shape, [view(term).broadcast(to: type.shape)],
          node)
      }
    }
    return whole
  }
}
