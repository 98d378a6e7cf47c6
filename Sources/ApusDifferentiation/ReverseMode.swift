// Reverse mode: cotangents flow from the outputs to the inputs, each node's rule applied once to all that reach it.

internal import ApusGraph
internal import ApusOps

struct ReverseMode {
  private let order: [Node]
  private let inputs: [Tensor]
  private let outputs: [Tensor]
  /// The inputs and what depends on them: only their cotangents are computed.
  private let connected: TensorTable<Connection>
  private var contributions = TensorTable<Tensor>()
  private(set) var uses: [RuleUse] = []

  /// How inputs reach a value.
  private enum Connection {
    /// On some path without a stopped gradient: a rule that is missing there is an error.
    case open
    /// On paths with a stopped gradient alone.
    case stopped
  }

  init(of outputs: [Tensor], withRespectTo inputs: [Tensor]) throws(GradientError) {
    do {
      order = try Traversal.topologicalOrder(of: outputs)
      for input in inputs { _ = try input.resolved() }
    } catch { throw .graph(error) }
    for input in inputs {
      guard input.type.isDifferentiable else { throw .notDifferentiable(input.summary) }
      if input.constantValue != nil { throw .constantInput(input.summary) }
    }
    self.inputs = inputs
    self.outputs = outputs
    var connected = TensorTable<Connection>()
    for input in inputs { connected[input] = .open }
    for node in order {
      var reach: Connection?
      for operand in node.operands where reach != .open { reach = connected[operand] ?? reach }
      guard let reach else { continue }
      let isStopped = reach == .stopped || type(of: node.op) == StopGradient.self
      for index in node.resultTypes.indices {
        let result = Tensor(node, index)
        if connected[result] != .open { connected[result] = isStopped ? .stopped : .open }
      }
    }
    self.connected = connected
  }

  /// The cotangent of each input; nil is a structural zero.
  mutating func cotangents(seeds: [Tensor?]) throws(GradientError) -> [Tensor?] {
    guard seeds.count == outputs.count else {
      throw .wrongCount("\(seeds.count) cotangents were given for \(outputs.count) outputs")
    }
    for (output, seed) in zip(outputs, seeds) {
      guard let seed else { continue }
      guard seed.type == output.type else { throw .wrongSeed(expected: output.type, given: seed.type) }
      contribute(seed, to: output)
    }
    for node in order.reversed() where node.operands.contains(where: connected.contains) { try pullBack(node) }
    return inputs.map { contributions[$0] }
  }

  private mutating func contribute(_ cotangent: Tensor, to tensor: Tensor) {
    contributions[tensor] = contributions[tensor].map { $0 + cotangent } ?? cotangent
  }

  private mutating func pullBack(_ node: Node) throws(GradientError) {
    let results = node.results
    let cotangents = results.map { contributions[$0] }
    guard cotangents.contains(where: { $0 != nil }) else { return }
    let isNeeded = node.operands.map { $0.type.isDifferentiable && connected.contains($0) }
    guard isNeeded.contains(true) else { return }
    let site = PullbackSite(operands: node.operands, results: results, cotangents: cotangents, isNeeded: isNeeded)
    let answers = node.op.pullback(site)
    guard answers.count == node.operands.count else {
      let operand = isNeeded.firstIndex(of: true) ?? 0
      throw .wrongAnswerCount(brokenRule(at: node, operand), expected: node.operands.count, returned: answers.count)
    }
    var recorded: [RuleUse.Answer] = []
    for (index, answer) in answers.enumerated() {
      guard isNeeded[index] else {
        recorded.append(.notNeeded)
        continue
      }
      switch answer {
      case .undefined where connected[node.operands[index]] == .stopped,
        .notImplemented where connected[node.operands[index]] == .stopped:
        recorded.append(.disconnected)
      case .value(let cotangent):
        if let error = cotangent.error { throw .poisonedCotangent(brokenRule(at: node, index), error) }
        let operand = node.operands[index]
        guard cotangent.type == operand.type else {
          throw .wrongCotangent(brokenRule(at: node, index), expected: operand.type, returned: cotangent.type)
        }
        contribute(cotangent, to: operand)
        recorded.append(.value)
      case .disconnected:
        recorded.append(.disconnected)
      case .undefined(let reason):
        throw .undefined(missingRule(at: node, operand: index, reason))
      case .notImplemented(let reason):
        throw .notImplemented(missingRule(at: node, operand: index, reason))
      }
    }
    uses.append(RuleUse(node: node, answers: recorded))
  }

  private func brokenRule(at node: Node, _ operand: Int) -> GradientError.BrokenRule {
    GradientError.BrokenRule(missingRule(at: node, operand: operand, ""), node)
  }

  /// The first input from which a path leads through the operand, with that path on to an output.
  private func missingRule(at node: Node, operand index: Int, _ reason: String) -> GradientError.MissingRule {
    var path: [Node] = []
    var parameter = "a value"
    if let operandNode = node.operands[index].node {
      for input in inputs {
        guard let source = input.node else { continue }
        let found = Traversal.path(from: source, to: operandNode)
        if !found.isEmpty {
          path = found
          parameter = input.argument?.label ?? input.expression(depth: 2)
          break
        }
      }
    }
    let rest = outputs.lazy.compactMap(\.node).map { Traversal.path(from: node, to: $0) }.first { !$0.isEmpty }
    return GradientError.MissingRule(
      parameter: parameter, op: node.op.name, operand: index, path: (path + (rest ?? [node])).map(\.op.name),
      reason: reason, location: node.location)
  }
}
