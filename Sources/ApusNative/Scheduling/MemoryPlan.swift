// Where values are kept: in registers if possible, else in one arena, where values whose lives do not overlap share places.

/// Where a value lies in memory.
enum MemoryPlace: Hashable, Sendable {
  case input(Int)
  case shared(Int)
  case output(Int)
  case arena(Int)
}

/// The places of a program's values.
struct MemoryPlan: Sendable {
  /// The place of each value that needs one.
  let places: [MemoryPlace?]
  /// The bytes of the arena, with room behind the last value for reading and writing whole vectors.
  let arenaByteCount: Int
  /// Behind them, the word where code notes divisors whose reciprocals overflow; see ``Divisions``.
  var smallDivisorOffset: Int { (arenaByteCount + 63) / 64 * 64 }
  /// A place in the arena to which elements go that belong nowhere.
  let scratchByteOffset: Int
  /// The first step that touches each value of the arena.
  let firstStep: [Int?]

  init(_ program: LoweredProgram, _ schedule: Schedule, functionOfStep: [Int]) {
    var first = [Int?](repeating: nil, count: program.values.count)
    var last = [Int?](repeating: nil, count: program.values.count)
    var needsMemory = [Bool](repeating: false, count: program.values.count)
    func touch(_ value: ValueID, _ step: Int) {
      first[value] = min(first[value] ?? step, step)
      last[value] = max(last[value] ?? step, step)
    }
    for (step, content) in schedule.steps.enumerated() {
      for index in content.tasks {
        let task = program.tasks[index]
        if let result = task.mapped { touch(result, step) }
        if let result = task.written {
          touch(result, step)
          if !Self.isRegisterReduction(task, program) { needsMemory[result] = true }
        }
        for result in task.called {
          touch(result, step)
          needsMemory[result] = true
        }
        for table in task.tables {
          touch(table, step)
          needsMemory[table] = true
        }
        for operand in task.operands {
          touch(operand.value, step)
          if task.isCall || Self.readsMemory(operand, task, step, program, schedule, functionOfStep) {
            needsMemory[operand.value] = true
          }
        }
      }
    }
    if let result = program.result { last[result] = schedule.steps.count - 1 }
    var places = [MemoryPlace?](repeating: nil, count: program.values.count)
    var allocator = Allocator()
    var ending: [Int: [ValueID]] = [:]
    var starting: [Int: [ValueID]] = [:]
    for (value, content) in program.values.enumerated() {
      switch content.origin {
      case .immediate: continue
      case .input(let offset): places[value] = .input(offset)
      case .shared(let offset): places[value] = .shared(offset)
      case .output(let offset, _): places[value] = .output(offset)
      case .computed, .written, .called:
        guard needsMemory[value] else { continue }
        starting[first[value] ?? 0, default: []].append(value)
        ending[last[value] ?? 0, default: []].append(value)
      }
    }
    for step in -1..<schedule.steps.count {
      for value in starting[step] ?? [] {
        places[value] = .arena(allocator.take(program.values[value].type.paddedByteCount))
      }
      for value in ending[step] ?? [] {
        if case .arena(let offset) = places[value] {
          allocator.free(offset, program.values[value].type.paddedByteCount)
        }
      }
    }
    self.places = places
    scratchByteOffset = allocator.byteCount
    arenaByteCount = allocator.byteCount + 128
    firstStep = first
  }

  /// Whether an access goes to memory: else the value is in a register of the same function.
  private static func readsMemory(
    _ access: Access, _ task: LoweredTask, _ step: Int, _ program: LoweredProgram, _ schedule: Schedule,
    _ functionOfStep: [Int]
  ) -> Bool {
    let value = program.values[access.value]
    let maker: Int
    switch value.origin {
    case .computed(let task): maker = task
    case .written(let tasks, _) where tasks.count == 1 && isRegisterReduction(program.tasks[tasks[0]], program):
      maker = tasks[0]
    default: return true
    }
    guard let makerStep = schedule.stepOfTask[maker] else { return true }
    if makerStep == step { return false }
    guard functionOfStep[makerStep] == functionOfStep[step] else { return true }
    if value.type.elementCount == 1 && (program.tasks[maker].space.isEmpty || program.tasks[maker].written != nil) {
      return false
    }
    return
      !(isStraight(task.space) && program.tasks[maker].space == task.space
      && program.isIdentity(access, in: task.space))
  }

  /// Whether a space's code has no loop: its vectors stay in registers.
  static func isStraight(_ space: [Int]) -> Bool { space.isEmpty || space.count == 1 && space[0] <= IRBuilder.lanes }

  /// Whether a task reduces its whole space to one number, which stays in a register.
  static func isRegisterReduction(_ task: LoweredTask, _ program: LoweredProgram) -> Bool {
    guard case .reduce(_, let into) = task.kind, case .written(let tasks, _) = program.values[into.value].origin else {
      return false
    }
    return tasks.count == 1 && program.values[into.value].type.elementCount == 1
  }
}

/// Places of a block by first fit, neighbours joined when freed.
private struct Allocator {
  private(set) var byteCount = 0
  private var holes: [(offset: Int, size: Int)] = []

  mutating func take(_ size: Int) -> Int {
    if let index = holes.firstIndex(where: { $0.size >= size }) {
      let offset = holes[index].offset
      holes[index] = (offset + size, holes[index].size - size)
      if holes[index].size == 0 { holes.remove(at: index) }
      return offset
    }
    if let last = holes.last, last.offset + last.size == byteCount {
      holes.removeLast()
      byteCount = last.offset + size
      return last.offset
    }
    byteCount += size
    return byteCount - size
  }

  mutating func free(_ offset: Int, _ size: Int) {
    // Holes are in ascending order.
    var (index, end) = (0, holes.count)
    while index < end {
      let middle = (index + end) / 2
      if holes[middle].offset > offset { end = middle } else { index = middle + 1 }
    }
    holes.insert((offset, size), at: index)
    if index + 1 < holes.count, offset + size == holes[index + 1].offset {
      holes[index].size += holes[index + 1].size
      holes.remove(at: index + 1)
    }
    if index > 0, holes[index - 1].offset + holes[index - 1].size == offset {
      holes[index - 1].size += holes[index].size
      holes.remove(at: index)
    }
  }
}
