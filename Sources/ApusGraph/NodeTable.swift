// Hash-consing: the table of all living nodes, by which equal applications are one node.

internal import Foundation

/// The table of living nodes. It holds them weakly: a node goes when nobody uses it.
///
/// One recursive lock guards it, recursive because letting a candidate go may end a node, whose `deinit` comes back here.
final class NodeTable: @unchecked Sendable {
  static let shared = NodeTable()

  private struct Entry {
    weak var node: Node?
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
    let candidates = (entries[hash] ?? []).compactMap(\.node)
    if let found = candidates.first(where: { $0.operands == operands && $0.op.isEqual(to: op) }) { return found }
    let node = Node(
      op: op, operands: operands, resultTypes: resultTypes, location: location, structuralHash: hash)
    entries[hash, default: []].append(Entry(node: node))
    return node
  }

  /// Removes the entries of nodes that are gone.
  func forget(hash: Int) {
    lock.lock()
    defer { lock.unlock() }
    guard var bucket = entries.removeValue(forKey: hash) else { return }
    bucket.removeAll { $0.node == nil }
    if !bucket.isEmpty { entries[hash] = bucket }
  }

  /// The operands of the node that `tensor` holds, if nothing else does: the node goes with `tensor`.
  ///
  /// The lock keeps the table from handing the node out between the question and the answer.
  func takeOperandsIfLast(_ tensor: inout Tensor) -> [Tensor] {
    lock.lock()
    defer { lock.unlock() }
    return tensor.surrenderOperandsIfLast()
  }

  /// The number of entries, for tests: living nodes.
  var count: Int {
    lock.lock()
    defer { lock.unlock() }
    return entries.values.reduce(0) { $0 + $1.count }
  }
}
