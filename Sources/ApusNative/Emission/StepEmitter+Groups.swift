// Loops in the order of a group index: for each group its elements of tables in registers, its sums added once.

internal import ApusGraph

extension StepEmitter {
  mutating func emitGroups(_ step: Step, _ grouping: Grouping) {
    let tasks = step.tasks.map { program.tasks[$0] }
    let nest = LoopNest(step.space, tasks.flatMap(memoryAccesses))
    var scope = Scope(space: step.space, nest: nest)
    let known = builder.shared
    prepareSplats(tasks, &scope)
    let sums = tasks.indices.filter { accumulates(tasks[$0], nest) }
    // The rows of no group are one more.
    let turns = grouping.count + 1
    let totals = loop(extent: turns, step: 1, carrying: sums.map { identity(tasks[$0]) }) { emitter, group, running in
      emitter.emitGroup(group, grouping, tasks, sums, running, &scope)
    }
    scope.inner = nil
    builder.shared = known
    for (sum, total) in zip(sums, totals) { flush(tasks[sum], total, scope, isLast: true) }
  }

  /// The loop over a group's rows; the running values after it.
  private mutating func emitGroup(
    _ group: IRValue, _ grouping: Grouping, _ tasks: [LoweredTask], _ sums: [Int], _ running: [IRValue],
    _ scope: inout Scope
  ) -> [IRValue] {
    let known = builder.shared
    let isGroup = builder.compare(IntegerComparison.below, group, builder.integer(grouping.count))
    scope.known = [:]
    for task in tasks where grouping.groups(task) {
      guard case .gather(let base, let stride, _, let result) = task.kind else { continue }
      let place = builder.indexMultiply(group, stride) ?? builder.integer(0)
      let element = builder.loadIndexedScalar(address(base), at: place, inside: isGroup)
      scope.known[result] = builder.splat(element)
    }
    let groupSums = tasks.indices.filter { grouping.groups(tasks[$0]) && tasks[$0].written != nil }
    var start = address(Access(value: grouping.starts, offset: 0, strides: []))
    start.index = group
    var end = start
    end.byteOffset += ElementType.int64.byteCount
    let (first, last) = (builder.loadScalar(start), builder.loadScalar(end))
    let starts = running + groupSums.map { identity(tasks[$0]) }
    let rows = address(Access(value: grouping.isRow, offset: 0, strides: []))
    let finals = loop(from: first, below: last, step: IRBuilder.lanes, carrying: starts) { emitter, counter, running in
      scope.inner = counter
      var place = rows
      place.index = counter
      scope.mask = emitter.builder.loadVector(place, mask: nil)
      return emitter.emitBody(tasks, sums + groupSums, starts: running, &scope)
    }
    builder.shared = known
    for (sum, total) in zip(groupSums, finals.dropFirst(sums.count)) {
      guard case .scatterAdd(let into, let stride, _) = tasks[sum].kind else { continue }
      let number = horizontal(.sum, total)
      let place = builder.indexMultiply(group, stride) ?? builder.integer(0)
      builder.scatterAddScalar(number, address(into), at: place, inside: isGroup, scratch: scratch)
    }
    return Array(finals.prefix(sums.count))
  }
}
