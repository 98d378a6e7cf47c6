// What must hold of a lowered program, its schedule and its memory plan; a violation is a fault of Apus's.

/// A law of the pipeline that does not hold.
struct PipelineFault: Error, CustomStringConvertible {
  let description: String
}

extension LoweredProgram {
  /// Every access names a value that is made before, and has a stride for each axis of the space.
  func verify() throws(PipelineFault) {
    for (index, task) in tasks.enumerated() {
      for access in task.operands where !task.isCall && access.strides.count != task.space.count {
        throw PipelineFault(
          description: "task \(index) reads value \(access.value) with strides \(access.strides) over \(task.space)")
      }
      for value in task.operands.map(\.value) + task.tables {
        if let late = values[value].origin.makers.first(where: { $0 >= index }) {
          throw PipelineFault(description: "task \(index) reads value \(value), which task \(late) makes")
        }
      }
    }
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
    for (index, task) in program.tasks.enumerated() where !task.isEmpty {
      guard let own = position[index], let step = stepOfTask[index] else {
        throw PipelineFault(description: "task \(index) does not run")
      }
      for access in task.operands {
        let isIdentity = !task.isCall && program.isIdentity(access, in: task.space)
        for maker in program.values[access.value].origin.makers {
          guard let before = position[maker], let makerStep = stepOfTask[maker] else { continue }
          let isMapped = program.tasks[maker].mapped != nil
          guard makerStep < step || makerStep == step && before < own && isIdentity && isMapped else {
            throw PipelineFault(description: "task \(index) runs before task \(maker), which it needs")
          }
        }
      }
      for table in task.tables {
        for maker in program.values[table].origin.makers where (stepOfTask[maker] ?? -1) >= step {
          throw PipelineFault(description: "task \(index) reads a table that task \(maker) has not made")
        }
      }
    }
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
    var living: [(value: ValueID, range: Range<Int>)] = []
    let starts = Dictionary(grouping: places.indices.filter { firstStep[$0] != nil }) { firstStep[$0] ?? 0 }
    for step in schedule.steps.indices {
      living.removeAll { last[$0.value] < step }
      for value in starts[step] ?? [] {
        guard case .arena(let offset) = places[value] else { continue }
        let range = offset..<(offset + program.values[value].type.paddedByteCount)
        if let other = living.first(where: { $0.range.overlaps(range) }) {
          throw PipelineFault(description: "values \(value) and \(other.value) share memory at step \(step)")
        }
        guard range.upperBound <= scratchByteOffset else {
          throw PipelineFault(description: "value \(value) lies outside the arena")
        }
        living.append((value, range))
      }
    }
  }
}
