// Recompute or store: a value is recomputed in the loops that read it where that is cheaper than storing it.

internal import ApusGraph

extension Schedule {
  /// The instructions, loads included, that may replace a store and a load.
  private static let budget = 3

  /// Computes cheap values again in the loops that read them, where that saves storing them.
  mutating func recompute(_ program: inout LoweredProgram) {
    let loops = steps.indices.filter { !steps[$0].isCall && !MemoryPlan.isStraight(steps[$0].space) }
    guard !loops.isEmpty else { return }
    var plan = Recomputation(self, program)
    for step in loops {
      for task in steps[step].tasks { plan.consider(task, of: step, budget: Self.budget) }
    }
    plan.apply(to: &self, &program)
  }
}

/// Which values are computed again, and where.
private struct Recomputation {
  private let schedule: Schedule
  private var program: LoweredProgram
  /// The steps that read each value, and whether all do so element by element in loops over its space.
  private var readers: [ValueID: Set<Int>] = [:]
  private var isReadWhole: Set<ValueID> = []
  /// What each step reads from memory.
  private var reads: [Set<Access>]
  /// The copies of values in each step.
  private var copies: [[ValueID: ValueID]]
  /// The tasks that make the copies, in order.
  private var added: [[Int]]

  init(_ schedule: Schedule, _ program: LoweredProgram) {
    self.schedule = schedule
    self.program = program
    reads = schedule.steps.map { _ in [] }
    copies = schedule.steps.map { _ in [:] }
    added = schedule.steps.map { _ in [] }
    for (number, step) in schedule.steps.enumerated() {
      for index in step.tasks {
        let task = program.tasks[index]
        for access in task.operands {
          readers[access.value, default: []].insert(number)
          let isElementwise = !step.isCall && program.isIdentity(access, in: step.space)
          if isElementwise { reads[number].insert(access) } else { isReadWhole.insert(access.value) }
        }
        for table in task.tables {
          readers[table, default: []].insert(number)
          isReadWhole.insert(table)
        }
      }
    }
  }

  /// Makes copies of a task's result in all other steps that read it, if each costs no more than the budget.
  mutating func consider(_ task: Int, of step: Int, budget: Int) {
    guard case .map(_, let value) = program.tasks[task].kind, !isReadWhole.contains(value) else { return }
    let others = (readers[value] ?? []).subtracting([step])
    let space = schedule.steps[step].space
    let access = Access(value: value, offset: 0, strides: LoweredProgram.strides(space))
    guard !others.isEmpty, others.allSatisfy({ schedule.steps[$0].space == space }) else { return }
    guard others.allSatisfy({ (cost(access, in: $0, isRoot: true) ?? .max) <= budget }) else { return }
    for other in others.sorted() { _ = copy(access, in: other, isRoot: true) }
  }

  /// The instructions that a value costs in a step; nil where it cannot be had there.
  private func cost(_ access: Access, in step: Int, isRoot: Bool = false) -> Int? {
    // What is read otherwise than element by element is in memory anyway, and is never taken from a register.
    guard isElementwise(access, in: step) else { return isRoot ? nil : access.strides.last == 0 ? 0 : 1 }
    if copies[step][access.value] != nil { return 0 }
    if !isRoot, reads[step].contains(access) { return 0 }
    switch program.values[access.value].origin {
    case .immediate: return 0
    case .shared, .input, .written, .called: return 1
    case .computed(let maker):
      let task = program.tasks[maker]
      guard case .map(let function, _) = task.kind, task.space == schedule.steps[step].space else { return nil }
      let isProduct = function.role == .quotient && task.operands[1].strides.last == 0
      var total = isProduct ? 1 : function.cost
      for operand in task.operands {
        guard total <= 8, let cost = cost(operand, in: step) else { return nil }
        total += cost
      }
      return total
    case .output: return nil
    }
  }

  /// Whether an access of a step reads a value's elements at the step's own indices: a copy is good for such accesses alone.
  private func isElementwise(_ access: Access, in step: Int) -> Bool {
    program.isIdentity(access, in: schedule.steps[step].space)
  }

  /// The value's copy in a step, made with all that it needs.
  private mutating func copy(_ access: Access, in step: Int, isRoot: Bool = false) -> Access {
    guard isElementwise(access, in: step) else { return access }
    if let known = copies[step][access.value] {
      return Access(value: known, offset: access.offset, strides: access.strides)
    }
    guard isRoot || !reads[step].contains(access), case .computed(let maker) = program.values[access.value].origin,
      case .map(let function, _) = program.tasks[maker].kind
    else { return access }
    let task = program.tasks[maker]
    let operands = task.operands.map { copy($0, in: step) }
    let value = program.values.count
    program.values.append(
      LoweredValue(type: program.values[access.value].type, origin: .computed(task: program.tasks.count)))
    added[step].append(program.tasks.count)
    program.tasks.append(
      LoweredTask(kind: .map(function, result: value), space: task.space, operands: operands, node: task.node))
    copies[step][access.value] = value
    program.originals[value] = access.value
    return Access(value: value, offset: access.offset, strides: access.strides)
  }

  /// Puts the copies into the steps, before all else, and lets the steps read them.
  func apply(to schedule: inout Schedule, _ target: inout LoweredProgram) {
    var program = program
    for step in schedule.steps.indices where !added[step].isEmpty {
      for index in schedule.steps[step].tasks {
        let task = program.tasks[index]
        let operands = task.operands.map { access in
          guard let copy = copies[step][access.value], program.isIdentity(access, in: task.space) else { return access }
          return Access(value: copy, offset: access.offset, strides: access.strides)
        }
        program.tasks[index] = LoweredTask(kind: task.kind, space: task.space, operands: operands, node: task.node)
      }
      schedule.put(added[step], before: step)
    }
    target = program
  }
}
