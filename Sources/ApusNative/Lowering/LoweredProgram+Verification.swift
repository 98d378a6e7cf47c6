// What must hold of a lowered program, its schedule and its memory plan; a violation is a fault of Apus's.

/// A law of the pipeline that does not hold.
struct PipelineFault: Error, CustomStringConvertible {
  let description: String
}

extension LoweredProgram {
  /// Every access names a value that is made before, has a stride for each axis of the space, and stays inside the value;
  /// nothing in the shared block lies where something else does.
  func verify() throws(PipelineFault) {
    try verifyShared()
    let lastMaker = values.map { $0.origin.makers.max() ?? -1 }
    for (index, task) in tasks.enumerated() {
      for access in task.operands where !task.isCall && access.strides.count != task.space.count {
        throw PipelineFault(
          description: "task \(index) reads value \(access.value) with strides \(access.strides) over \(task.space)")
      }
      for access in task.operands where !task.isCall && !isInside(access, task.space) {
        throw PipelineFault(
          description:
            "task \(index) reads value \(access.value) of \(values[access.value].type) from \(access.offset) "
            + "with strides \(access.strides) over \(task.space)")
      }
      for value in task.operands.map(\.value) + task.tables where lastMaker[value] >= index {
        throw PipelineFault(description: "task \(index) reads value \(value), which task \(lastMaker[value]) makes")
      }
      if let scan = scan(ofTask: index) { try scan.verify() }
    }
  }
}

extension LoweredProgram {
  private func verifyShared() throws(PipelineFault) {
    var end = shared.first?.byteOffset ?? 0
    for (tensor, byteOffset) in shared.sorted(by: { $0.byteOffset < $1.byteOffset }) {
      guard byteOffset >= end else {
        throw PipelineFault(description: "\(tensor.summary) lies where something else does in the shared block")
      }
      end = byteOffset + tensor.type.paddedByteCount
    }
  }

  /// Whether an access over a space stays inside its value.
  fileprivate func isInside(_ access: Access, _ space: [Int]) -> Bool {
    if space.contains(0) || access.strides.count != space.count { return true }
    var (low, high) = (access.offset, access.offset)
    for (stride, extent) in zip(access.strides, space) {
      if stride < 0 { low += stride * (extent - 1) } else { high += stride * (extent - 1) }
    }
    return low >= 0 && high < values[access.value].type.elementCount
  }
}

extension LoweredScan {
  /// The laws of the body's own program.
  fileprivate func verify() throws(PipelineFault) {
    try body.verify()
    try schedule.verify(body)
    try plan.verify(body, schedule)
  }
}

extension Schedule {
  /// Every task runs once, after all that it needs; within a step, values are passed on index by index only.
  func verify(_ program: LoweredProgram) throws(PipelineFault) {
    var position = [Int?](repeating: nil, count: program.tasks.count)
    var count = 0
    for step in steps {
      for task in step.tasks {
        guard position[task] == nil else { throw PipelineFault(description: "task \(task) runs twice") }
        position[task] = count
        count += 1
      }
    }
    let lastStep = program.values.map { value in
      value.origin.makers.reduce(-1) { max($0, stepOfTask[$1] ?? -1) }
    }
    for (index, task) in program.tasks.enumerated() where !task.isEmpty {
      guard let own = position[index], let step = stepOfTask[index] else {
        throw PipelineFault(description: "task \(index) does not run")
      }
      for access in task.operands {
        let makerStep = lastStep[access.value]
        if makerStep < step { continue }
        // Within a step only the element of the same index is there, in a register, once it is made.
        let maker = program.tasks[index].isCall ? nil : madeBy(access.value, program)
        guard makerStep == step, let maker, let before = position[maker], before < own,
          program.isIdentity(access, in: task.space)
        else {
          throw PipelineFault(description: "task \(index) runs before value \(access.value) is made, which it needs")
        }
      }
      for table in task.tables where lastStep[table] >= step {
        throw PipelineFault(description: "task \(index) reads the table \(table), which is not made")
      }
    }
  }

  /// The task that makes a value element by element; nil where it is made otherwise.
  private func madeBy(_ value: ValueID, _ program: LoweredProgram) -> Int? {
    if case .computed(let task) = program.values[value].origin { task } else { nil }
  }
}

extension MemoryPlan {
  /// No two values that live at one time share a byte of the arena.
  func verify(_ program: LoweredProgram, _ schedule: Schedule) throws(PipelineFault) {
    var last = [Int](repeating: -1, count: program.values.count)
    for (step, content) in schedule.steps.enumerated() {
      for index in content.tasks {
        let task = program.tasks[index]
        var touched = task.operands.map(\.value) + task.tables
        if let written = task.written ?? task.mapped { touched.append(written) }
        touched += task.called
        for value in touched { last[value] = step }
      }
    }
    // The living values' places in ascending order, by their first bytes.
    var living: [(value: ValueID, range: Range<Int>)] = []
    func place(_ byte: Int) -> Int {
      var (low, high) = (0, living.count)
      while low < high {
        let middle = (low + high) / 2
        if living[middle].range.lowerBound < byte { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let placed = places.indices.filter { firstStep[$0] != nil }
    let starts = Dictionary(grouping: placed) { firstStep[$0] ?? 0 }
    let ends = Dictionary(grouping: placed) { last[$0] }
    for step in schedule.steps.indices {
      for value in ends[step - 1] ?? [] {
        guard case .arena(let offset) = places[value] else { continue }
        let index = place(offset)
        if index < living.count, living[index].value == value { living.remove(at: index) }
      }
      for value in starts[step] ?? [] {
        guard case .arena(let offset) = places[value] else { continue }
        let range = offset..<(offset + program.values[value].type.paddedByteCount)
        let index = place(offset)
        let neighbours = living[max(0, index - 1)..<min(living.count, index + 1)]
        if let other = neighbours.first(where: { $0.range.overlaps(range) }) {
          throw PipelineFault(description: "values \(value) and \(other.value) share memory at step \(step)")
        }
        guard range.upperBound <= scratchByteOffset else {
          throw PipelineFault(description: "value \(value) lies outside the arena")
        }
        living.insert((value, range), at: index)
      }
    }
  }
}
