// The guard of law 3: before differentiation no replacement removes, or reaches through, a node with a gradient rule of
// its own.

internal import ApusFunctions
internal import ApusGraph

/// Decides which replacements leave all gradient rules that are not built in where they are.
///
/// A replacement is built on values of the graph: its leaves. All nodes from the replaced one down to those leaves go, or
/// are reached through; none of them may have a rule of its own. Where more nodes go than are looked at, the
/// replacement is refused too.
struct GradientRuleProtection {
  /// The most nodes that a replacement may make go.
  private static let limit = 256
  private var known: Set<Node> = []

  /// Tells of a node of the graph.
  mutating func add(_ node: Node) { known.insert(node) }

  /// Tells that a replacement's nodes are part of the graph from now on.
  mutating func add(_ nodes: Set<Node>) { known.formUnion(nodes) }

  /// The nodes that a replacement brings into the graph; nil where the node may not be replaced.
  func newNodes(_ replacement: [Tensor], inPlaceOf node: Node) -> Set<Node>? {
    let (leaves, made) = parts(of: replacement, inPlaceOf: node)
    let isAllowed =
      replacement.first?.node.map { keepsRulesOfBody($0, inPlaceOf: node) } ?? false || leavesRules(node, leaves)
    return isAllowed ? made : nil
  }

  /// Whether no node from a replaced one down to what takes its place is built on has a rule of its own.
  private func leavesRules(_ node: Node, _ leaves: Set<Node>) -> Bool {
    var leaving: Set<Node> = [node]
    var pending = [node]
    while let next = pending.popLast() {
      guard next.op.rule == .builtIn, leaving.count <= Self.limit else { return false }
      if let loop = next.op as? Scan, loop.bearsGradientRules { return false }
      for operand in next.operands.compactMap(\.node) where !leaves.contains(operand) {
        if leaving.insert(operand).inserted { pending.append(operand) }
      }
    }
    return true
  }

  /// The values of the graph that a replacement is built on, and its own nodes.
  private func parts(of replacement: [Tensor], inPlaceOf node: Node) -> (leaves: Set<Node>, made: Set<Node>) {
    var (leaves, made): (Set<Node>, Set<Node>) = ([], [])
    var pending = replacement.compactMap(\.node)
    while let next = pending.popLast() {
      if known.contains(next) && next !== node {
        leaves.insert(next)
      } else if made.insert(next).inserted {
        pending += next.operands.compactMap(\.node)
      }
    }
    return (leaves, made)
  }

  /// Whether both are loops on the same operands whose bodies apply the same Ops with rules of their own.
  private func keepsRulesOfBody(_ replacement: Node, inPlaceOf node: Node) -> Bool {
    guard let old = node.op as? Scan, let new = replacement.op as? Scan, replacement.operands == node.operands else {
      return false
    }
    return Self.rules(of: old) == Self.rules(of: new)
  }

  private static func rules(of loop: Scan) -> [String: Int] {
    var counts: [String: Int] = [:]
    for node in (try? Traversal.topologicalOrder(of: loop.body.results)) ?? [] {
      if node.op.rule != .builtIn { counts[node.op.name, default: 0] += 1 }
      if let inner = node.op as? Scan { counts.merge(rules(of: inner)) { $0 + $1 } }
    }
    return counts
  }
}
