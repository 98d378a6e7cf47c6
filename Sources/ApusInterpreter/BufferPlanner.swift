// Where each value of a program lies: buffers are shared by values whose lives do not overlap.

internal import ApusGraph

/// Plans the buffers of a program.
struct BufferPlanner {
  /// A place in the arena.
  struct Slot {
    let type: TensorType
    let offset: Int

    func view(in arena: Arena) -> MutableTensorView { MutableTensorView(type, arena.base + offset) }
  }

  /// A node with the places of its operands and results.
  struct StepPlan {
    let node: Node
    let operands: [Slot]
    let results: [Slot]
  }

  /// What is known of a node.
  private struct Entry {
    /// The place of the first result's slot in `slots`; the others follow.
    var firstSlot = -1
    /// The last step of the body that uses the node.
    var lastUse = -1
    /// Whether its results are never shared.
    var isKept = false
  }

  /// The bytes planned so far.
  private(set) var byteCount = 0
  private var numbers: NodeNumbers
  private var entries: [Entry] = []
  private var slots: [Slot] = []
  private var free: [Int: [Int]] = [:]

  init(_ program: Program) {
    let nodeCount = program.body.count + program.prologue.count + program.arguments.count
    numbers = NodeNumbers(minimumCapacity: nodeCount)
    entries.reserveCapacity(nodeCount)
    slots.reserveCapacity(nodeCount)
    for node in program.arguments.compactMap(\.node) + program.prologue + program.outputs.compactMap(\.node) {
      entries[number(node)].isKept = true
    }
    for (index, node) in program.body.enumerated() {
      entries[number(node)].lastUse = index
      for operand in node.operands { if let source = operand.node { entries[number(source)].lastUse = index } }
    }
  }

  private mutating func number(_ node: Node) -> Int {
    let (number, isNew) = numbers.insert(node)
    if isNew { entries.append(Entry()) }
    return number
  }

  /// The place of a planned value.
  func slot(of tensor: Tensor) -> Slot {
    guard let node = tensor.node, let number = numbers.number(of: node), entries[number].firstSlot >= 0 else {
      preconditionFailure("\(tensor) was used before it was planned")
    }
    return slots[entries[number].firstSlot + tensor.resultIndex]
  }

  /// The place of an argument, which is never shared.
  mutating func pinned(_ argument: Tensor) -> Slot {
    guard let node = argument.node else { preconditionFailure("\(argument) has no node") }
    return results(of: node) { $0.pinned($1) }[0]
  }

  /// A step whose results are never shared.
  mutating func pinnedStep(_ node: Node) -> StepPlan {
    let operands = node.operands.map { slot(of: $0) }
    return StepPlan(node: node, operands: operands, results: results(of: node) { $0.pinned($1) })
  }

  /// A step of the body: its results take free places, and what is used here for the last time is freed.
  mutating func bodyStep(_ node: Node, at index: Int) -> StepPlan {
    let operands = node.operands.map { slot(of: $0) }
    let isKept = entries[number(node)].isKept
    let results = results(of: node) { isKept ? $0.pinned($1) : $0.shared($1) }
    release(node, after: index)
    for operand in node.operands { if let source = operand.node { release(source, after: index) } }
    return StepPlan(node: node, operands: operands, results: results)
  }

  private mutating func results(of node: Node, _ place: (inout BufferPlanner, TensorType) -> Slot) -> [Slot] {
    let made = node.resultTypes.map { place(&self, $0) }
    entries[number(node)].firstSlot = slots.count
    slots += made
    return made
  }

  private mutating func pinned(_ type: TensorType) -> Slot {
    defer { byteCount += Self.rounded(type.byteCount) }
    return Slot(type: type, offset: byteCount)
  }

  private mutating func shared(_ type: TensorType) -> Slot {
    guard let offset = free[Self.rounded(type.byteCount)]?.popLast() else { return pinned(type) }
    return Slot(type: type, offset: offset)
  }

  /// Frees a node's results where a step was the last to use them.
  private mutating func release(_ node: Node, after index: Int) {
    let number = number(node)
    let entry = entries[number]
    guard entry.lastUse == index, !entry.isKept, entry.firstSlot >= 0 else { return }
    // An operand that is used twice is freed once.
    entries[number].lastUse = -1
    for slot in slots[entry.firstSlot..<entry.firstSlot + node.resultTypes.count] {
      free[Self.rounded(slot.type.byteCount), default: []].append(slot.offset)
    }
  }

  private static func rounded(_ byteCount: Int) -> Int { max(64, (byteCount + 63) & ~63) }
}
