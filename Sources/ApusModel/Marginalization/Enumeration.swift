// Expressions at many values of discrete parameters at once: the same Ops with one more axis in front.

internal import ApusGraph
internal import ApusOps

/// Puts tensors with a leading axis of `count` in place of others, and builds what depends on them with that axis.
///
/// A lifted tensor has the axis in front, and then the axes of the original; axes along which nothing differs may have extent 1.
/// An Op that is not known is applied once for each place of the axis.
struct Enumeration {
  let count: Int
  private var lifted: [Tensor: Tensor]

  /// - Parameter replacements: what stands for tensors of the graph, with the leading axis.
  init(count: Int, _ replacements: [Tensor: Tensor]) {
    self.count = count
    lifted = replacements
  }

  /// The outputs with the leading axis, in their whole shape.
  mutating func callAsFunction(_ output: Tensor) throws(GraphError) -> Tensor {
    for node in try Traversal.topologicalOrder(of: [output]) {
      guard node.operands.contains(where: { lifted[$0] != nil }), lifted[node.results[0]] == nil else { continue }
      for (result, value) in zip(node.results, lift(node)) { lifted[result] = value }
    }
    return whole(output)
  }

  /// A tensor with the leading axis, in its whole shape.
  private func whole(_ tensor: Tensor) -> Tensor {
    (lifted[tensor] ?? tensor.reshaped(to: Shape([1] + tensor.shape.dimensions)))
      .broadcast(to: Shape([count] + tensor.shape.dimensions))
  }

  private func lift(_ node: Node) -> [Tensor] {
    func applied(_ op: any Op, _ operands: [Tensor]) -> [Tensor] { Tensor.apply(op, operands, at: node.location) }
    let (shape, first) = (node.results[0].shape, node.operands[0])
    if node.op.isPointwise || node.op is any GradientModifier, node.results.count == 1 {
      return applied(node.op, node.operands.map { padded($0, to: shape.rank) })
    }
    switch node.op {
    case is Broadcast: return [padded(first, to: shape.rank)]
    case is Reshape:
      if let value = lifted[first], let extents = Self.reshaped(value, first.shape, shape) {
        return [value.reshaped(to: Shape([count] + extents))]
      }
      return [whole(first).reshaped(to: Shape([count] + shape.dimensions))]
    case let op as Transpose: return applied(Transpose([0] + op.permutation.map { $0 + 1 }), [whole(first)])
    case let op as Slice:
      return applied(Slice([SliceRange(start: 0, count: count)] + op.ranges), [whole(first)])
    case let op as Concatenate: return applied(Concatenate(axis: op.axis + 1), node.operands.map(whole))
    case let op as Gather where lifted[node.operands[1]] == nil:
      return applied(Gather(axis: op.axis + 1), [whole(first), node.operands[1]])
    case let op as Gather where lifted[first] == nil:
      let gathered = applied(op, [first, lifted[node.operands[1]] ?? whole(node.operands[1])])
      if op.axis == 0 { return gathered }
      let rank = gathered[0].shape.rank
      return applied(Transpose([op.axis] + (0..<rank).filter { $0 != op.axis }), gathered)
    case let op as Sum: return reduced(first, op.axes) { applied(Sum(axes: $0), [$1]) }
    case let op as LogSumExp: return reduced(first, op.axes) { applied(LogSumExp(axes: $0), [$1]) }
    case let op as Product: return reduced(first, op.axes) { applied(Product(axes: $0), [$1]) }
    case let op as Extremum: return reduced(first, op.axes) { applied(Extremum(op.kind, axes: $0), [$1]) }
    case let op as Quantifier: return reduced(first, op.axes) { applied(Quantifier(op.kind, axes: $0), [$1]) }
    default: return onePlaceAtATime(node)
    }
  }

  private func reduced(_ operand: Tensor, _ axes: [Int]?, _ apply: ([Int], Tensor) -> [Tensor]) -> [Tensor] {
    let taken = (try? operand.shape.normalized(axes: axes)) ?? []
    return apply(taken.map { $0 + 1 }, whole(operand))
  }

  /// A tensor with axes of extent 1 behind the leading one, so that it broadcasts with values of another rank.
  private func padded(_ tensor: Tensor, to rank: Int) -> Tensor {
    guard let value = lifted[tensor] else { return tensor }
    let units = [Int](repeating: 1, count: rank - tensor.shape.rank)
    return value.reshaped(to: Shape([count] + units + value.shape.dimensions.dropFirst()))
  }

  /// The extents of a lifted tensor when axes of extent 1 are added or dropped; nil for any other reshaping.
  private static func reshaped(_ value: Tensor, _ old: Shape, _ new: Shape) -> [Int]? {
    guard old.dimensions.filter({ $0 != 1 }) == new.dimensions.filter({ $0 != 1 }) else { return nil }
    let kept = zip(old.dimensions, value.shape.dimensions.dropFirst()).filter { $0.0 != 1 }.map(\.1)
    var rest = kept[...]
    return new.dimensions.map { $0 == 1 ? 1 : rest.removeFirst() }
  }

  private func onePlaceAtATime(_ node: Node) -> [Tensor] {
    let operands = node.operands.map { lifted[$0] == nil ? nil : whole($0) }
    let places = (0..<count).map { place in
      Tensor.apply(node.op, zip(node.operands, operands).map { $1?[place] ?? $0 }, at: node.location)
    }
    return node.results.indices.map { result in stack(places.map { $0[result] }) }
  }
}
