// Emits the steps of one function: scalar code, loops of vectors, calls of Ops.

internal import ApusGraph

/// Emits steps into a function.
struct StepEmitter {
  let program: LoweredProgram
  let schedule: Schedule
  let plan: MemoryPlan
  var builder: IRBuilder
  /// Scalars in registers that every later instruction of the function may use.
  var scalars: [ValueID: IRValue] = [:]
  /// Vectors of straight code in registers that every later instruction of the function may use.
  var vectors: [ValueID: IRValue] = [:]
  /// How often tasks read each value.
  let uses: [Int]
  /// Whether scalar products are joined with sums: not in programs so large that their code is generated quickly, which
  /// such instructions would hold up.
  let joinsScalars: Bool
  var labelCount = 0
  /// The label of the block that is being emitted.
  var block: String {
    get { builder.block }
    set { builder.block = newValue }
  }
  /// What becomes of divisions by a scalar.
  let divisions: Divisions
  /// Where the program's input, output and arena lie, where it is the body of a scan.
  var frame: ScanFrame?

  init(
    _ program: LoweredProgram, _ schedule: Schedule, _ plan: MemoryPlan, uses: [Int], divisions: Divisions,
    splatsByKeyword: Bool
  ) {
    self.divisions = divisions
    self.uses = uses
    joinsScalars = program.tasks.count <= NativeProgram.largeTaskCount
    self.program = program
    self.schedule = schedule
    self.plan = plan
    builder = IRBuilder(splatsByKeyword: splatsByKeyword)
  }

  /// What is known inside a loop, or in straight code.
  struct Scope {
    let space: [Int]
    let nest: LoopNest
    /// The counters of the outer axes.
    var counters: [IRValue] = []
    /// The counter of the inner axis; nil in straight code.
    var inner: IRValue?
    /// The lanes that belong to the space, where not all do.
    var mask: IRValue?
    /// Whether lanes outside the mask must not be stored: the vector may lie where another one does.
    var storesLanes = false
    /// The results of the step's tasks.
    var results: [ValueID: IRValue] = [:]
    /// What was loaded.
    var loaded: [Access: IRValue] = [:]
    /// Scalars in each lane, made before the inner loop.
    var splats: [Access: IRValue] = [:]
    /// The reciprocals of such scalars that are divisors: a product is 1 ulp off the quotient at most, 4 where the divisor is
    /// above 2^1022.
    var reciprocals: [Access: IRValue] = [:]
    /// Divisors of several quotients: one reciprocal serves them all, to the same accuracy.
    var sharedDivisors: Set<Access> = []
    /// Where the running values of reductions over all axes of a nest are kept between rows, by their results.
    var stacks: [ValueID: IRValue] = [:]
    /// The results of tasks that were done before the inner loop: a group's elements of tables.
    var known: [ValueID: IRValue] = [:]
  }

  /// The number of the program's first call.
  var firstCall: Int { frame?.firstCall ?? 0 }

  /// Emits the body of a scan at the present place of this function.
  mutating func within(_ scan: LoweredScan, _ frame: ScanFrame, _ body: (inout StepEmitter) -> Void) {
    var inner = StepEmitter(
      scan.body, scan.schedule, scan.plan, uses: scan.body.useCounts, divisions: divisions, splatsByKeyword: true)
    let known = builder.shared
    inner.builder = builder
    inner.frame = frame
    inner.labelCount = labelCount
    body(&inner)
    builder = inner.builder
    builder.shared = known
    labelCount = inner.labelCount
  }

  // MARK: Steps

  mutating func emit(step index: Int) {
    let step = schedule.steps[index]
    for task in step.tasks { initialize(program.tasks[task], at: index) }
    if let scan = program.scan(ofTask: step.tasks[0]) {
      emitScan(scan, step.tasks[0])
    } else if step.isCall {
      emitCall(step.tasks[0])
    } else if step.space.isEmpty {
      emitScalars(step)
    } else if let grouping = step.grouping {
      emitGroups(step, grouping)
    } else {
      emitLoop(step)
    }
  }

  /// Sets what a task adds to, or what its first reader finds unwritten, to its initial number.
  mutating func initialize(_ task: LoweredTask, at step: Int) {
    var touched = task.operands.map(\.value)
    if let written = task.written { touched.append(written) }
    touched += task.tables
    for value in touched where plan.firstStep[value] == step && !initialized.contains(value) {
      guard case .written(_, let initial?) = program.values[value].origin, let place = plan.places[value] else {
        continue
      }
      initialized.insert(value)
      fill(address(place, program.values[value].type.elementType), value, with: initial.scalar)
    }
  }
  private var initialized: Set<ValueID> = []

  mutating func fill(_ address: ElementAddress, _ value: ValueID, with number: Double) {
    let type = program.values[value].type
    guard number.bitPattern != 0 else { return builder.clear(address, byteCount: max(8, type.byteCount)) }
    if type.elementCount == 1 { return builder.storeScalar(builder.constant(number), address) }
    loop(extent: type.elementCount, step: IRBuilder.lanes) { emitter, index in
      var place = address
      place.index = index
      emitter.builder.isVector = true
      emitter.builder.storeVector(emitter.builder.constant(number), place, mask: nil)
      emitter.builder.isVector = false
    }
  }

  mutating func emitCall(_ task: Int) {
    let callee = builder.fresh(.int64)
    builder.begin(callee)
    builder.text.put("load ptr, ptr %context, align 8\n")
    builder.text.put("  call void ")
    builder.put(callee)
    builder.text.put("(ptr %context, i64 ")
    builder.text.put(firstCall + program.callNumber(ofTask: task))
    builder.text.put(")\n")
  }

  mutating func emitScalars(_ step: Step) {
    builder.isVector = false
    for index in step.tasks { emitScalar(program.tasks[index]) }
  }

  mutating func emitScalar(_ task: LoweredTask) {
    switch task.kind {
    case .map(let function, let result):
      if let joined = multiplyAdd(task) { return finish(result, joined) }
      let operands = task.operands.map { scalar($0) }
      finish(result, function.emit(&builder, operands))
    case .gather(let base, let indexStride, let extent, let result):
      let index = scalar(task.operands[0])
      let inside = isInside(index, extent)
      let scaled = builder.indexMultiply(index, indexStride)
      finish(result, builder.loadIndexedScalar(address(base), at: scaled ?? builder.integer(0), inside: inside))
    case .reduce(let reduction, let into):
      let place = address(into)
      let combined = combine(reduction, builder.loadScalar(place), scalar(task.operands[0]))
      builder.storeScalar(combined, place)
      scalars[into.value] = nil
    case .scatterAdd(let into, let indexStride, let extent):
      let index = scalar(task.operands[0])
      let inside = isInside(index, extent)
      let scaled = builder.indexMultiply(index, indexStride) ?? builder.integer(0)
      builder.scatterAddScalar(scalar(task.operands[1]), address(into), at: scaled, inside: inside, scratch: scratch)
    case .place(let into):
      if case .output(let offset, _) = program.values[into.value].origin, frame?.kept.contains(offset) == true {
        let state = scalar(task.operands[0])
        frame?.made[offset] = state
      } else {
        builder.storeScalar(scalar(task.operands[0]), address(into))
      }
    case .rowProduct, .columnProduct, .call, .scan: break
    }
  }

  /// Keeps a scalar in its register, and in memory where somebody reads it there.
  mutating func finish(_ value: ValueID, _ register: IRValue) {
    scalars[value] = register
    if let place = plan.places[value] {
      builder.storeScalar(register, address(place, program.values[value].type.elementType))
    }
  }

  mutating func isInside(_ index: IRValue, _ extent: Int) -> IRValue {
    builder.compare(IntegerComparison.below, index, builder.integer(extent))
  }

  // MARK: Values

  func address(_ place: MemoryPlace, _ type: ElementType) -> ElementAddress {
    switch place {
    case .input(let offset):
      frame?.inputs[offset] ?? ElementAddress(region: "%input", byteOffset: offset, type: type)
    case .shared(let offset): ElementAddress(region: "%shared", byteOffset: offset, type: type)
    case .output(let offset):
      frame?.outputs[offset] ?? ElementAddress(region: "%output", byteOffset: offset, type: type)
    case .arena(let offset): arena(offset, type)
    }
  }

  /// A place of the arena.
  func arena(_ offset: Int, _ type: ElementType) -> ElementAddress {
    ElementAddress(region: "%arena", byteOffset: (frame?.arenaByteOffset ?? 0) + offset, type: type)
  }

  /// The address of an access's first element.
  func address(_ access: Access) -> ElementAddress {
    let type = program.values[access.value].type.elementType
    var result = address(plan.places[access.value] ?? .arena(plan.scratchByteOffset), type)
    result.byteOffset += access.offset * type.byteCount
    return result
  }

  var scratch: ElementAddress {
    arena(plan.scratchByteOffset, .float64)
  }

  mutating func constant(_ number: NDArray) -> IRValue {
    switch number.elements {
    case .float64(let values): builder.constant(values[0])
    case .int64(let values): builder.integer(values[0])
    case .bool(let values): builder.truth(values[0])
    }
  }

  /// A scalar operand: a register, a constant, or a load.
  mutating func scalar(_ access: Access) -> IRValue {
    if case .immediate(let number) = program.values[access.value].origin { return constant(number) }
    if program.values[access.value].type.elementCount == 1, let known = scalars[access.value] { return known }
    let loaded = builder.loadScalar(address(access))
    if program.values[access.value].type.elementCount == 1 { scalars[access.value] = loaded }
    return loaded
  }

  // MARK: Loops

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
      builder.isVector = true
      scope.mask = laneMask(nil, extent: nest.innerExtent)
      prepareSplats(tasks, &scope)
      let finals = emitBody(tasks, sums, starts: sums.map { identity(tasks[$0]) }, &scope)
      for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: true) }
      for (value, register) in scope.results { vectors[value] = register }
      builder.isVector = false
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
      builder.isVector = true
      keep(horizontal(reduction, stackLoad(place)), into.value)
      builder.isVector = false
    }
    builder.shared = known
  }

  /// A vector on the stack with a reduction's identity in each lane.
  mutating func stackPlace(for task: LoweredTask) -> IRValue {
    builder.isVector = true
    defer { builder.isVector = false }
    let place = builder.fresh(.int64)
    builder.text.put("  \(name(place)) = alloca <8 x double>, align 64\n")
    stackStore(identity(task), place)
    return place
  }

  mutating func stackStore(_ vector: IRValue, _ place: IRValue) {
    builder.text.put("  store <8 x double> ")
    builder.put(vector)
    builder.text.put(", ptr \(name(place)), align 64\n")
  }

  mutating func stackLoad(_ place: IRValue) -> IRValue {
    let result = builder.fresh(.float64)
    builder.text.put("  \(name(result)) = load <8 x double>, ptr \(name(place)), align 64\n")
    return result
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

  mutating func identity(_ task: LoweredTask) -> IRValue {
    guard case .reduce(let reduction, _) = task.kind else { return builder.constant(0) }
    return builder.constant(reduction.identity)
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

  /// A loop over an axis with a scalar counter.
  mutating func loop(extent: Int, step: Int, _ body: (inout StepEmitter, IRValue) -> Void) {
    _ = loop(extent: extent, step: step, carrying: []) { emitter, index, _ in
      body(&emitter, index)
      return []
    }
  }

  /// A loop over an axis with a scalar counter and vectors carried from turn to turn; their values at the end.
  mutating func loop(
    extent: Int, step: Int, carrying starts: [IRValue], _ body: (inout StepEmitter, IRValue, [IRValue]) -> [IRValue]
  ) -> [IRValue] {
    loop(from: "0", below: "\(extent)", step: step, carrying: starts, body)
  }

  /// A loop of at least one turn from a number to below another, as texts of scalar operands.
  mutating func loop(
    from first: String, below end: String, step: Int, carrying starts: [IRValue],
    _ body: (inout StepEmitter, IRValue, [IRValue]) -> [IRValue]
  ) -> [IRValue] {
    let label = newLabel()
    let counter = builder.fresh(.int64)
    let next = builder.fresh(.int64)
    let running = starts.map { builder.fresh($0.type) }
    let startTexts = starts.map { text(of: $0) }
    let before = block
    jump(to: label)
    let head = builder.text
    builder.text = IRText()
    let finals = body(&self, counter, running)
    let content = builder.text
    let latch = block
    builder.text = head
    begin(label)
    phi(counter, "i64", [(first, before), (name(next), latch)])
    for ((register, start), final) in zip(zip(running, startTexts), finals) {
      phi(register, builder.isVector ? "<8 x double>" : "double", [(start, before), (text(of: final), latch)])
    }
    builder.text.put(content)
    block = latch
    advance(counter, next, by: step, below: end, label)
    return finals
  }

  mutating func emitInner(_ tasks: [LoweredTask], _ sums: [Int], _ scope: inout Scope) {
    let nest = scope.nest
    let extent = nest.innerExtent
    let known = builder.shared
    builder.isVector = true
    prepareSplats(tasks, &scope)
    if extent <= IRBuilder.lanes {
      scope.mask = laneMask(nil, extent: extent)
      let finals = emitBody(tasks, sums, starts: sums.map { identity(tasks[$0]) }, &scope)
      for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: nest.extents.count == 1) }
      builder.isVector = false
      builder.shared = known
      return
    }
    let starts = sums.map { identity(tasks[$0]) }
    if isLong(tasks), extent >= Self.leastVectors * IRBuilder.lanes {
      let finals = emitParts(tasks, sums, starts, &scope)
      builder.shared = known
      for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: nest.extents.count == 1) }
      builder.isVector = false
      return
    }
    let finals = loop(extent: extent, step: IRBuilder.lanes, carrying: starts) { emitter, counter, running in
      scope.inner = counter
      scope.mask = emitter.laneMask(counter, extent: extent)
      return emitter.emitBody(tasks, sums, starts: running, &scope)
    }
    scope.inner = nil
    builder.shared = known
    for (sum, total) in zip(sums, finals) { flush(tasks[sum], total, scope, isLast: nest.extents.count == 1) }
    builder.isVector = false
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

  mutating func emitVector(_ task: LoweredTask, _ scope: inout Scope) {
    switch task.kind {
    case .map(let function, let result):
      if let joined = multiplyAdd(task, &scope) { return finish(result, joined, &scope) }
      let operands = task.operands.map { operand($0, &scope) }
      if function.role == .quotient, let reciprocal = scope.reciprocals[task.operands[1]] {
        finish(result, builder.multiply(operands[0], reciprocal), &scope)
      } else if function.role == .quotient, scope.sharedDivisors.contains(task.operands[1]) {
        let (program, divisor) = (program, task.operands[1])
        let parts = builder.sharing("reciprocal", operands[1]) {
          Reciprocal(of: operands[1], isSafe: program.hasSafeReciprocal(divisor), &$0).parts
        }
        finish(result, Reciprocal(parts).times(operands[0], &builder), &scope)
      } else {
        finish(result, function.emit(&builder, operands), &scope)
      }
    case .gather(let base, let indexStride, let extent, let result):
      let index = operand(task.operands[0], &scope)
      let (place, offsets, inside) = table(base, index, indexStride, extent, scope)
      finish(result, builder.loadIndexed(place, at: offsets, inside: inside), &scope)
    case .reduce(let reduction, let into):
      let place = address(into, scope)
      let old = builder.loadVector(place, mask: scope.mask)
      let combined = combine(reduction, old, operand(task.operands[0], &scope))
      builder.storeVector(combined, place, mask: scope.mask)
    case .scatterAdd(let into, let indexStride, let extent):
      let index = operand(task.operands[0], &scope)
      let (place, offsets, inside) = table(into, index, indexStride, extent, scope)
      builder.scatterAdd(operand(task.operands[1], &scope), place, at: offsets, inside: inside, scratch: scratch)
    case .place(let into):
      builder.storeVector(operand(task.operands[0], &scope), address(into, scope), mask: scope.mask)
    case .rowProduct(let matrix, let vector, let length, let result):
      finish(result, rowProduct(matrix, vector, length, scope), &scope)
    case .columnProduct(let matrix, let length, let into):
      var factor = operand(task.operands[0], &scope)
      if let mask = scope.mask { factor = builder.select(mask, factor, builder.constant(0)) }
      columnProduct(matrix, factor, length, into: into, scope)
    case .call, .scan: break
    }
  }

  /// The first element of a table for this vector, the lanes' offsets in it, and the lanes whose index is inside.
  mutating func table(
    _ base: Access, _ index: IRValue, _ indexStride: Int, _ extent: Int, _ scope: Scope
  ) -> (ElementAddress, IRValue, IRValue) {
    var place = address(base, scope)
    var inside = isInside(index, extent)
    if let mask = scope.mask { inside = builder.and(inside, mask) }
    var offsets = indexStride == 1 ? index : builder.integerMultiply(index, builder.integer(indexStride))
    if place.stride != 0 { offsets = builder.integerAdd(offsets, builder.laneNumbers(times: place.stride)) }
    place.stride = 1
    return (place, offsets, inside)
  }

  mutating func finish(_ value: ValueID, _ register: IRValue, _ scope: inout Scope) {
    scope.results[value] = register
    guard plan.places[value] != nil else { return }
    let access = Access(value: value, offset: 0, strides: LoweredProgram.strides(scope.space))
    let place = address(access, scope)
    // The last vector of a row may write over the next row's beginning, which is written after it.
    builder.storeVector(register, place, mask: place.stride == 1 && !scope.storesLanes ? nil : scope.mask)
  }

  /// A vector operand: a result of this step, a register, a constant, or a load.
  mutating func operand(_ access: Access, _ scope: inout Scope) -> IRValue {
    if case .immediate(let number) = program.values[access.value].origin { return constant(number) }
    let isIdentity = program.isIdentity(access, in: scope.space)
    if isIdentity, let result = scope.results[access.value] { return result }
    // A vector of straight code has its elements in the lanes' order only where this code is straight too.
    let isStraight = scope.nest.extents.count == 1 && scope.nest.innerExtent <= IRBuilder.lanes
    if isIdentity, isStraight, let result = vectors[access.value] { return result }
    if let splat = scope.splats[access] { return splat }
    if let loaded = scope.loaded[access] { return loaded }
    // The caller's input may end where the last vector does not.
    let place = address(access, scope)
    let isGuarded = place.region == "%input" && place.stride == 1
    let value =
      isGuarded ? builder.loadLanes(place, of: scope.mask) : builder.loadVector(place, mask: scope.mask)
    scope.loaded[access] = value
    return value
  }

  /// Puts what does not vary along the inner axis into every lane, before the inner loop.
  mutating func prepareSplats(_ tasks: [LoweredTask], _ scope: inout Scope) {
    scope.splats = [:]
    scope.reciprocals = [:]
    let divisors = tasks.compactMap { task -> Access? in
      if case .map(let function, _) = task.kind, function.role == .quotient { task.operands[1] } else { nil }
    }
    let counts = Dictionary(divisors.map { ($0, 1) }, uniquingKeysWith: +)
    scope.sharedDivisors = divisions == .exact ? [] : Set(counts.filter { $0.value > 1 }.keys)
    for access in tasks.flatMap(\.operands) where scope.splats[access] == nil {
      if case .immediate = program.values[access.value].origin { continue }
      guard scope.nest.strides(access).last == 0 else { continue }
      let scalar: IRValue
      if program.values[access.value].type.elementCount == 1, let known = scalars[access.value] {
        scalar = known
      } else {
        scalar = builder.loadScalar(address(access, scope))
      }
      scope.splats[access] = builder.splat(scalar)
      if case .byReciprocal(let place) = divisions, divisors.contains(access) {
        let reciprocal = builder.scalarly { $0.divide($0.constant(1), scalar) }
        scope.reciprocals[access] = builder.splat(reciprocal)
        if !program.hasSafeReciprocal(access) { builder.scalarly { Divisions.note(scalar, at: place, &$0) } }
      }
    }
  }

  /// The address of an access's element at the first lane of this vector.
  mutating func address(_ access: Access, _ scope: Scope) -> ElementAddress {
    let strides = scope.nest.strides(access)
    var place = address(access)
    place.stride = strides[strides.count - 1]
    for (counter, stride) in zip(scope.counters, strides) {
      place.index = builder.indexAdd(place.index, builder.indexMultiply(counter, stride))
    }
    if let inner = scope.inner {
      place.index = builder.indexAdd(place.index, builder.indexMultiply(inner, place.stride))
    }
    return place
  }

  /// The lanes below the extent; nil where that is all.
  mutating func laneMask(_ counter: IRValue?, extent: Int) -> IRValue? {
    extent % IRBuilder.lanes == 0 ? nil : lanes(counter, below: extent)
  }

  /// The lanes of the vector at a counter that are below the extent.
  mutating func lanes(_ counter: IRValue?, below extent: Int) -> IRValue {
    let lanes = builder.laneNumbers(times: 1)
    let indices = counter.map { builder.integerAdd(lanes, builder.splat($0)) } ?? lanes
    return builder.compare(IntegerComparison.below, indices, builder.integer(extent))
  }
}
