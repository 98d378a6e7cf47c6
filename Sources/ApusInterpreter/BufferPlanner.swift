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

  /// The bytes planned so far.
  private(set) var byteCount = 0
  private var slots: [Tensor: Slot] = [:]
  private var free: [Int: [Int]] = [:]
  private let lastUse: [Node: Int]
  private let kept: Set<Node>

  init(_ program: Program) {
    var lastUse: [Node: Int] = [:]
    for (index, node) in program.body.enumerated() {
      lastUse[node] = index
      for operand in node.operands { if let source = operand.node { lastUse[source] = index } }
    }
    self.lastUse = lastUse
    kept = Set(program.outputs.compactMap(\.node)).union(program.prologue).union(program.arguments.compactMap(\.node))
  }

  /// The place of a planned value.
  func slot(of tensor: Tensor) -> Slot {
    guard let slot = slots[tensor] else { preconditionFailure("\(tensor) was used before it was planned") }
    return slot
  }

  /// A place that is never shared.
  mutating func pinned(_ tensor: Tensor) -> Slot {
    let slot = Slot(type: tensor.type, offset: byteCount)
    byteCount += Self.rounded(tensor.type.byteCount)
    slots[tensor] = slot
    return slot
  }

  /// A step whose results are never shared.
  mutating func pinnedStep(_ node: Node) -> StepPlan {
    let operands = node.operands.map { slot(of: $0) }
    return StepPlan(node: node, operands: operands, results: node.results.map { pinned($0) })
  }

  /// A step of the body: its results take free places, and what is used here for the last time is freed.
  mutating func bodyStep(_ node: Node, at index: Int) -> StepPlan {
    let operands = node.operands.map { slot(of: $0) }
    let results = node.results.map { kept.contains(node) ? pinned($0) : shared($0) }
    for source in Set(node.operands.compactMap(\.node) + [node]) where lastUse[source] == index {
      release(source)
    }
    return StepPlan(node: node, operands: operands, results: results)
  }

  private mutating func shared(_ tensor: Tensor) -> Slot {
    let size = Self.rounded(tensor.type.byteCount)
    guard let offset = free[size]?.popLast() else { return pinned(tensor) }
    let slot = Slot(type: tensor.type, offset: offset)
    slots[tensor] = slot
    return slot
  }

  private mutating func release(_ node: Node) {
    guard !kept.contains(node) else { return }
    for tensor in node.results {
      if let slot = slots[tensor] { free[Self.rounded(slot.type.byteCount), default: []].append(slot.offset) }
    }
  }

  private static func rounded(_ byteCount: Int) -> Int { max(64, (byteCount + 63) & ~63) }
}
