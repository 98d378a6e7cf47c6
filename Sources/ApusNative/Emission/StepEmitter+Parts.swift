// Loops with long chains of instructions process three vectors per turn: while one waits for a quotient, the others go on.
//
// Each vector is that of a third of the loop. All have running values of their own, which are combined at the end: the order
// of sums depends on the program alone.

extension StepEmitter {
  /// The vectors a turn. Kepler's equation takes 10.8, 9.0 and 8.9 µs with two, three and four of them on AVX-512, and compiles
  /// a little longer with each.
  static var partCount: Int { 3 }
  /// The vectors of a loop from which on it takes several a turn.
  static var leastVectors: Int { 8 }
  /// The cost of a turn above which a single vector would make the processor wait for its results.
  private static var longCost: Int { 100 }

  /// Whether a turn has so many instructions that the processor cannot look ahead to the next turn.
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

  /// The inner loop by several vectors a turn, each of which but the last takes an equal part of it; the running values
  /// after it.
  mutating func emitParts(
    _ tasks: [LoweredTask], _ sums: [Int], _ starts: [IRValue], _ scope: inout Scope
  ) -> [IRValue] {
    let count = Self.partCount
    let extent = scope.nest.innerExtent
    let vectors = (extent + IRBuilder.lanes - 1) / IRBuilder.lanes
    let part = (vectors + count - 1) / count * IRBuilder.lanes
    let whole = scope
    let carried = (0..<count).flatMap { _ in starts }
    let finals = loop(extent: part, step: IRBuilder.lanes, carrying: carried) { emitter, counter, running in
      var scopes = [Scope](repeating: whole, count: count)
      scopes[0].inner = counter
      scopes[0].mask = nil
      for k in 1..<count {
        scopes[k].inner = emitter.builder.integerAdd(counter, emitter.builder.integer(k * part))
        scopes[k].mask = nil
      }
      guard let index = scopes[count - 1].inner else { return running }
      scopes[count - 1].mask = emitter.laneMask(index, extent: extent)
      if !vectors.isMultiple(of: count) {
        // The last part is shorter: what it lacks takes the place of the last vector, and nothing of it is kept.
        let last = (vectors - 1) * IRBuilder.lanes
        let end = emitter.builder.integer(last)
        let isThere = emitter.builder.compare(IntegerComparison.below, index, end)
        scopes[count - 1].inner = emitter.builder.select(isThere, index, end)
        scopes[count - 1].mask = emitter.lanes(index, below: extent)
        scopes[count - 1].storesLanes = true
      }
      return emitter.emitBody(tasks, sums, starts: running, &scopes)
    }
    scope.inner = nil
    return joined(finals, tasks, sums)
  }

  /// The running values of several vectors combined, vector after vector.
  private mutating func joined(_ running: [IRValue], _ tasks: [LoweredTask], _ sums: [Int]) -> [IRValue] {
    sums.indices.map { sum in
      guard case .reduce(let reduction, _) = tasks[sums[sum]].kind else { return running[sum] }
      return stride(from: sum + sums.count, to: running.count, by: sums.count).reduce(running[sum]) {
        combine(reduction, $0, running[$1])
      }
    }
  }

  /// The vectors a turn of loops with products of matrices.
  static var neighbourCount: Int { 2 }

  /// Whether a turn multiplies rows of a matrix of data, or adds to sums of its columns.
  func hasProducts(_ tasks: [LoweredTask]) -> Bool {
    tasks.contains { task in
      switch task.kind {
      case .rowProduct, .columnProduct: true
      default: false
      }
    }
  }

  /// The inner loop by several neighbouring vectors a turn, and one a turn for the rest; the running values after it.
  ///
  /// The factors of a matrix's columns are read once for all vectors of a turn, and the sums of its columns are read and written
  /// once.
  mutating func emitNeighbours(
    _ tasks: [LoweredTask], _ sums: [Int], _ starts: [IRValue], _ scope: inout Scope
  ) -> [IRValue] {
    let count = Self.neighbourCount
    let extent = scope.nest.innerExtent
    let turn = count * IRBuilder.lanes
    let whole = extent / turn * turn
    var inside = scope
    let carried = (0..<count).flatMap { _ in starts }
    let known = builder.shared
    let partial = loop(extent: whole, step: turn, carrying: carried) { emitter, counter, running in
      var scopes = [Scope](repeating: inside, count: count)
      for copy in scopes.indices {
        scopes[copy].inner =
          copy == 0 ? counter : emitter.builder.integerAdd(counter, emitter.builder.integer(copy * IRBuilder.lanes))
        scopes[copy].mask = nil
      }
      return emitter.emitBody(tasks, sums, starts: running, &scopes)
    }
    builder.shared = known
    let totals = joined(partial, tasks, sums)
    guard whole < extent else { return totals }
    return loop(
      from: builder.integer(whole), below: builder.integer(extent), step: IRBuilder.lanes, carrying: totals
    ) { emitter, counter, running in
      inside.inner = counter
      inside.mask = emitter.laneMask(counter, extent: extent)
      return emitter.emitBody(tasks, sums, starts: running, &inside)
    }
  }
}
