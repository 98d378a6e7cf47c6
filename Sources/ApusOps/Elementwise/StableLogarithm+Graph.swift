// A graph with each logarithm in the form that needs no number that underflows, overflows or rounds to 1.

package import ApusGraph

extension StableLogarithm {
  /// What stands for a node that takes a logarithm; nil where there is nothing better.
  package func replacement(of node: Node) -> Tensor? {
    let operands = node.operands
    switch node.op {
    case is Log: return logarithm(of: operands[0])
    case is Log2: return logarithm(of: operands[0]).map { times(1.4426950408889634, $0) }
    case is Log10: return logarithm(of: operands[0]).map { times(0.4342944819032518, $0) }
    case is Log1p: return logarithm(ofOnePlus: operands[0])
    case is LogOnePlusSquare: return logarithm(ofOnePlus: apply(Square(), operands[0]))
    case is XLogY: return logarithm(of: operands[1]).map { product(operands[0], $0) }
    case is XLog1pY: return logarithm(ofOnePlus: operands[1]).map { product(operands[0], $0) }
    default: return nil
    }
  }

  /// x times a logarithm, which is 0 where x = 0 and the logarithm infinite.
  private func product(_ x: Tensor, _ logarithm: Tensor) -> Tensor {
    let isInfinite = apply(Compare(.equal), apply(AbsoluteValue(), logarithm), Tensor(Double.infinity))
    let isNothing = apply(Logical(.and), apply(Compare(.equal), x, Tensor(0.0)), isInfinite)
    return apply(Multiply(), x, apply(Select(), isNothing, Tensor(0.0), logarithm))
  }

  /// The outputs with stable logarithms. No node with a gradient rule of its own is touched or reached through, but nodes that
  /// lie between a logarithm and its arguments are: the outputs are the same functions of the graph's arguments alone.
  package static func applied(to outputs: [Tensor]) throws(GraphError) -> [Tensor] {
    var images: [Tensor: Tensor] = [:]
    for node in try Traversal.topologicalOrder(of: outputs) {
      let operands = node.operands.map { images[$0] ?? $0 }
      var current = Tensor(node)
      if operands != node.operands {
        let made = Tensor.apply(node.op, operands, at: node.location)
        for (old, new) in zip(node.results, made) where old != new { images[old] = new }
        current = made[0]
      }
      guard let same = current.node, let stable = StableLogarithm(at: node.location).replacement(of: same) else {
        continue
      }
      if stable.type == current.type { images[Tensor(node)] = stable }
    }
    return outputs.map { images[$0] ?? $0 }
  }
}
