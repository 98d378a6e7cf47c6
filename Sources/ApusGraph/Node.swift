// The graph's node: an Op applied to operands. It is the only class of the graph; equal nodes are one object.

/// An application of an Op to operands.
///
/// Nodes are made by ``Tensor/apply(_:_:at:)`` alone, which returns the existing node where an equal one is alive. A node
/// keeps its operands alive.
public final class Node: @unchecked Sendable {
  /// The operation.
  public let op: any Op
  /// The operands.
  public private(set) var operands: [Tensor]
  /// The type of each result.
  public let resultTypes: [TensorType]
  /// The user's line.
  public let location: SourceLocation?
  /// The hash of Op and operands.
  let structuralHash: Int

  init(
    op: any Op, operands: [Tensor], resultTypes: [TensorType], location: SourceLocation?, structuralHash: Int
  ) {
    self.op = op
    self.operands = operands
    self.resultTypes = resultTypes
    self.location = location
    self.structuralHash = structuralHash
  }

  /// Where the node lies in memory.
  package var address: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

  /// The tensor of each result.
  public var results: [Tensor] { resultTypes.indices.map { Tensor(self, $0) } }

  /// Releases the operands without recursion, so that a chain of any length can go.
  deinit {
    NodeTable.shared.forget(ObjectIdentifier(self), hash: structuralHash)
    guard !operands.isEmpty else { return }
    var pending = operands
    operands = []
    while var last = pending.popLast() { pending += NodeTable.shared.takeOperandsIfLast(&last) }
  }

  /// The operands of a node that goes with the caller's reference, which must be the only one.
  func surrenderOperands() -> [Tensor] {
    defer { operands = [] }
    return operands
  }
}

extension Node {
  /// The number of living nodes whose Op is counted, for tests of what a graph keeps alive; `isCounted` makes no nodes.
  package static func livingCount(where isCounted: (any Op) -> Bool) -> Int { NodeTable.shared.count(where: isCounted) }
}

extension Node: Hashable {
  /// Identity: equal nodes are one object.
  public static func == (a: Node, b: Node) -> Bool { a === b }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
  /// What sets and dictionaries ask for. Graphs of 10⁵ nodes spend their time in them, and an address needs no strong hash.
  public func _rawHashValue(seed: Int) -> Int { Self.hash(address, seed) }

  /// Fibonacci hashing: one multiplication, whose high bits depend on all bits of the address.
  static func hash(_ address: UInt, _ seed: Int) -> Int {
    let product = (address ^ UInt(bitPattern: seed)) &* 0x9E37_79B9_7F4A_7C15
    return Int(bitPattern: product ^ product >> 32)
  }
}
