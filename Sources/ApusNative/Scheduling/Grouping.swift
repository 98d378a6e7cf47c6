// Loops over data in the order of a group index: gathers become broadcasts, scattered sums running sums in registers.

internal import ApusGraph
internal import ApusOps

/// How a loop runs over the groups of an index that is known before the program runs.
struct Grouping: Sendable {
  /// The index of each row, in the order of the groups.
  let index: Access
  /// The number of groups; rows of no group come after the last.
  let count: Int
  /// int64: where each group begins, and the end.
  let starts: ValueID
  /// bool: which places have a row.
  let isRow: ValueID

  /// Whether a task reads or adds one element for each group.
  func groups(_ task: LoweredTask) -> Bool {
    switch task.kind {
    case .gather(let base, _, let extent, _):
      task.operands[0] == index && extent == count && base.strides.allSatisfy { $0 == 0 }
    case .scatterAdd(let into, _, let extent):
      task.operands[0] == index && extent == count && into.strides.allSatisfy { $0 == 0 }
    default: false
    }
  }
}

extension Schedule {
  /// The rows per group above which groups are quicker: each group costs a sum across lanes and half a vector.
  private static let rowsPerGroup = 6

  /// Puts loops that add at an index of data into the order of that index, with copies of the data in that order.
  mutating func groupRows(_ program: inout LoweredProgram) {
    var isChanged = false
    for step in steps.indices {
      guard let index = groupIndex(of: steps[step], program), let rows = Rows(index, in: program) else { continue }
      group(step, rows, &program)
      isChanged = true
    }
    if isChanged { leaveOutUnread(&program) }
  }

  /// A loop's rows, and what they are ordered by.
  private struct Rows {
    let access: Access
    let index: Tensor
    let groupCount: Int
    let count: Int

    init?(_ task: LoweredTask, in program: LoweredProgram) {
      guard case .scatterAdd(_, _, let extent) = task.kind else { return nil }
      (access, groupCount, count) = (task.operands[0], extent, task.space[0])
      guard let index = program.sequence(access, count: count) else { return nil }
      self.index = index
    }
  }

  /// The scattered sum whose index orders a loop; nil if the loop cannot be reordered, or is quicker as it is.
  private func groupIndex(of step: Step, _ program: LoweredProgram) -> LoweredTask? {
    guard step.space.count == 1, !step.isCall, let count = step.space.first else { return nil }
    let tasks = step.tasks.map { program.tasks[$0] }
    let sums = tasks.filter { task in
      guard case .scatterAdd(let into, _, let extent) = task.kind else { return false }
      return into.strides == [0] && extent * Self.rowsPerGroup <= count
        && program.isShared(task.operands[0].value)
    }
    guard !sums.isEmpty else { return nil }
    let frequency = Dictionary(sums.map { ($0.operands[0], 1) }, uniquingKeysWith: +)
    // Of two that occur as often, the one with fewer groups: it costs fewer sums across lanes, and the other one's elements are
    // seldom added to twice in a row, for which the processor would have to wait.
    func rank(_ task: LoweredTask) -> (Int, Int) {
      guard case .scatterAdd(_, _, let extent) = task.kind else { return (0, 0) }
      return (frequency[task.operands[0]] ?? 0, -extent)
    }
    let best = sums.max { rank($0) < rank($1) }
    let own = Set(tasks.compactMap(\.mapped))
    let canMove = tasks.allSatisfy { task in
      switch task.kind {
      case .place, .call, .scan: return false
      case .reduce(_, let into): if into.strides != [0] { return false }
      case .gather(let base, _, _, _): if base.strides != [0] { return false }
      case .scatterAdd(let into, _, _): if into.strides != [0] { return false }
      case .rowProduct(let matrix, _, _, _), .columnProduct(let matrix, _, _):
        if program.blockedMatrices[matrix] == nil { return false }
      case .map: break
      }
      return task.operands.allSatisfy {
        $0.strides == [0] || own.contains($0.value) && program.isIdentity($0, in: step.space)
          || program.isShared($0.value)
      }
    }
    guard canMove, !isReadElsewhere(own, than: step, program) else { return nil }
    return best
  }

  /// Whether a task outside a step reads one of the values.
  private func isReadElsewhere(_ values: Set<ValueID>, than step: Step, _ program: LoweredProgram) -> Bool {
    let inside = Set(step.tasks)
    return program.tasks.indices.contains { index in
      !inside.contains(index)
        && (program.tasks[index].operands.contains { values.contains($0.value) }
          || program.tasks[index].tables.contains(where: values.contains))
    }
  }

  private mutating func group(_ step: Int, _ rows: Rows, _ program: inout LoweredProgram) {
    let op = GroupOrder(groupCount: rows.groupCount, rowCount: rows.count)
    let made = Tensor.apply(op, [rows.index])
    let order = made[0]
    var copies: [Access: Access] = [:]
    func inOrder(_ access: Access) -> Access {
      if let known = copies[access] { return known }
      guard access.strides != [0], program.isShared(access.value),
        let sequence = program.sequence(access, count: rows.count)
      else { return access }
      let copy = Access(value: program.share(ApusOps.gather(sequence, order)), offset: 0, strides: [1])
      copies[access] = copy
      return copy
    }
    func inOrder(_ matrix: ValueID) -> ValueID {
      let key = Access(value: matrix, offset: 0, strides: [])
      if let known = copies[key] { return known.value }
      guard let source = program.blockedMatrices[matrix] else { return matrix }
      let blocks = program.share(Lowering.blocked(ApusOps.gather(source, order)))
      copies[key] = Access(value: blocks, offset: 0, strides: [])
      return blocks
    }
    for index in steps[step].tasks {
      let task = program.tasks[index]
      let kind: LoweredTask.Kind =
        switch task.kind {
        case .rowProduct(let matrix, let vector, let length, let result):
          .rowProduct(matrix: inOrder(matrix), vector: vector, length: length, result: result)
        case .columnProduct(let matrix, let length, let into):
          .columnProduct(matrix: inOrder(matrix), length: length, into: into)
        default: task.kind
        }
      program.tasks[index] = LoweredTask(
        kind: kind, space: task.space, operands: task.operands.map { inOrder($0) }, node: task.node)
    }
    steps[step].grouping = Grouping(
      index: inOrder(rows.access), count: rows.groupCount, starts: program.share(made[1]), isRow: program.share(made[2])
    )
  }

  /// Leaves out of the shared block what nobody reads any more.
  private func leaveOutUnread(_ program: inout LoweredProgram) {
    // The bodies of scans have their places in the block too.
    guard program.scans.isEmpty else { return }
    var read = Set(program.tasks.flatMap { $0.operands.map(\.value) + $0.tables })
    for case let grouping? in steps.map(\.grouping) { read.formUnion([grouping.starts, grouping.isRow]) }
    let tensors = Dictionary(program.shared.map { ($0.byteOffset, $0.tensor) }) { first, _ in first }
    (program.shared, program.sharedByteCount) = ([], 0)
    for value in read.sorted() {
      guard case .shared(let place) = program.values[value].origin, let tensor = tensors[place] else { continue }
      program.values[value].origin = .shared(byteOffset: program.sharedByteCount)
      program.shared.append((tensor, program.sharedByteCount))
      program.sharedByteCount += tensor.type.paddedByteCount
    }
  }
}

extension LoweredProgram {
  /// Whether a value is in the shared block.
  func isShared(_ value: ValueID) -> Bool {
    if case .shared = values[value].origin { true } else { false }
  }

  /// The elements of a shared value that an access reads over a space of one axis.
  fileprivate func sequence(_ access: Access, count: Int) -> Tensor? {
    guard case .shared(let place) = values[access.value].origin, access.strides.count == 1,
      let tensor = shared.first(where: { $0.byteOffset == place })?.tensor
    else { return nil }
    let flat = tensor.reshaped(to: [tensor.shape.elementCount])
    if isIdentity(access, in: [count]) { return flat }
    let places = (0..<count).map { access.offset + access.strides[0] * $0 }
    return ApusOps.gather(flat, Tensor(NDArray(places, shape: [count])))
  }

  /// A value that is computed before the program runs.
  fileprivate mutating func share(_ tensor: Tensor) -> ValueID {
    values.append(LoweredValue(type: tensor.type, origin: .shared(byteOffset: sharedByteCount)))
    shared.append((tensor, sharedByteCount))
    sharedByteCount += tensor.type.paddedByteCount
    return values.count - 1
  }
}
