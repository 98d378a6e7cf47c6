// Loops with long chains of instructions take two vectors a turn: while one waits for a quotient, the other goes on.
//
// The second vector is that of the loop's second half. Both have running values of their own, which are combined at the
// end: the order of sums depends on the program alone.

extension StepEmitter {
  /// The vectors of a loop from which on it takes two a turn.
  static var pairedVectors: Int { 8 }
  /// The cost of a turn from which on one vector keeps the processor waiting for itself.
  private static var longCost: Int { 100 }

  /// Whether the instructions of a turn are so many that the processor does not see those of the next.
  func isLong(_ tasks: [LoweredTask]) -> Bool {
    var cost = 0
    for task in tasks {
      switch task.kind {
      case .map(let function, _): cost += function.cost
      case .rowProduct, .columnProduct: return false
      default: cost += 1
      }
    }
    return cost >= Self.longCost
  }

  /// The inner loop by two vectors a turn; the running values after it.
  mutating func emitPairs(
    _ tasks: [LoweredTask], _ sums: [Int], _ starts: [IRValue], _ scope: inout Scope
  ) -> [IRValue] {
    let extent = scope.nest.innerExtent
    let vectors = (extent + IRBuilder.lanes - 1) / IRBuilder.lanes
    let half = (vectors + 1) / 2 * IRBuilder.lanes
    let whole = scope
    let finals = loop(extent: half, step: IRBuilder.lanes, carrying: starts + starts) { emitter, counter, running in
      var scopes = [whole, whole]
      scopes[0].inner = counter
      scopes[0].mask = nil
      let second = emitter.builder.scalarly { $0.integerAdd(counter, $0.integer(half)) }
      scopes[1].inner = second
      scopes[1].mask = emitter.laneMask(second, extent: extent)
      if !vectors.isMultiple(of: 2) {
        // There is one vector less in the second half: its place is that of the last one, of which nothing is kept.
        let last = (vectors - 1) * IRBuilder.lanes
        scopes[1].inner = emitter.builder.scalarly { b in
          let isThere = b.compare(IntegerComparison.below, second, b.integer(last))
          return b.select(isThere, second, b.integer(last))
        }
        scopes[1].mask = emitter.lanes(second, below: extent)
        scopes[1].storesLanes = true
      }
      return emitter.emitBody(tasks, sums, starts: running, &scopes)
    }
    scope.inner = nil
    return sums.indices.map { sum in
      guard case .reduce(let reduction, _) = tasks[sums[sum]].kind else { return finals[sum] }
      return combine(reduction, finals[sum], finals[sums.count + sum])
    }
  }
}
