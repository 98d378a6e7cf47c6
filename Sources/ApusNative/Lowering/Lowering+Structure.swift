// Lowering of Ops that move elements: gathers, scatters, parts, diagonals.

internal import ApusGraph
internal import ApusOps

extension Lowering {
  mutating func diagonal(_ node: Node) -> ValueView {
    let source = view(node.operands[0])
    var result = source
    result.shape = node.resultTypes[0].shape
    result.strides =
      source.strides.dropLast(2) + [source.strides[source.strides.count - 2] + (source.strides.last ?? 0)]
    return result
  }

  /// Elements at indices along an axis: the indices' axes stand where the axis was.
  mutating func gather(_ op: Gather, _ node: Node) -> ValueView? {
    let type = node.resultTypes[0]
    guard type.elementType == .float64 else { return nil }
    let source = view(node.operands[0])
    let indices = view(node.operands[1])
    if source.shape.rank == 1, source.shape[0] <= Self.fewGathered, indices.shape.elementCount > IRBuilder.lanes {
      return chosen(source, indices, type.shape, node)
    }
    let rank = indices.shape.rank
    // The base's strides in the result's axes: none along the indices' axes.
    var base = source
    base.shape = type.shape
    base.strides =
      source.strides[..<op.axis] + [Int](repeating: 0, count: rank) + source.strides[(op.axis + 1)...]
    return gather(
      base.access(in: type.shape), indexStride: source.strides[op.axis], extent: source.shape.dimensions[op.axis],
      at: aligned(indices, axis: op.axis, in: type.shape), type, node)
  }

  /// Indices as a view in the axes of the blocks they belong to.
  private func aligned(_ indices: ValueView, axis: Int, in shape: Shape) -> ValueView {
    var result = indices
    let after = shape.rank - axis - indices.shape.rank
    result.strides = [Int](repeating: 0, count: axis) + indices.strides + [Int](repeating: 0, count: after)
    result.shape = shape
    return result
  }

  /// The elements of a table for which choosing among all is quicker than gathering.
  private static let fewGathered = 4
  /// The elements of a table for which one running sum each is quicker than adding lane by lane in memory.
  private static let fewScattered = 8

  /// Elements of a small table at indices: each is compared.
  private mutating func chosen(_ table: ValueView, _ indices: ValueView, _ shape: Shape, _ node: Node) -> ValueView {
    let elements = (0..<table.shape[0]).map { index -> ValueView in
      var element = table
      element.offset += index * table.strides[0]
      (element.shape, element.strides) = ([], [])
      return element
    }
    let choice = ElementFunction("choose among \(elements.count)", cost: 2 * elements.count, .float64) { b, x in
      var result = b.constant(.nan)
      for (index, element) in x.dropFirst().enumerated() {
        result = b.select(b.compare(IntegerComparison.equal, x[0], b.integer(index)), element, result)
      }
      return result
    }
    return map(choice, [indices] + elements, shape, node)
  }

  /// The sums of blocks in a few groups: a reduction for each.
  private mutating func groupSums(
    _ count: Int, _ indices: ValueView, _ blocks: ValueView, _ node: Node
  ) -> ValueView {
    let result = memory(.float64([count]))
    for index in 0..<count {
      let member = ElementFunction("in group \(index)", cost: 2, .float64) { b, x in
        b.select(b.compare(IntegerComparison.equal, x[0], b.integer(index)), x[1], b.constant(0))
      }
      let terms = map(member, [indices, blocks], blocks.shape, node)
      let sum = reduce(.sum, terms, Array(blocks.shape.dimensions.indices), [], node)
      let target = Access(value: result, offset: index, strides: [])
      write(.place(into: target), over: [], [sum], node)
    }
    return ValueView(result, [count])
  }

  mutating func scatter(_ op: ScatterAdd, _ node: Node) -> ValueView? {
    let indices = view(node.operands[0])
    let blocks = view(node.operands[1])
    if op.shape.rank == 1, op.shape[0] <= Self.fewScattered, blocks.shape.elementCount > IRBuilder.lanes {
      return groupSums(op.shape[0], indices, blocks, node)
    }
    let result = memory(node.resultTypes[0], initial: NDArray(0.0))
    let strides = op.shape.strides
    var target = ValueView(result, op.shape)
    target.shape = blocks.shape
    target.strides =
      strides[..<op.axis] + [Int](repeating: 0, count: indices.shape.rank) + strides[(op.axis + 1)...]
    write(
      .scatterAdd(
        into: target.access(in: blocks.shape), indexStride: strides[op.axis], extent: op.shape.dimensions[op.axis]),
      over: blocks.shape, [aligned(indices, axis: op.axis, in: blocks.shape), blocks], node)
    return ValueView(result, op.shape)
  }

  mutating func place(_ op: SliceScatter, _ node: Node) -> ValueView? {
    let source = view(node.operands[0])
    let result = memory(node.resultTypes[0], initial: NDArray(0.0))
    let target = ValueView(result, op.shape).sliced(op.ranges)
    write(.place(into: target.access(in: source.shape)), over: source.shape, [source], node)
    return ValueView(result, op.shape)
  }

  mutating func concatenate(_ op: Concatenate, _ node: Node) -> ValueView? {
    let type = node.resultTypes[0]
    guard type.elementType != .bool else { return nil }
    let result = memory(type)
    var start = 0
    for operand in node.operands {
      let source = view(operand)
      var ranges = type.shape.dimensions.map { SliceRange(start: 0, count: $0) }
      ranges[op.axis] = SliceRange(start: start, count: operand.shape.dimensions[op.axis])
      start += operand.shape.dimensions[op.axis]
      let target = ValueView(result, type.shape).sliced(ranges)
      write(.place(into: target.access(in: source.shape)), over: source.shape, [source], node)
    }
    return ValueView(result, type.shape)
  }

  mutating func diagonalMatrix(_ node: Node) -> ValueView? {
    let source = view(node.operands[0])
    let type = node.resultTypes[0]
    let result = memory(type, initial: NDArray(0.0))
    var target = ValueView(result, type.shape)
    target.shape = source.shape
    target.strides = target.strides.dropLast(2) + [type.shape[-1] + 1]
    write(.place(into: target.access(in: source.shape)), over: source.shape, [source], node)
    return ValueView(result, type.shape)
  }
}
