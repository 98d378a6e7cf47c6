// An evaluator without any planning, which the reference evaluator is held against: every value has its own memory.

import ApusGraph

/// The value of every node that some outputs need, each evaluated once into fresh memory.
func naivelyEvaluated(_ outputs: [Tensor], _ bindings: [Tensor: NDArray]) throws(GraphError) -> [NDArray] {
  var values = bindings
  for node in try Traversal.topologicalOrder(of: outputs) where !(node.op is Argument) {
    let operands = node.operands.map { Memory(holding: values[$0] ?? NDArray(0.0)) }
    let results = node.resultTypes.map { Memory($0) }
    withExtendedLifetime((operands, results)) {
      try? node.op.evaluate(operands.map(\.view.view), into: results.map(\.view))
      for (result, memory) in zip(node.results, results) { values[result] = memory.view.view.array }
    }
  }
  return outputs.map { values[$0] ?? NDArray(0.0) }
}

/// One value's own memory, filled with a pattern that is no sensible number.
private final class Memory {
  let view: MutableTensorView

  init(_ type: TensorType) {
    let base = UnsafeMutableRawPointer.allocate(byteCount: max(type.byteCount, 8), alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 1, count: max(type.byteCount, 8))
    view = MutableTensorView(type, base)
  }

  convenience init(holding array: NDArray) {
    self.init(array.type)
    view.copy(from: array)
  }

  deinit { view.base.deallocate() }
}
