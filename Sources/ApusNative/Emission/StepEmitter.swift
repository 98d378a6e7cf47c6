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
      for index in step.tasks { emitScalar(program.tasks[index]) }
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
  var initialized: Set<ValueID> = []

  mutating func fill(_ address: ElementAddress, _ value: ValueID, with number: Double) {
    let type = program.values[value].type
    guard number.bitPattern != 0 else { return builder.clear(address, byteCount: max(8, type.byteCount)) }
    if type.elementCount == 1 { return builder.storeScalar(builder.constant(number), address) }
    loop(extent: type.elementCount, step: IRBuilder.lanes) { emitter, index in
      var place = address
      place.index = index
      emitter.builder.storeVector(emitter.builder.constant(number), place, mask: nil)
    }
  }

  mutating func emitCall(_ task: Int) {
    let callee = builder.emit(IRType(.pointer), "load ptr, ptr %context, align 8")
    let number = firstCall + program.callNumber(ofTask: task)
    builder.emit("call void \(bare: callee)(ptr %context, i64 \(number))")
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
}
