// The driver of rewriting: walks the graph, operands first, and applies a set of rules until none fires.

public import ApusGraph

/// Applies rules to everything that the outputs depend on until none fires.
///
/// The graph is walked without recursion, operands before uses; nodes that nothing changes stay the same objects, and
/// nodes that are built again keep their places in the user's program. The number of walks is bounded, so that rules
/// that undo each other end too. The result depends on the graph and the rules alone.
///
/// - Parameter trace: called with each replacement, for people who ask what happened.
/// - Throws: the error of a poisoned output, or one that names the rule whose replacement has another type.
public func rewrite(
  _ outputs: [Tensor], with rules: RuleSet, trace: ((RewriteStep) -> Void)? = nil
) throws(GraphError) -> RewriteResult {
  var rewriter = Rewriter(rules, trace)
  return try rewriter.run(outputs)
}

/// Applies rules to all that one output depends on; see ``rewrite(_:with:trace:)-([Tensor],_,_)``.
///
/// - Throws: ``GraphError``.
public func rewrite(_ output: Tensor, with rules: RuleSet) throws(GraphError) -> Tensor {
  try rewrite([output], with: rules).outputs[0]
}

struct Rewriter {
  /// The most walks over the graph; real rule sets need few: one to replace, one to see that nothing is left.
  private static let passLimit = 64
  /// The most replacements in a row at one node.
  private static let replacementLimit = 64

  private let rules: RuleSet
  private let trace: ((RewriteStep) -> Void)?
  private var firings: [String: Int] = [:]
  private var protection: GradientRuleProtection?
  /// Nodes at which no rule fires: a rule looks at a node and what is below it alone, so none ever will.
  private var settled: Set<Node> = []
  /// Settled nodes below which all are settled too: later walks leave them out.
  private var finished: Set<Node> = []

  init(_ rules: RuleSet, _ trace: ((RewriteStep) -> Void)?) {
    self.rules = rules
    self.trace = trace
    protection = rules.stage == .beforeDifferentiation ? GradientRuleProtection() : nil
  }

  mutating func run(_ outputs: [Tensor]) throws(GraphError) -> RewriteResult {
    var current = outputs
    var passCount = 0
    var isFixedPoint = false
    while passCount < Self.passLimit && !isFixedPoint {
      let next = try pass(current)
      passCount += 1
      isFixedPoint = next == current
      current = next
    }
    return RewriteResult(outputs: current, firings: firings, passCount: passCount, isFixedPoint: isFixedPoint)
  }

  /// One walk: the images of the outputs.
  private mutating func pass(_ outputs: [Tensor]) throws(GraphError) -> [Tensor] {
    var images: [Tensor: Tensor] = [:]
    for node in try Traversal.topologicalOrder(of: outputs, leavingOut: finished.contains) {
      let isKept = images.isEmpty || !node.operands.contains { images[$0] != nil }
      if isKept && settled.contains(node) {
        protection?.add(node)
        _ = try finish(node)
        continue
      }
      var current =
        isKept ? node.results : Tensor.apply(node.op, node.operands.map { images[$0] ?? $0 }, at: node.location)
      let made = try current[0].resolved().node
      protection?.add(made)
      var count = 0
      if !settled.contains(made) {
        while count < Self.replacementLimit, let next = try replacement(of: current) {
          current = next
          count += 1
        }
        if count == 0 { settled.insert(made) }
      }
      if let last = current[0].node { _ = try finish(last) }
      for (old, new) in zip(node.results, current) where old != new { images[old] = new }
    }
    return outputs.map { images[$0] ?? $0 }
  }

  /// Whether no rule fires at a node and below. Looks a few nodes down: what a replacement is made of.
  private mutating func finish(_ node: Node, depth: Int = 4) throws(GraphError) -> Bool {
    if finished.contains(node) { return true }
    guard depth > 0 else { return false }
    for operand in node.operands {
      if let source = operand.node, try !finish(source, depth: depth - 1) { return false }
    }
    if !settled.contains(node) {
      guard try firing(at: node) == nil else { return false }
      settled.insert(node)
    }
    finished.insert(node)
    return true
  }

  /// What the first rule that fires puts in place of a node's results; nil where none fires.
  private mutating func replacement(of results: [Tensor]) throws(GraphError) -> [Tensor]? {
    let node = try results[0].resolved().node
    guard node.resultTypes.count == results.count, results.indices.allSatisfy({ results[$0] == Tensor(node, $0) })
    else {
      return nil
    }
    guard let (rule, found) = try firing(at: node) else { return nil }
    protection?.replace(node, by: found)
    firings[rule.name, default: 0] += 1
    trace?(RewriteStep(rule: rule.name, before: results, after: found))
    return found
  }

  /// The first rule that fires at a node, with what it puts in place of the node's results.
  private func firing(at node: Node) throws(GraphError) -> (rule: RewriteRule, found: [Tensor])? {
    let site = RewriteSite(node)
    let candidates = rules.rules(forOpOfType: ObjectIdentifier(type(of: node.op)))
    for place in candidates.indices {
      guard let found = candidates[place].replacements(at: site), found != node.results else { continue }
      let rule = candidates[place]
      try check(found, of: rule, at: site)
      if let allowed = protection?.allows(found, inPlaceOf: node), !allowed { continue }
      return (rule, found)
    }
    return nil
  }

  /// - Throws: an error that names the rule, where a replacement is poisoned or of another type.
  private func check(_ found: [Tensor], of rule: RewriteRule, at site: RewriteSite) throws(GraphError) {
    for tensor in found { _ = try tensor.resolved() }
    guard found.elementsEqual(site.node.resultTypes, by: { $0.type == $1 }) else {
      let cause = TypeError(
        .shape, "the rule '\(rule.name)' replaces values of types \(site.node.resultTypes) by \(found.map(\.type))")
      throw GraphError(
        operation: site.node.op.name, operands: site.operands.map(\.summary), cause: cause, location: site.node.location
      )
    }
  }
}
