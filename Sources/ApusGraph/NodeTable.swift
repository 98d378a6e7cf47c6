// Hash-consing: the table of all living nodes, by which equal applications are one node.

internal import CTryRetain
internal import Foundation

/// The table of living nodes. It does not keep them alive: a node goes when nobody uses it, and its `deinit` takes it out.
///
/// One recursive lock guards it, recursive because letting a candidate go may end a node, whose `deinit` comes back here.
/// Whoever holds the lock may read every entry: a node that ends waits for the lock before its memory goes.
final class NodeTable: @unchecked Sendable {
  static let shared = NodeTable()

  /// A reference that is not counted. Swift's `weak` would move each node's count to a table beside it, and make all
  /// counting some five times as slow.
  private struct Entry {
    private let reference: Unmanaged<Node>

    init(_ node: Node) { reference = Unmanaged.passUnretained(node) }

    /// The node; nil where its `deinit` has begun.
    var node: Node? {
      apus_try_retain(reference.toOpaque()).map { Unmanaged<Node>.fromOpaque($0).takeRetainedValue() }
    }

    func isOf(_ identifier: ObjectIdentifier) -> Bool {
      reference.toOpaque() == UnsafeMutableRawPointer(bitPattern: Int(bitPattern: identifier))
    }
  }

  private let lock = NSRecursiveLock()
  private var entries: [Int: [Entry]] = [:]

  /// The node that applies `op` to `operands`, made if there is none.
  func node(_ op: any Op, _ operands: [Tensor], _ resultTypes: [TensorType], _ location: SourceLocation?) -> Node {
    var hasher = Hasher()
    hasher.combine(ObjectIdentifier(type(of: op)))
    op.hash(into: &hasher)
    hasher.combine(operands)
    let hash = hasher.finalize()

    lock.lock()
    defer { lock.unlock() }
    for entry in entries[hash] ?? [] {
      // Looking at a candidate holds it for a moment. Should everybody else let it go in that moment, it ends here.
      if let found = entry.node, found.operands == operands, found.op.isEqual(to: op) { return found }
    }
    let node = Node(
      op: op, operands: operands, resultTypes: resultTypes, location: location, structuralHash: hash)
    entries[hash, default: []].append(Entry(node))
    return node
  }

  /// Takes out a node that ends.
  func forget(_ node: ObjectIdentifier, hash: Int) {
    lock.lock()
    defer { lock.unlock() }
    guard let place = entries.index(forKey: hash) else { return }
    entries.values[place].removeAll { $0.isOf(node) }
    if entries.values[place].isEmpty { entries.remove(at: place) }
  }

  /// The operands of the node that `tensor` holds, if nothing else does: the node goes with `tensor`.
  ///
  /// The lock keeps the table from handing the node out between the question and the answer.
  func takeOperandsIfLast(_ tensor: inout Tensor) -> [Tensor] {
    lock.lock()
    defer { lock.unlock() }
    return tensor.surrenderOperandsIfLast()
  }

  /// The number of entries, and of living nodes whose Op is counted.
  func count(where isCounted: (any Op) -> Bool) -> (entries: Int, living: Int) {
    lock.lock()
    defer { lock.unlock() }
    let all = entries.values.joined()
    let living = all.compactMap(\.node)
    return (all.count, living.count { isCounted($0.op) })
  }
}
