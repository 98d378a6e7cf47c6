// The loops of a step over the axes of its space, the inner one in vectors, with the running values of its reductions.

internal import ApusGraph

extension StepEmitter {
  /// What a task reads and writes in memory.
  func memoryAccesses(_ task: LoweredTask) -> [Access] {
    var accesses = task.operands
    switch task.kind {
    case .gather(let base, _, _, _): accesses.append(base)
    case .reduce(_, let into), .scatterAdd(let into, _, _), .place(let into): accesses.append(into)
    case .map, .rowProduct, .columnProduct, .call, .scan: break
    }
    if let result = task.mapped {
      accesses.append(Access(value: result, offset: 0, strides: LoweredProgram.strides(task.space)))
    }
    return accesses
  }

  mutating func emitLoop(_ step: Step) {
    let tasks = step.tasks.map { program.tasks[$0] }
    let nest = LoopNest(step.space, tasks.flatMap(memoryAccesses))
    var scope = Scope(space: step.space, nest: nest)
    let sums = tasks.indices.filter { accumulates(tasks[$0], nest) }
    let isStraight = nest.extents.count == 1 && nest.innerExtent <= IRBuilder.lanes
    if isStraight {
      scope.mask = laneMask(nil, extent: nest.innerExtent)
      prepareSplats(tasks, &scope)
      let finals = emitBody(tasks, sums, starts: sums.map { identity(tasks[$0]) }, &scope)
      for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: true) }
      for (value, register) in scope.results { vectors[value] = register }
      return
    }
    let known = builder.shared
    if nest.extents.count > 1 {
      for sum in sums where MemoryPlan.isRegisterReduction(tasks[sum], program) {
        if let result = tasks[sum].written { scope.stacks[result] = stackPlace(for: tasks[sum]) }
      }
    }
    emitAxis(0, tasks, sums, &scope)
    for sum in sums {
      guard case .reduce(let reduction, let into) = tasks[sum].kind, let place = scope.stacks[into.value] else {
        continue
      }
      keep(horizontal(reduction, stackLoad(place)), into.value)
    }
    builder.shared = known
  }

  /// A vector on the stack with a reduction's identity in each lane.
  mutating func stackPlace(for task: LoweredTask) -> IRValue {
    let place = builder.emit(IRType(.pointer), "alloca <8 x double>, align 64")
    stackStore(identity(task), place)
    return place
  }

  mutating func stackStore(_ vector: IRValue, _ place: IRValue) {
    builder.emit("store \(vector.fitted(to: IRBuilder.lanes)), \(place), align 64")
  }

  mutating func stackLoad(_ place: IRValue) -> IRValue {
    builder.emit(.vector(.float64), "load <8 x double>, \(place), align 64")
  }

  /// Keeps a reduction's result in its register, and in memory where somebody reads it there.
  mutating func keep(_ number: IRValue, _ value: ValueID) {
    scalars[value] = number
    if let place = plan.places[value] { builder.storeScalar(number, address(place, .float64)) }
  }

  /// Whether a task keeps a running value in a register over the inner loop.
  func accumulates(_ task: LoweredTask, _ nest: LoopNest) -> Bool {
    if case .reduce(_, let into) = task.kind { nest.strides(into).last == 0 } else { false }
  }

  /// What a running value is at first, in each lane.
  func identity(_ task: LoweredTask) -> IRValue {
    var number = 0.0
    if case .reduce(let reduction, _) = task.kind { number = reduction.identity }
    return builder.constant(number).fitted(to: IRBuilder.lanes)
  }

  /// The loop over an axis of the nest and all within.
  mutating func emitAxis(_ axis: Int, _ tasks: [LoweredTask], _ sums: [Int], _ scope: inout Scope) {
    let nest = scope.nest
    if axis == nest.extents.count - 1 { return emitInner(tasks, sums, &scope) }
    if nest.extents[axis] == 1 {
      scope.counters.append(builder.integer(0))
      emitAxis(axis + 1, tasks, sums, &scope)
      scope.counters.removeLast()
      return
    }
    var inside = scope
    loop(extent: nest.extents[axis], step: 1) { emitter, index in
      inside.counters.append(index)
      emitter.emitAxis(axis + 1, tasks, sums, &inside)
    }
  }

  mutating func emitInner(_ tasks: [LoweredTask], _ sums: [Int], _ scope: inout Scope) {
    let nest = scope.nest
    let extent = nest.innerExtent
    let known = builder.shared
    prepareSplats(tasks, &scope)
    if extent <= IRBuilder.lanes {
      scope.mask = laneMask(nil, extent: extent)
      let finals = emitBody(tasks, sums, starts: sums.map { identity(tasks[$0]) }, &scope)
      for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: nest.extents.count == 1) }
      builder.shared = known
      return
    }
    let starts = sums.map { identity(tasks[$0]) }
    let takesSeveral = extent >= Self.leastVectors * IRBuilder.lanes
    let finals: [IRValue]
    if takesSeveral, hasProducts(tasks) {
      finals = emitNeighbours(tasks, sums, starts, &scope)
    } else if takesSeveral, isLong(tasks) {
      finals = emitParts(tasks, sums, starts, &scope)
    } else {
      finals = loop(extent: extent, step: IRBuilder.lanes, carrying: starts) { emitter, counter, running in
        scope.inner = counter
        scope.mask = emitter.laneMask(counter, extent: extent)
        return emitter.emitBody(tasks, sums, starts: running, &scope)
      }
      scope.inner = nil
    }
    builder.shared = known
    for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: nest.extents.count == 1) }
  }

  /// The tasks at one vector of indices; the running values after it.
  mutating func emitBody(
    _ tasks: [LoweredTask], _ sums: [Int], starts: [IRValue], _ scope: inout Scope
  ) -> [IRValue] {
    var scopes = [scope]
    defer { scope = scopes[0] }
    return emitBody(tasks, sums, starts: starts, &scopes)
  }

  /// The tasks at some vectors of indices, task by task, so that the vectors' chains of instructions run side by side; the
  /// running values after it, vector by vector.
  mutating func emitBody(
    _ tasks: [LoweredTask], _ sums: [Int], starts: [IRValue], _ scopes: inout [Scope]
  ) -> [IRValue] {
    var running = starts
    for copy in scopes.indices { (scopes[copy].results, scopes[copy].loaded) = (scopes[copy].known, [:]) }
    for (index, task) in tasks.enumerated() {
      if emitProduct(task, &scopes) { continue }
      let sum = sums.firstIndex(of: index)
      for copy in scopes.indices {
        if let sum, let (reduction, source) = task.accumulated {
          let start = running[copy * sums.count + sum]
          let combined = combine(reduction, start, operand(source, &scopes[copy]))
          let masked = scopes[copy].mask.map { builder.select($0, combined, start) }
          running[copy * sums.count + sum] = masked ?? combined
        } else if task.mapped.map({ scopes[copy].known[$0] == nil }) ?? true {
          emitVector(task, &scopes[copy])
        }
      }
    }
    return running
  }
}
