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

  /// The scalar tasks that one step holds at most, so that no function grows without bound.
  private static let scalarsPerStep = 500

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
      if let step = indices[key], !task.space.isEmpty || steps[step].tasks.count < Self.scalarsPerStep {
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

  /// The level of each task: as early as possible, but maps only as early as somebody needs them.
  private static func levels(_ program: LoweredProgram) -> [Int] {
    var levels = [Int](repeating: 0, count: program.tasks.count)
    for (index, task) in program.tasks.enumerated() {
      var level = 0
      func need(_ access: Access, whole: Bool) {
        for (maker, isWhole) in makers(of: access, by: task, program) {
          level = max(level, levels[maker] + (whole || isWhole ? 1 : 0))
        }
      }
      for operand in task.operands { need(operand, whole: task.isCall) }
      for table in task.tables { need(Access(value: table, offset: 0, strides: []), whole: true) }
      levels[index] = level
    }
    var latest = [Int](repeating: .max, count: program.tasks.count)
    for (index, task) in program.tasks.enumerated().reversed() {
      if task.mapped != nil, latest[index] != .max { levels[index] = max(levels[index], latest[index]) }
      func need(_ access: Access, whole: Bool) {
        for (maker, isWhole) in makers(of: access, by: task, program) {
          latest[maker] = min(latest[maker], levels[index] - (whole || isWhole ? 1 : 0))
        }
      }
      for operand in task.operands { need(operand, whole: task.isCall) }
      for table in task.tables { need(Access(value: table, offset: 0, strides: []), whole: true) }
    }
    return levels
  }

  /// The tasks that make what an access reads, and whether it needs all of it at once.
  private static func makers(
    of access: Access, by task: LoweredTask, _ program: LoweredProgram
  ) -> [(task: Int, isWhole: Bool)] {
    let origin = program.values[access.value].origin
    if case .computed(let maker) = origin {
      return [(maker, program.tasks[maker].space != task.space || !program.isIdentity(access, in: task.space))]
    }
    return origin.makers.map { ($0, true) }
  }
}
