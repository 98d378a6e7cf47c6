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

  /// What is known of a node.
  private struct State {
    /// Whether no rule fires at the node: a rule looks at a node and what is below it alone, so none ever will.
    var isSettled = false
    /// Whether all is settled below the node, too: later walks leave it out.
    var isFinished = false
    /// The last walk that met the node.
    var walk: Int32 = 0
    /// Where the values that take the place of its results in this walk begin in the list of them; -1 where none do.
    var images: Int32 = -1
  }

  private let rules: RuleSet
  private let trace: ((RewriteStep) -> Void)?
  private var firings: [String: Int] = [:]
  private var protection: GradientRuleProtection?
  private var nodes = NumberedNodes()
  private var states: [State] = []
  /// For each result of a node that changed in this walk what takes its place; nil where nothing does.
  private var images: [Tensor?] = []

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
      passCount += 1
      let next = try pass(current, Int32(passCount))
      isFixedPoint = next == current
      current = next
    }
    return RewriteResult(outputs: current, firings: firings, passCount: passCount, isFixedPoint: isFixedPoint)
  }

  /// One walk: the images of the outputs.
  private mutating func pass(_ outputs: [Tensor], _ walk: Int32) throws(GraphError) -> [Tensor] {
    images = []
    for index in states.indices { states[index].images = -1 }
    for number in try unfinished(outputs, walk) {
      let node = nodes.nodes[number]
      let isKept = images.isEmpty || !hasImage(operandsOf: number, node)
      if isKept && states[number].isSettled {
        protection?.add(node)
        _ = try finish(number)
        continue
      }
      // What takes the node's place; nil where it stays.
      var current =
        isKept ? nil : Tensor.apply(node.op, node.operands.map { image(of: $0) }, at: node.location)
      let made = try current?[0].resolved().node ?? node
      protection?.add(made)
      let madeNumber = isKept ? number : self.number(of: made)
      if !states[madeNumber].isSettled {
        var count = 0
        while count < Self.replacementLimit, let next = try replacement(of: current, or: node) {
          current = next
          count += 1
        }
        if count == 0 { states[madeNumber].isSettled = true }
      }
      guard let current else {
        _ = try finish(number)
        continue
      }
      if let last = current[0].node { _ = try finish(self.number(of: last)) }
      let results = node.results
      if results != current {
        states[number].images = Int32(images.count)
        for (old, new) in zip(results, current) { images.append(old == new ? nil : new) }
      }
    }
    return outputs.map { image(of: $0) }
  }

  /// The numbers of the nodes that a walk looks at, operands before uses: those that are not finished.
  private mutating func unfinished(_ outputs: [Tensor], _ walk: Int32) throws(GraphError) -> [Int] {
    var order: [Int] = []
    var pending: [(number: Int, next: Int, end: Int)] = []
    func enter(_ number: Int, _ rewriter: inout Rewriter) {
      guard rewriter.states[number].walk != walk, !rewriter.states[number].isFinished else { return }
      rewriter.states[number].walk = walk
      let operands = rewriter.operands(of: number)
      pending.append((number, operands.lowerBound, operands.upperBound))
    }
    for output in outputs {
      enter(number(of: try output.resolved().node), &self)
      while let last = pending.indices.last {
        let next = pending[last].next
        guard next < pending[last].end else {
          order.append(pending.removeLast().number)
          continue
        }
        pending[last].next += 1
        if let operand = nodes.operand(at: next) { enter(operand, &self) }
      }
    }
    return order
  }

  private mutating func number(of node: Node) -> Int {
    let number = nodes.number(of: node)
    if number == states.count { states.append(State()) }
    return number
  }

  private mutating func operands(of number: Int) -> Range<Int> {
    let operands = nodes.operands(of: number)
    while states.count < nodes.count { states.append(State()) }
    return operands
  }

  /// Whether something takes the place of an operand.
  private mutating func hasImage(operandsOf number: Int, _ node: Node) -> Bool {
    let places = operands(of: number)
    return node.operands.indices.contains { index in
      guard let operand = nodes.operand(at: places.lowerBound + index), states[operand].images >= 0 else {
        return false
      }
      return images[Int(states[operand].images) + node.operands[index].resultIndex] != nil
    }
  }

  /// What takes the place of a tensor: itself where nothing does.
  private mutating func image(of tensor: Tensor) -> Tensor {
    guard let node = tensor.node else { return tensor }
    let start = states[number(of: node)].images
    return start < 0 ? tensor : images[Int(start) + tensor.resultIndex] ?? tensor
  }

  /// Whether no rule fires at a node and below. Looks a few nodes down: what a replacement is made of.
  private mutating func finish(_ number: Int, depth: Int = 4) throws(GraphError) -> Bool {
    if states[number].isFinished { return true }
    guard depth > 0 else { return false }
    for place in operands(of: number) {
      if let operand = nodes.operand(at: place), try !finish(operand, depth: depth - 1) { return false }
    }
    if !states[number].isSettled {
      guard try firing(at: nodes.nodes[number]) == nil else { return false }
      states[number].isSettled = true
    }
    states[number].isFinished = true
    return true
  }

  /// What the first rule that fires puts in place of values, or of a node's results; nil where none fires, and where the values
  /// are not all the results of one node.
  private mutating func replacement(of values: [Tensor]?, or unchanged: Node) throws(GraphError) -> [Tensor]? {
    let node = try values?[0].resolved().node ?? unchanged
    if let values, values != node.results { return nil }
    guard let (rule, found, made) = try firing(at: node) else { return nil }
    protection?.add(made)
    firings[rule.name, default: 0] += 1
    trace?(RewriteStep(rule: rule.name, before: node.results, after: found))
    return found
  }

  /// The first rule that fires at a node, with what it puts in place of the node's results.
  ///
  /// - Returns: the nodes of the replacement, too, where gradient rules are protected.
  private func firing(at node: Node) throws(GraphError) -> (rule: RewriteRule, found: [Tensor], made: Set<Node>)? {
    let site = RewriteSite(node)
    let candidates = rules.rules(forOpOfType: ObjectIdentifier(type(of: node.op)))
    for place in candidates.indices {
      guard let found = candidates[place].replacements(at: site), found != node.results else { continue }
      let rule = candidates[place]
      try check(found, of: rule, at: site)
      guard let protection else { return (rule, found, []) }
      if let made = protection.newNodes(found, inPlaceOf: node) { return (rule, found, made) }
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
