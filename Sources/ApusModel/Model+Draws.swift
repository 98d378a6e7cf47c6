// Expressions of the model at draws of its parameters: derived quantities, log likelihoods.

public import ApusData
public import ApusGraph
internal import ApusInterpreter
internal import ApusRewriting

extension Model {
  /// The value of a parameter or deterministic, for use in expressions; nil for an unknown name.
  ///
  /// ```swift
  /// let ratio = try model.draws(of: model["K1"]! / model["K2"]!, named: "ratio", at: posterior.draws)
  /// ```
  public subscript(name: String) -> Tensor? {
    parameters.first { $0.name == name }?.value ?? deterministics.first { $0.name == name }?.value
      ?? observations.first { $0.name == name }?.value ?? data.first { $0.name == name }?.argument
  }

  /// An expression of the model's parameters and data at each draw: dims (chain, draw, the expression's).
  ///
  /// Where a user's Op throws, the value is NaN, and the array's attribute `throwing_ops` says so.
  ///
  /// - Parameters:
  ///   - expression: what is made of the model's values.
  ///   - name: the name of the result.
  ///   - dims: the names of the expression's axes.
  ///   - draws: draws of all parameters: a posterior's, or those of a file.
  /// - Throws: ``ModelError``: an expression that could not be built or has other arguments; draws of another model; dims that do
  ///   not fit.
  public func draws(
    of expression: Tensor, named name: String, dims: [String] = [], at draws: DataGroup
  ) throws(ModelError) -> DataArray {
    let given = try GivenDraws(self, draws)
    return try values(of: [(name, expression, dims)], at: given)[0]
  }

  func values(
    of expressions: [(name: String, value: Tensor, dims: [String])], at given: GivenDraws
  ) throws(ModelError) -> [DataArray] {
    for (_, value, _) in expressions { if let error = value.error { throw .graph(error) } }
    try checkIntegers(of: expressions.map(\.value))
    try checkArguments(of: expressions.map { ($0.name, $0.value) })
    var buffers = expressions.map { DrawBuffer($0.value.type.elementType) }
    let thrown = try evaluateAtDraws(expressions.map(\.value), given) { _, _, values, _ in
      for place in buffers.indices { buffers[place].append(values[place]) }
    }
    let count = given.chainCount * given.drawCount
    let notes = thrown.map { "\(ThrowingOp($0, outOf: count, isRejected: false))" }
    let attributes: [String: Attribute] = notes.isEmpty ? [:] : ["throwing_ops": .text(notes.joined(separator: "\n"))]
    return try ModelError.lifting {
      try zip(expressions, buffers).map { expression, buffer in
        try DatasetSchema.Variable(expression.name, expression.value.type, dims: expression.dims).array(
          [buffer], draws: given.drawCount, chains: given.chainCount, labels: labels, attributes: attributes)
      }
    }
  }

  /// Evaluates expressions of the parameters at each draw, with what Ops threw.
  ///
  /// - Parameter use: is given the numbers of chain and draw, the expressions' values and the parameters'.
  func evaluateAtDraws(
    _ expressions: [Tensor], _ given: GivenDraws,
    _ use: (_ chain: Int, _ draw: Int, _ values: [NDArray], _ parameters: [String: NDArray]) throws -> Void
  ) throws(ModelError) -> [ThrownError] {
    var thrown: [ThrownError] = []
    try ModelError.lifting {
      let outputs = try rewrite(expressions, with: .specialize).outputs
      let evaluator = try Evaluator(Program(outputs), data: dataBindings)
      let arguments = Set(evaluator.program.arguments)
      for chain in 0..<given.chainCount {
        for draw in 0..<given.drawCount {
          let values = try given.values(chain, draw)
          for parameter in parameters where arguments.contains(parameter.value) {
            if let value = values[parameter.name] { try evaluator.bind(parameter.value, to: value) }
          }
          var found: [ThrownError] = []
          do throws(EvaluationError) { try evaluator.run() } catch {
            guard case .thrown(let op, let message) = error else { throw error }
            found = [ThrownError(op: op, message: message, count: 1)]
          }
          found += evaluator.errors.endPoint().filter { later in !found.contains { $0.op == later.op } }
          thrown = thrown.merged(with: found)
          try use(chain, draw, expressions.indices.map { evaluator.output($0).array }, values)
        }
      }
    }
    return thrown
  }

  /// - Throws: ``ModelError/graph(_:)`` where an expression has an argument that is none of the model's.
  private func checkArguments(of expressions: [(name: String, value: Tensor)]) throws(ModelError) {
    let own = Set(parameters.compactMap(\.value.node) + data.compactMap(\.argument.node))
    for (name, value) in expressions {
      let nodes = (try? Traversal.topologicalOrder(of: [value])) ?? []
      guard let stranger = nodes.first(where: { $0.op is Argument && !own.contains($0) }) else { continue }
      let label = (stranger.op as? Argument)?.label ?? ""
      throw .graph(
        GraphError(
          operation: "'\(name)'", operands: [],
          cause: TypeError(.attribute, "the argument '\(label)' is no parameter and no data of this model"),
          location: stranger.location))
    }
  }

  /// The log likelihood of each observation at each draw, as the group `log_likelihood`: an array for each observed variable,
  /// without the event axes of a multivariate distribution. Of observations that depend on marginalized parameters see
  /// ``marginalized(over:)``.
  ///
  /// - Throws: as ``draws(of:named:dims:at:)``.
  public func logLikelihood(at draws: DataGroup) throws(ModelError) -> DataGroup {
    let marginal = try marginalTerms()
    let own = observations.filter { marginal?.absorbs($0.name, .likelihood) != true }
    return try logDensities(
      .logLikelihood,
      own.map { ($0.name, $0.distribution.logDensity($0.value), $0.dims) } + (marginal?.named(.likelihood) ?? []),
      at: draws)
  }

  /// The log density of each parameter's prior at each draw, as the group `log_prior`: an array for each parameter, as
  /// ``logLikelihood(at:)`` has one for each observation. It is the density of the constrained values, without log-Jacobians;
  /// potentials are no priors.
  ///
  /// - Throws: as ``draws(of:named:dims:at:)``.
  public func logPrior(at draws: DataGroup) throws(ModelError) -> DataGroup {
    let marginal = try marginalTerms()
    let own = parameters.filter { marginal?.absorbs($0.name, .prior) != true }
    return try logDensities(
      .logPrior,
      own.map { ($0.name, $0.distribution.logDensity($0.value), $0.dims) } + (marginal?.named(.prior) ?? []), at: draws)
  }

  private func logDensities(
    _ group: DataGroup.Name, _ terms: [(name: String, value: Tensor, dims: [String])], at draws: DataGroup
  ) throws(ModelError) -> DataGroup {
    let given = try GivenDraws(self, draws)
    let stable = (try? rewrite(terms.map(\.value), with: .stabilize).outputs) ?? terms.map(\.value)
    let arrays = try values(
      of: zip(terms, stable).map { term, value in
        // A density without the event's axes has no use for their dims.
        let rank = value.shape.rank
        return (term.name, value, rank <= term.dims.count ? Array(term.dims.prefix(rank)) : [])
      }, at: given)
    do throws(DataError) { return try DataGroup(group, arrays) } catch { throw .data(error) }
  }
}
