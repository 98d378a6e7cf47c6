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
  ///
  /// Looking at a neighbour holds it for a moment. Should everybody else let it go in that moment, it ends here: after the
  /// table is whole again, so that its own call of this function finds its entry.
  func forget(hash: Int) {
    lock.lock()
    defer { lock.unlock() }
    guard let bucket = entries[hash] else { return }
    let living = bucket.compactMap(\.node)
    entries[hash] = living.isEmpty ? nil : living.map { Entry(node: $0) }
    withExtendedLifetime(living) {}
  }

  /// The operands of the node that `tensor` holds, if nothing else does: the node goes with `tensor`.
  ///
  /// The lock keeps the table from handing the node out between the question and the answer.
  func takeOperandsIfLast(_ tensor: inout Tensor) -> [Tensor] {
    lock.lock()
    defer { lock.unlock() }
    return tensor.surrenderOperandsIfLast()
  }

  /// The number of entries, living or not, and of living nodes whose Op is counted.
  func count(where isCounted: (any Op) -> Bool) -> (entries: Int, living: Int) {
    lock.lock()
    defer { lock.unlock() }
    let all = entries.values.joined()
    let living = all.compactMap(\.node)
    return (all.count, living.count { isCounted($0.op) })
  }
}
