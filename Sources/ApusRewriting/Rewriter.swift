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

/// One rewriting.
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
    for node in try Traversal.topologicalOrder(of: outputs) {
      let operands = node.operands.map { images[$0] ?? $0 }
      var current = node.results
      if operands != node.operands { current = Tensor.apply(node.op, operands, at: node.location) }
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
      for (old, new) in zip(node.results, current) where old != new { images[old] = new }
    }
    return outputs.map { images[$0] ?? $0 }
  }

  /// What the first rule that fires puts in place of a node's results; nil where none fires.
  private mutating func replacement(of results: [Tensor]) throws(GraphError) -> [Tensor]? {
    let node = try results[0].resolved().node
    guard node.results == results else { return nil }
    let site = RewriteSite(node)
    for rule in rules.rules(forOpOfType: ObjectIdentifier(type(of: node.op))) {
      guard let found = rule.replacements(at: site), found != results else { continue }
      try check(found, of: rule, at: site)
      if let allowed = protection?.allows(found, inPlaceOf: node), !allowed { continue }
      firings[rule.name, default: 0] += 1
      trace?(RewriteStep(rule: rule.name, before: results, after: found))
      return found
    }
    return nil
  }

  /// - Throws: an error that names the rule, where a replacement is poisoned or of another type.
  private func check(_ found: [Tensor], of rule: RewriteRule, at site: RewriteSite) throws(GraphError) {
    for tensor in found { _ = try tensor.resolved() }
    guard found.map(\.type) == site.node.resultTypes else {
      let cause = TypeError(
        .shape, "the rule '\(rule.name)' replaces values of types \(site.node.resultTypes) by \(found.map(\.type))")
      throw GraphError(
        operation: site.node.op.name, operands: site.operands.map(\.summary), cause: cause, location: site.node.location
      )
    }
  }
}
