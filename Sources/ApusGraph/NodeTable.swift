// Hash-consing: the table of all living nodes, by which equal applications are one node.

internal import CTryRetain
internal import Synchronization

/// The table of living nodes. It does not keep them alive: a node goes when nobody uses it, and its `deinit` takes it out.
///
/// Whoever holds the lock may read every entry: a node that ends waits for the lock before its memory goes. No reference is let
/// go under the lock, since a node that ends there would wait for itself.
final class NodeTable: Sendable {
  static let shared = NodeTable()

  private let table = Mutex(Table())

  /// The node that applies `op` to `operands`, made if there is none.
  func node(_ op: any Op, _ operands: [Tensor], _ resultTypes: [TensorType], _ location: SourceLocation?) -> Node {
    var hasher = Hasher()
    hasher.combine(ObjectIdentifier(type(of: op)))
    op.hash(into: &hasher)
    hasher.combine(operands)
    let hash = hasher.finalize()
    // Ops are compared outside of the lock: their authors may have written what equality is. Looking at a candidate holds it
    // for a moment; should everybody else let it go in that moment, it ends with this list.
    var others: [Node] = []
    while true {
      let (made, candidates) = table.withLock { table -> (Node?, [Node]) in
        var place = table.start(hash)
        var candidates: [Node] = []
        while let entry = table.entry(at: place) {
          if entry.hash == hash, let found = entry.node { candidates.append(found) }
          place = table.next(place)
        }
        guard candidates.allSatisfy({ candidate in others.contains { $0 === candidate } }) else {
          return (nil, candidates)
        }
        let node = Node(
          op: op, operands: operands, resultTypes: resultTypes, location: location, structuralHash: hash)
        table.insert(node, hash, at: place)
        return (node, candidates)
      }
      if let made { return withExtendedLifetime((others, candidates)) { made } }
      if let found = candidates.first(where: { $0.operands == operands && $0.op.isEqual(to: op) }) { return found }
      others += candidates
    }
  }

  /// Takes out a node that ends.
  func forget(_ node: ObjectIdentifier, hash: Int) { table.withLock { $0.remove(node, hash) } }

  /// The operands of the node that `tensor` holds, if nothing else does: the node goes with `tensor`.
  ///
  /// The lock keeps the table from handing the node out between the question and the answer.
  func takeOperandsIfLast(_ tensor: inout Tensor) -> [Tensor] {
    let taken = table.withLock { _ in tensor.surrenderNode() }
    return taken?.operands ?? []
  }

  /// The number of nodes in the table whose Op is counted. The nodes are not held meanwhile: others may wait for their end.
  ///
  /// - Parameter isCounted: called under the lock, so it must make no nodes and let none go.
  func count(where isCounted: (any Op) -> Bool) -> Int {
    table.withLock { table in
      table.entries.count { $0?.reference._withUnsafeGuaranteedRef { isCounted($0.op) } ?? false }
    }
  }
}

/// A hash table with open addresses: an entry lies at the first free place from that of its hash on.
private struct Table {
  /// A reference that is not counted. Swift's `weak` would move each node's count to a table beside it, and make all
  /// counting some five times as slow.
  struct Entry {
    let hash: Int
    let reference: Unmanaged<Node>

    /// The node; nil where its `deinit` has begun.
    var node: Node? {
      apus_try_retain(reference.toOpaque()).map { Unmanaged<Node>.fromOpaque($0).takeRetainedValue() }
    }
  }

  private(set) var entries = [Entry?](repeating: nil, count: 1024)
  private var count = 0

  func start(_ hash: Int) -> Int { hash & (entries.count - 1) }
  func next(_ place: Int) -> Int { (place + 1) & (entries.count - 1) }
  func entry(at place: Int) -> Entry? { entries[place] }

  /// Puts a node at a free place, to which its hash led.
  mutating func insert(_ node: Node, _ hash: Int, at place: Int) {
    entries[place] = Entry(hash: hash, reference: Unmanaged.passUnretained(node))
    count += 1
    if count > entries.count / 2 { resize(to: entries.count * 2) }
  }

  mutating func remove(_ node: ObjectIdentifier, _ hash: Int) {
    let address = UnsafeMutableRawPointer(bitPattern: Int(bitPattern: node))
    var place = start(hash)
    while let entry = entries[place], entry.reference.toOpaque() != address { place = next(place) }
    guard entries[place] != nil else { return }
    entries[place] = nil
    count -= 1
    close(place)
    if entries.count > 1024 && count < entries.count / 8 { resize(to: entries.count / 2) }
  }

  /// Moves entries behind a place that became free to where a search for them still gets.
  private mutating func close(_ free: Int) {
    var (free, place) = (free, next(free))
    while let entry = entries[place] {
      let home = start(entry.hash)
      if (place - home) & (entries.count - 1) >= (place - free) & (entries.count - 1) {
        entries[free] = entry
        entries[place] = nil
        free = place
      }
      place = next(place)
    }
  }

  private mutating func resize(to size: Int) {
    let old = entries
    entries = [Entry?](repeating: nil, count: size)
    for case let entry? in old {
      var place = start(entry.hash)
      while entries[place] != nil { place = next(place) }
      entries[place] = entry
    }
  }
}
