// Expressions put on data of other shapes: each node is built again, and what was written for the old shape follows the new one.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// Builds expressions again on tensors that have other shapes than those that they were built on.
///
/// Most Ops take their shapes from their operands. Those that hold a shape of their own follow where the new one is beyond doubt:
/// what is repeated or only gets axes of extent 1, what is flattened, means and variances (by the mark of their divisor), loops over
/// whole sequences, differences of neighbours. What is left is an error at the user's line, since the graph does not say what the user meant.
struct Resizing {
  private(set) var known: [Tensor: Tensor]

  init(_ known: [Tensor: Tensor]) { self.known = known }

  /// Puts one tensor in place of another in all that is built from now on.
  mutating func set(_ old: Tensor, to new: Tensor) { known[old] = new }

  /// - Throws: ``ModelError/graph(_:)`` where an expression cannot be built on the new shapes.
  mutating func rebuilt(_ outputs: [Tensor]) throws(ModelError) -> [Tensor] {
    do throws(GraphError) {
      for node in try Traversal.topologicalOrder(of: outputs) where !node.operands.isEmpty {
        let operands = node.operands.map { known[$0] ?? $0 }
        guard operands != node.operands, node.results.contains(where: { known[$0] == nil }) else { continue }
        let results = apply(node, operands)
        for (old, new) in zip(node.results, results) where known[old] == nil { known[old] = new }
      }
    } catch { throw .graph(error) }
    let rebuilt = outputs.map { known[$0] ?? $0 }
    if let error = rebuilt.lazy.compactMap(\.error).first { throw .graph(error) }
    return rebuilt
  }

  /// The node's results on other operands; poisoned where they cannot be built.
  private func apply(_ node: Node, _ operands: [Tensor]) -> [Tensor] {
    func applied(_ op: any Op, _ operands: [Tensor]) -> [Tensor] { Tensor.apply(op, operands, at: node.location) }
    if node.op is Subtract, operands.allSatisfy({ $0.error != nil }), let differences = differences(node) {
      return differences
    }
    // A sum has its type whatever it adds up.
    if node.op is Divide, let quotient = quotient(node, operands) { return quotient }
    let hasError = operands.contains { $0.error != nil }
    if hasError || operands.map(\.type) == node.operands.map(\.type) { return applied(node.op, operands) }
    let (old, new) = (node.operands[0].shape, operands[0].shape)
    switch node.op {
    case let op as Broadcast:
      guard let shape = Self.repeated(op.shape, old, new) else { return refusal(of: node, operands) }
      return shape == new ? [operands[0]] : applied(Broadcast(to: shape), operands)
    case let op as Reshape:
      guard let shape = Self.reshaped(op.shape, old, new) else { return refusal(of: node, operands) }
      return shape == new ? [operands[0]] : applied(Reshape(to: shape), operands)
    case let op as Slice:
      guard let ranges = Self.sliced(op.ranges, old, new) else { return refusal(of: node, operands) }
      return applied(Slice(ranges), operands)
    case let op as Gather where node.operands[1].constantValue != nil && old[op.axis] != new[op.axis]:
      return refusal(
        of: node, operands,
        "constant indices pick from an axis of extent \(old[op.axis]), and data of another shape make it \(new[op.axis]): make "
          + "the indices data, or declare the model again")
    case let loop as Scan:
      let sequences = operands[loop.carryCount..<(loop.carryCount + loop.sequenceCount)]
      guard let length = sequences.first?.shape.dimensions.first else { return refusal(of: node, operands) }
      return applied(
        Scan(
          body: loop.body, length: length, carryCount: loop.carryCount, sequenceCount: loop.sequenceCount,
          isReversed: loop.isReversed), operands)
    case let call as CustomFunctionCall:
      // Traced again for the new types, on arguments, so that the call has the user's line.
      let traced = call.function.results(operands.map { Tensor.argument("operand", $0.type) })
      guard let op = traced.first?.node?.op else { return traced }
      return applied(op, operands)
    default: return applied(node.op, operands)
    }
  }

  private func refusal(of node: Node, _ operands: [Tensor]) -> [Tensor] {
    refusal(
      of: node, operands,
      "it was written for the shape \(node.operands[0].shape), and data of another shape make it \(operands[0].shape), where the "
        + "graph does not tell what is meant: declare the model again with these data")
  }

  private func refusal(of node: Node, _ operands: [Tensor], _ reason: String) -> [Tensor] {
    let error = GraphError(
      operation: node.op.name, operands: operands.map(\.summary), cause: TypeError(.shape, reason),
      location: node.location)
    return node.results.map { Tensor(poisonedBy: error, as: $0.type) }
  }

  /// A sum of another number of elements over a constant; nil for anything else.
  ///
  /// Functions such as `mean` mark their divisor, which follows. A number of the user's that is the number of the elements, or one
  /// less, may have been meant to follow or not.
  private func quotient(_ node: Node, _ operands: [Tensor]) -> [Tensor]? {
    guard let divisor = node.operands[1].node?.leaf(Constant.self), divisor.value.shape.isScalar,
      let old = Self.summedCount(node.operands[0]), let new = Self.summedCount(operands[0]), old != new
    else { return nil }
    let number = divisor.value.doubles[0]
    if let correction = divisor.countMinus {
      guard number == Double(old) - Double(correction) else { return nil }
      return Tensor.apply(node.op, [operands[0], .elementCount(new, minus: correction)], at: node.location)
    }
    guard number == Double(old) || number == Double(old) - 1 else { return nil }
    let (what, instead) =
      number == Double(old)
      ? ("the number of elements that the sum had", "mean(x), or variance(x)")
      : ("one less than the number of elements that the sum had", "variance(x, correction: 1)")
    return refusal(
      of: node, operands,
      "a sum is divided by the constant \(number), which is \(what); data of another shape make it a sum of \(new). If the "
        + "number of elements is meant, write \(instead) in place of the quotient; if another constant is, multiply the sum by "
        + "its reciprocal, or make it data")
  }

  /// Differences of neighbours, which are those of two parts of one axis.
  private func differences(_ node: Node) -> [Tensor]? {
    guard let late = node.operands[0].node, let early = node.operands[1].node, let after = late.op as? Slice,
      let before = early.op as? Slice, late.operands == early.operands, let source = known[late.operands[0]],
      let axis = after.ranges.indices.first(where: { after.ranges[$0] != before.ranges[$0] })
    else { return nil }
    let (old, new) = (late.operands[0].shape, source.shape)
    var (whole, count) = (before.ranges, old.dimensions[axis] - 1)
    whole[axis] = SliceRange(start: 0, count: count + 1)
    guard after.ranges[axis] == SliceRange(start: 1, count: count),
      before.ranges[axis] == SliceRange(start: 0, count: count),
      var ranges = Self.sliced(whole, old, new)
    else { return nil }
    count = new.dimensions[axis] - 1
    func part(_ start: Int, _ node: Node) -> Tensor {
      ranges[axis] = SliceRange(start: start, count: count)
      return Tensor.apply(Slice(ranges), source, at: node.location)
    }
    return Tensor.apply(node.op, [part(1, late), part(0, early)], at: node.location)
  }

  /// The shape that a repetition fills: axes that were not repeated follow, the others stay.
  private static func repeated(_ shape: Shape, _ old: Shape, _ new: Shape) -> Shape? {
    guard new.rank == old.rank else { return old.isScalar && shape.isScalar ? new : nil }
    var extents = shape.dimensions
    let lead = shape.rank - old.rank
    for axis in 0..<old.rank where old.dimensions[axis] != new.dimensions[axis] {
      guard extents[lead + axis] == old.dimensions[axis] else { return nil }
      extents[lead + axis] = new.dimensions[axis]
    }
    // An axis along which it was repeated as often as a changed axis was long may have been meant to follow.
    let changed = zip(old.dimensions, new.dimensions).filter { $0 != $1 }.map(\.0)
    for (axis, extent) in shape.dimensions.enumerated() where changed.contains(extent) && extent != 1 {
      guard axis >= lead, old.dimensions[axis - lead] == extent else { return nil }
    }
    return Shape(extents)
  }

  /// The shape that the same elements have: axes and runs of axes that fill one axis follow.
  private static func reshaped(_ shape: Shape, _ old: Shape, _ new: Shape) -> Shape? {
    if shape.rank == 1 { return [new.elementCount] }
    guard new.rank == old.rank, old.elementCount > 0 else { return nil }
    var extents = shape.dimensions
    var (from, to) = (0, 0)
    while from < old.rank || to < shape.rank {
      if to < shape.rank, shape.dimensions[to] == 1, from == old.rank || old.dimensions[from] != 1 {
        to += 1
        continue
      }
      // The axes of both sides with the same number of elements.
      var (i, j, a, b) = (from, to, 1, 1)
      repeat {
        if (a <= b && i < old.rank) || j == shape.rank {
          a *= old.dimensions[i]
          i += 1
        } else {
          b *= shape.dimensions[j]
          j += 1
        }
      } while a != b && (i < old.rank || j < shape.rank)
      let isChanged = old.dimensions[from..<i] != new.dimensions[from..<i]
      if isChanged {
        guard a == b, a > 1, j == to + 1 else { return nil }
        extents[to] = new.dimensions[from..<i].reduce(1, *)
      }
      (from, to) = (i, j)
    }
    return Shape(extents)
  }

  /// The parts that are taken: a whole axis stays a whole one, and runs backwards where it did.
  private static func sliced(_ ranges: [SliceRange], _ old: Shape, _ new: Shape) -> [SliceRange]? {
    guard new.rank == old.rank else { return nil }
    var following: [SliceRange] = []
    for (axis, range) in ranges.enumerated() {
      let (before, after) = (old.dimensions[axis], new.dimensions[axis])
      if before == after {
        following.append(range)
      } else if range == SliceRange(start: 0, count: before) {
        following.append(SliceRange(start: 0, count: after))
      } else if before > 1, range == SliceRange(start: before - 1, count: before, step: -1) {
        following.append(SliceRange(start: after - 1, count: after, step: -1))
      } else {
        return nil
      }
    }
    return following
  }

  /// How many elements each element of a sum adds up; nil for what is none.
  private static func summedCount(_ tensor: Tensor) -> Int? {
    guard let node = tensor.node else { return nil }
    switch node.op {
    case is Reshape, is Broadcast, is Cast, is Negate: return summedCount(node.operands[0])
    case let sum as Sum:
      let shape = node.operands[0].shape
      return (try? shape.normalized(axes: sum.axes))?.reduce(1) { $0 * shape.dimensions[$1] }
    default: return nil
    }
  }
}
