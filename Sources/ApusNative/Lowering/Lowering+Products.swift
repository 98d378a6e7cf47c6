// Lowering of products of matrices: with data they join the loop over the observations, small ones become sums of products.

internal import ApusGraph
internal import ApusOps

extension Lowering {
  /// The inner dimension up to which a product is a loop over its elements.
  private static let shortInner = 8
  /// The scalar products up to which it is one, unless the inner dimension is 1: then it saves memory at any size.
  private static let fewProducts = 1024

  /// A product as a loop over its elements, a sum of few products each; nil where a call of BLAS is quicker.
  mutating func smallProduct(_ op: MatMul, _ node: Node) -> ValueView? {
    let shape = node.resultTypes[0].shape
    guard shape.rank == 2, node.operands.allSatisfy({ $0.shape.rank == 2 && $0.elementType == .float64 }) else {
      return nil
    }
    let inner = node.operands[0].shape[op.transposesFirst ? 0 : 1]
    guard inner == 1 || (2...Self.shortInner).contains(inner) && shape.elementCount * inner <= Self.fewProducts else {
      return nil
    }
    let first = op.transposesFirst ? view(node.operands[0]).transposed([1, 0]) : view(node.operands[0])
    let second = op.transposesSecond ? view(node.operands[1]).transposed([1, 0]) : view(node.operands[1])
    var sum: ValueView?
    for place in 0..<inner {
      let column = first.sliced([SliceRange(start: 0, count: shape[0]), SliceRange(start: place, count: 1)])
      let row = second.sliced([SliceRange(start: place, count: 1), SliceRange(start: 0, count: shape[1])])
      let term = map(ElementFunctions.product, [column.broadcast(to: shape), row.broadcast(to: shape)], shape, node)
      sum = sum.map { map(ElementFunctions.sum, [$0, term], shape, node) } ?? term
    }
    return sum
  }

  /// M v or Mᵀ u for a matrix M that is known before the program runs; nil where a call of BLAS does it.
  ///
  /// The longer axis of M is that of the observations: a product that sums over the other one is a value for each
  /// observation, and a product that sums over the observations is a reduction in their loop.
  mutating func matrixVectorProduct(_ op: MatMul, _ node: Node) -> ValueView? {
    let shape = node.resultTypes[0].shape
    guard shape.rank == 2, shape[0] == 1 || shape[1] == 1, shape.elementCount > 0 else { return nil }
    let isFirst = shape[1] == 1
    let (matrix, vector) = isFirst ? (node.operands[0], node.operands[1]) : (node.operands[1], node.operands[0])
    guard let source = matrix.node, !bodyNodes.contains(source), !isVarying(matrix), matrix.shape.rank == 2,
      matrix.shape[0] > 1, matrix.shape[1] > 1
    else { return nil }
    // Whether the sum runs over the rows of the matrix as it is stored.
    let sumsRows = isFirst ? op.transposesFirst : !op.transposesSecond
    let rowsAreLong = matrix.shape[0] >= matrix.shape[1]
    let rows = rowsAreLong ? matrix : matrix.transposed()
    let blocks = view(Self.blocked(rows)).value
    program.blockedMatrices[blocks] = rows
    let (long, short) = rowsAreLong ? (matrix.shape[0], matrix.shape[1]) : (matrix.shape[1], matrix.shape[0])
    let factors = view(vector)
    guard sumsRows == rowsAreLong else {
      let table = inMemory(contiguous(factors))
      let result = add(.float64([long]), .computed(task: program.tasks.count))
      program.tasks.append(
        LoweredTask(
          kind: .rowProduct(matrix: blocks, vector: table.value, length: short, result: result), space: [long],
          operands: [], node: node))
      return ValueView(result, [long]).reshaped(to: shape)
    }
    guard let flat = factors.reshaped(to: [long]) ?? contiguous(factors).reshaped(to: [long]) else { return nil }
    let lanes = memory(.float64([short, IRBuilder.lanes]), initial: NDArray(0.0))
    write(.columnProduct(matrix: blocks, length: short, into: lanes), over: [long], [flat], node)
    let sums = reduce(.sum, ValueView(lanes, [short, IRBuilder.lanes]), [1], [short], node)
    return sums.reshaped(to: shape)
  }

  /// A matrix in blocks of eight rows, column after column within a block; missing rows of the last block are 0.
  static func blocked(_ matrix: Tensor) -> Tensor {
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let blockCount = (rows + IRBuilder.lanes - 1) / IRBuilder.lanes
    let missing = blockCount * IRBuilder.lanes - rows
    let whole =
      missing == 0 ? matrix : ApusOps.concatenate([matrix, .zeros(.float64([missing, columns]))], axis: 0)
    return whole.reshaped(to: [blockCount, IRBuilder.lanes, columns]).transposed([0, 2, 1])
  }
}
