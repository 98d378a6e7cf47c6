// How far rounding can take a result: the graph evaluated node by node, loops turn by turn, each result moved a little.

import ApusFunctions
import ApusGraph
import ApusOps

/// An evaluation in which every number that is read or made is changed by a random part of itself.
///
/// Results are as sensitive to rounding as to these changes, whatever cancels on the way. Without changes it is the plain
/// evaluation of each Op on its own.
struct PerturbedEvaluation {
  private var random: SplitMix
  /// The largest change, in parts of a number.
  private let size: Double

  init(seed: UInt64, size: Double) {
    random = SplitMix(state: seed)
    self.size = size
  }

  mutating func values(of outputs: [Tensor], _ bindings: [(Tensor, NDArray)]) throws -> [NDArray] {
    var values: [Tensor: NDArray] = [:]
    for (argument, value) in bindings { values[argument] = moved(value) }
    try evaluate(outputs, &values)
    return outputs.compactMap { values[$0] }
  }

  private mutating func evaluate(_ outputs: [Tensor], _ values: inout [Tensor: NDArray]) throws {
    for node in try Traversal.topologicalOrder(of: outputs) where !(node.op is Argument) {
      let operands = node.operands.compactMap { values[$0] }
      let results =
        if let scan = node.op as? Scan {
          try run(scan, operands, node.resultTypes)
        } else {
          try applied(node.op, operands, node.resultTypes).map { moved($0) }
        }
      for (tensor, value) in zip(node.results, results) { values[tensor] = value }
    }
  }

  /// A loop, turn by turn, on the body's graph.
  private mutating func run(_ scan: Scan, _ operands: [NDArray], _ types: [TensorType]) throws -> [NDArray] {
    let arguments = scan.body.arguments
    var carry = Array(operands[..<scan.carryCount])
    let sequences = scan.carryCount..<(scan.carryCount + scan.sequenceCount)
    var stacks = [[NDArray?]](
      repeating: [NDArray?](repeating: nil, count: scan.length), count: scan.outputCount + scan.carryCount)
    for turn in 0..<scan.length {
      let step = scan.isReversed ? scan.length - 1 - turn : turn
      for place in 0..<scan.carryCount { stacks[scan.outputCount + place][step] = carry[place] }
      var values: [Tensor: NDArray] = [:]
      for (place, argument) in arguments.enumerated() {
        values[argument] =
          place < scan.carryCount
          ? carry[place]
          : sequences.contains(place) ? operands[place].row(step, argument.shape) : operands[place]
      }
      try evaluate(scan.body.results, &values)
      let results = scan.body.results.compactMap { values[$0] }
      carry = Array(results[..<scan.carryCount])
      for place in 0..<scan.outputCount { stacks[place][step] = results[scan.carryCount + place] }
    }
    return carry + zip(stacks, types.dropFirst(scan.carryCount)).map { NDArray(stacking: $0.compactMap { $0 }, $1) }
  }

  /// An Op's results on arrays.
  private func applied(_ op: any Op, _ operands: [NDArray], _ types: [TensorType]) throws -> [NDArray] {
    let buffers = (operands.map(\.type) + types).map { type in
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(64, type.byteCount), alignment: 64)
      return MutableTensorView(type, bytes)
    }
    defer { for buffer in buffers { buffer.base.deallocate() } }
    for (buffer, value) in zip(buffers, operands) { buffer.copy(from: value) }
    let results = Array(buffers[operands.count...])
    try op.evaluate(buffers[..<operands.count].map(\.view), into: results)
    return results.map { $0.view.array }
  }

  /// An array with each number changed by up to `size` of it, or of the smallest numbers' distance where that is more.
  private mutating func moved(_ array: NDArray) -> NDArray {
    guard size > 0, case .float64(let numbers) = array.elements else { return array }
    let leastChange = 0x1p-1074 / 0x1p-44 * size
    let changed = numbers.map { x in
      let part = Double(random.below(2001)) / 1000 - 1
      return x == 0 || !x.isFinite ? x : x + part * max(size * x.magnitude, leastChange)
    }
    return NDArray(changed, shape: array.shape)
  }
}

extension NDArray {
  /// The part at an index of the leading axis.
  fileprivate func row(_ index: Int, _ shape: Shape) -> NDArray {
    let range = (index * shape.elementCount)..<((index + 1) * shape.elementCount)
    return switch elements {
    case .float64(let values): NDArray(Array(values[range]), shape: shape)
    case .int64(let values): NDArray(Array(values[range]), shape: shape)
    case .bool(let values): NDArray(Array(values[range]), shape: shape)
    }
  }

  /// Arrays of one type along a leading axis.
  fileprivate init(stacking rows: [NDArray], _ type: TensorType) {
    switch type.elementType {
    case .float64: self.init(rows.flatMap(\.doubles), shape: type.shape)
    case .int64: self.init(rows.flatMap { $0.integers ?? [] }, shape: type.shape)
    case .bool: self.init(rows.flatMap(\.doubles).map { $0 != 0 }, shape: type.shape)
    }
  }
}
