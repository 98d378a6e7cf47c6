// Running values of reductions in emitted code: how elements are combined, and how lanes and rows end.

internal import ApusGraph

extension StepEmitter {
  mutating func combine(_ reduction: Reduction, _ old: IRValue, _ new: IRValue) -> IRValue {
    switch reduction {
    case .sum: return builder.add(old, new)
    case .product: return builder.multiply(old, new)
    case .largest, .smallest:
      let comparison: FloatComparison = reduction == .largest ? .greaterOrUnordered : .lessOrUnordered
      // A NaN is taken, and then stays: nothing is above or below it but another NaN.
      let isTaken = builder.compare(comparison, new, old)
      let oldIsNaN = builder.compare(FloatComparison.unordered, old, old)
      return builder.select(oldIsNaN, old, builder.select(isTaken, new, old))
    }
  }

  /// The lanes of a running value combined in a fixed order: halves, quarters, the last two.
  mutating func horizontal(_ reduction: Reduction, _ vector: IRValue) -> IRValue {
    var current = vector
    for half in [4, 2, 1] { current = combine(reduction, current, builder.lowered(current, by: half)) }
    return builder.extract(current, 0)
  }

  /// Ends a running value: keeps it where it is the reduction's only result, else combines it into memory.
  mutating func flush(_ task: LoweredTask, _ total: IRValue, _ scope: Scope, isLast: Bool) {
    guard case .reduce(let reduction, let into) = task.kind else { return }
    if let stack = scope.stacks[into.value] {
      stackStore(combine(reduction, stackLoad(stack), total), stack)
      return
    }
    let number = horizontal(reduction, total)
    if isLast && MemoryPlan.isRegisterReduction(task, program) { return keep(number, into.value) }
    let place = address(into, scope)
    builder.storeScalar(combine(reduction, builder.loadScalar(place), number), place)
  }
}
