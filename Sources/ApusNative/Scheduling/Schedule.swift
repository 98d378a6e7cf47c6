// Which tasks run together: tasks of one level and one index space become one loop.
//
// A task's level is above that of everything it needs whole: reductions, gathered tables, calls, values of other spaces.
// What it needs at its own index only may be of its own level, and is then passed on in a register.

/// A loop over an index space, a piece of scalar code, or a call.
struct Step: Sendable {
  let level: Int
  let space: [Int]
  /// The tasks, in an order in which they can run.
  var tasks: [Int]
  let isCall: Bool
  /// The groups in whose order a loop runs; nil where it runs in the order of its space.
  var grouping: Grouping?
}

/// The steps of a program, in order.
struct Schedule: Sendable {
  var steps: [Step]
  /// The step of each task; nil for tasks that do nothing.
  private(set) var stepOfTask: [Int?]

  /// The tasks that one step holds at most, so that no function, and no loop's turn, grows without bound: the time to
  /// compile one grows faster than its length.
  private static let tasksPerStep = 500

  init(_ program: LoweredProgram) {
    let levels = Self.levels(program)
    struct Key: Hashable {
      let level: Int
      let space: [Int]
      let call: Int
    }
    var steps: [Step] = []
    var indices: [Key: Int] = [:]
    for (index, task) in program.tasks.enumerated() where !task.isEmpty {
      let key = Key(level: levels[index], space: task.space, call: task.isCall ? index : -1)
      if let step = indices[key], steps[step].tasks.count < Self.tasksPerStep {
        steps[step].tasks.append(index)
      } else {
        indices[key] = steps.count
        steps.append(Step(level: levels[index], space: task.space, tasks: [index], isCall: task.isCall))
      }
    }
    // Stable by construction: equal levels keep the order of their first tasks.
    let order = steps.indices.sorted { (steps[$0].level, $0) < (steps[$1].level, $1) }
    self.steps = order.map { steps[$0] }
    var stepOfTask = [Int?](repeating: nil, count: program.tasks.count)
    for (step, content) in self.steps.enumerated() { for task in content.tasks { stepOfTask[task] = step } }
    self.stepOfTask = stepOfTask
  }

  /// Puts tasks before those of a step.
  mutating func put(_ tasks: [Int], before step: Int) {
    steps[step].tasks = tasks + steps[step].tasks
    let missing = (tasks.max() ?? -1) + 1 - stepOfTask.count
    if missing > 0 { stepOfTask += [Int?](repeating: nil, count: missing) }
    for task in tasks { stepOfTask[task] = step }
  }

  /// The level of each task: as early as possible, except that a map comes just before its first reader.
  private static func levels(_ program: LoweredProgram) -> [Int] {
    var levels = [Int](repeating: 0, count: program.tasks.count)
    // What tasks have written is whole a level above the last of them; many may read it, and many may have written it.
    var ready = [Int](repeating: 0, count: program.values.count)
    for (index, task) in program.tasks.enumerated() {
      var level = 0
      for operand in task.operands {
        if let maker = elementMaker(of: operand, for: task, program) {
          level = max(level, levels[maker])
        } else {
          level = max(level, ready[operand.value])
        }
      }
      for table in task.tables { level = max(level, ready[table]) }
      levels[index] = level
      for value in task.made { ready[value] = max(ready[value], level + 1) }
    }
    // The level below which a value must be whole for all its readers, and a task must be done for those of its own index.
    var due = [Int](repeating: .max, count: program.values.count)
    var latest = [Int](repeating: .max, count: program.tasks.count)
    for (index, task) in program.tasks.enumerated().reversed() {
      if let value = task.mapped {
        let last = min(latest[index], due[value] == .max ? .max : due[value] - 1)
        if last != .max { levels[index] = max(levels[index], last) }
      }
      for operand in task.operands {
        if let maker = elementMaker(of: operand, for: task, program) {
          latest[maker] = min(latest[maker], levels[index])
        } else {
          due[operand.value] = min(due[operand.value], levels[index])
        }
      }
      for table in task.tables { due[table] = min(due[table], levels[index]) }
    }
    return levels
  }

  /// The task that makes what an access reads element by element, at the reader's own indices; nil where the value is
  /// needed whole.
  private static func elementMaker(of access: Access, for task: LoweredTask, _ program: LoweredProgram) -> Int? {
    guard !task.isCall, case .computed(let maker) = program.values[access.value].origin,
      program.tasks[maker].space == task.space, program.isIdentity(access, in: task.space)
    else { return nil }
    return maker
  }
}
