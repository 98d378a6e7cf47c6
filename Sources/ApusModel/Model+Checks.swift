// What is wrong with a model whatever its parameters are: densities of a wrong shape, indices and integers outside.

internal import ApusDistributions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension Model {
  /// Each prior and likelihood must have a number for each event of its value, no more and no fewer: all are added up.
  func checkDensityShapes(_ terms: [LogDensityTerm]) throws(ModelError) {
    // Terms are in the order of declaration.
    let marginal = try marginalTerms()
    func remain(_ name: String, _ source: LogDensityTerm.Source) -> Bool { marginal?.absorbs(name, source) != true }
    let priors = parameters.filter { remain($0.name, .prior) }
    for (parameter, term) in zip(priors, terms.lazy.filter { $0.source == .prior }) {
      try check(term, parameter.distribution, parameter.value, parameter.location)
    }
    let likelihoods = observations.filter { remain($0.name, .likelihood) }
    for (observation, term) in zip(likelihoods, terms.lazy.filter { $0.source == .likelihood }) {
      try check(term, observation.distribution, observation.value, observation.location)
    }
  }

  func check(
    _ term: LogDensityTerm, _ distribution: any Distribution, _ value: Tensor, _ location: SourceLocation
  ) throws(ModelError) {
    let due = TensorType.float64(Shape(value.shape.dimensions.dropLast(distribution.eventRank)))
    guard term.value.type != due else { return }
    let each = distribution.eventRank == 0 ? "each element of its value" : "each event of its value"
    throw .shape(
      name: term.name,
      reason: "the log density of \(distribution.name) is \(term.value.type) where \(due) is due: a number for \(each)",
      location: location)
  }

  /// Integers that are made from data alone must lie where they are used: indices inside their axis, results inside 64 bits.
  ///
  /// - Throws: ``ModelError/evaluation(_:)`` with the index, its place, and the line that uses it.
  func checkIntegers(of values: [Tensor]) throws(ModelError) {
    let bindings = dataBindings
    try ModelError.lifting {
      let order = try Traversal.topologicalOrder(of: values)
      let varying = Traversal.dependents(of: parameters.flatMap { [$0.value, $0.unconstrained] }, in: order)
      for node in order {
        guard let op = node.op as? any IntegerPartial else { continue }
        let looked = op.indexOperand.map { [node.operands[$0]] } ?? (node.operands + node.results)
        guard looked.allSatisfy({ $0.node.map { !varying.contains($0) } ?? false }) else { continue }
        try check(op, node, looked, bindings)
      }
    }
  }

  /// Evaluates what an Op looks at, and asks it.
  private func check(_ op: any IntegerPartial, _ node: Node, _ looked: [Tensor], _ bindings: [Tensor: NDArray]) throws {
    // Numbers other than integers have no such fault.
    let isInteger = (looked + node.results).contains { $0.elementType != .float64 }
    guard isInteger else { return }
    let evaluator = Evaluator(try Program(looked, varying: []))
    for argument in evaluator.program.arguments {
      guard let value = bindings[argument] else { return }
      try evaluator.bind(argument, to: value)
    }
    try evaluator.run()
    try withExtendedLifetime(evaluator) {
      var views = node.operands.map { TensorView($0.type, evaluator.output(0).base) }
      var results: [TensorView] = []
      if let index = op.indexOperand {
        views[index] = evaluator.output(0)
      } else {
        views = node.operands.indices.map { evaluator.output($0) }
        results = node.results.indices.map { evaluator.output(node.operands.count + $0) }
      }
      if let fault = op.integerFault(views, results) { throw Evaluator.error(fault, of: op, at: node) }
    }
  }
}
