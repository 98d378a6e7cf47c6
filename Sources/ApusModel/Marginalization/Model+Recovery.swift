// What is known of marginalized parameters given draws of the others: exact probabilities, and draws.

public import ApusData
internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps
internal import ApusRandom

extension Model {
  /// Draws of the parameters that are summed out, given each draw of the others and the data, with these draws and all
  /// deterministics: draws of the model without ``marginalized(over:)``.
  ///
  /// Each draw is exact, and joint: from p(z | θ, y). The original model predicts the elements of the data from them:
  /// `original.posteriorPredictive(marginal.recovered(at: posterior, seed: 2), seed: 3)`.
  ///
  /// - Parameter draws: draws of this model's parameters: a posterior's, or those of a file.
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where no parameter is summed out, or at a draw no value has a
  ///   probability; and as ``draws(of:named:dims:at:)``.
  public func recovered(at draws: DataGroup, seed: UInt64) throws(ModelError) -> DataGroup {
    let marginal = try requiredMarginalTerms()
    let given = try GivenDraws(self, draws)
    let steps = marginal.groups.flatMap(\.steps)
    let atomCount = marginal.variables.reduce(0) { $0 + $1.elementCount }
    let known = Set(deterministics.map(\.name))
    let rest = sites.deterministics.filter { !known.contains($0.name) }
    let buffers = try DiscreteDraws(self, marginal, rest.map(\.value))
    var chosen = [Int](repeating: 0, count: atomCount)
    var generator = Philox4x64(seed: seed, stream: 0)
    var (chain, missing): (Int, (chain: Int, draw: Int, variable: Int)?) = (0, nil)
    _ = try evaluateAtDraws(steps.map(\.table), given) { nextChain, draw, tables, parameters in
      if nextChain != chain {
        chain = nextChain
        generator = Philox4x64(seed: seed, stream: UInt64(chain))
      }
      for (step, table) in zip(steps, tables).reversed() {
        if !step.draw(from: table.doubles, sizes: table.shape.dimensions, into: &chosen, using: &generator) {
          missing = missing ?? (chain, draw, step.variable)
        }
      }
      try buffers.append(chosen, parameters)
    }
    if let missing {
      let parameter = marginal.variables[missing.variable].parameter
      throw .misuse(
        name: parameter.name,
        reason:
          "no value has a probability at draw \(missing.draw) of chain \(missing.chain): take draws of this model",
        location: parameter.location)
    }
    let (counts, others) = try buffers.arrays(chains: given.chainCount, draws: given.drawCount, labels, rest)
    do throws(DataError) {
      return try DataGroup(.posterior, draws.arrays + counts + others, attributes: draws.attributes)
    } catch { throw .data(error) }
  }

  /// As with the draws of a posterior.
  ///
  /// - Throws: as with draws.
  public func recovered(at posterior: Posterior, seed: UInt64) throws(ModelError) -> DataGroup {
    try recovered(at: posterior.draws, seed: seed)
  }

  /// The probabilities of the values of each parameter that is summed out, given each draw of the others and the data: exact, and
  /// without the noise of draws of it.
  ///
  /// The array of `z` has dims (chain, draw, those of z, `z_value`), with the values as labels of the last. Its mean over chains and draws
  /// is the posterior probability of each value: `.mean(over: ["chain", "draw"])`.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where no parameter is summed out; and as ``draws(of:named:dims:at:)``.
  public func conditionalProbabilities(at posterior: Posterior) throws(ModelError) -> DataGroup {
    try conditionalProbabilities(at: posterior.draws)
  }

  /// As with the draws of a posterior.
  ///
  /// - Throws: as with a posterior.
  public func conditionalProbabilities(at draws: DataGroup) throws(ModelError) -> DataGroup {
    _ = try requiredMarginalTerms()
    let given = try GivenDraws(self, draws)
    // The derivative of the log of a sum with respect to the log weight of a value is that value's share of the sum.
    let marginalization = try Marginalization(self)
    let (total, arguments) = try marginalization.weightedTotal()
    let shares: [Tensor]
    do throws(GradientError) {
      shares = try gradientWithProvenance(of: total, withRespectTo: arguments).gradients
    } catch { throw .gradient(error) }
    let zeros = Dictionary(uniqueKeysWithValues: arguments.map { ($0, Tensor.zeros($0.type)) })
    let outputs: [Tensor]
    do throws(GraphError) { outputs = try Traversal.substitute(zeros, in: shares) } catch { throw .graph(error) }
    var buffers = outputs.map { DrawBuffer($0.elementType) }
    let turned = zip(marginalization.variables, outputs).map { variable, share in
      share.matrixTransposed.reshaped(to: Shape(variable.shape.dimensions + [variable.values.count]))
    }
    _ = try evaluateAtDraws(turned, given) { _, _, values, _ in
      for place in buffers.indices { buffers[place].append(values[place]) }
    }
    return try ModelError.lifting {
      let arrays = try zip(zip(marginalization.variables, turned), buffers).map { pair, buffer in
        let (variable, share) = pair
        let own = DatasetSchema.Variable(variable.name, variable.parameter.value.type, dims: variable.parameter.dims)
        let axis = "\(variable.name)_value"
        let coords = labels.merging([axis: .integers(Array(variable.values.all))]) { $1 }
        return try DatasetSchema.Variable(variable.name, share.type, dims: own.dims + [axis]).array(
          [buffer], draws: given.drawCount, chains: given.chainCount, labels: coords)
      }
      return try DataGroup(.posterior, arrays)
    }
  }

  private func requiredMarginalTerms() throws(ModelError) -> MarginalTerms {
    if let marginal = try marginalTerms() { return marginal }
    let location = sites.first?.location ?? .line(file: #fileID, line: #line)
    throw .misuse(
      name: sites.first?.name ?? "", reason: "no parameter of the model is summed out: see marginalized(over:)",
      location: location)
  }
}

/// Draws of discrete parameters, and of what is computed from them.
private final class DiscreteDraws {
  private let marginal: MarginalTerms
  private var buffers: [DrawBuffer]
  private var others: [DrawBuffer]
  private let evaluator: Evaluator
  private let parameters: [Parameter]

  init(_ model: Model, _ marginal: MarginalTerms, _ expressions: [Tensor]) throws(ModelError) {
    self.marginal = marginal
    buffers = marginal.variables.map { _ in DrawBuffer(.int64) }
    others = expressions.map { DrawBuffer($0.elementType) }
    evaluator = try ModelError.lifting { try Evaluator(Program(expressions), data: model.dataBindings) }
    let arguments = Set(evaluator.program.arguments)
    parameters = model.sites.parameters.filter { arguments.contains($0.value) }
  }

  /// Adds the values of one draw.
  func append(_ chosen: [Int], _ parameters: [String: NDArray]) throws {
    var all = parameters
    for (place, variable) in marginal.variables.enumerated() {
      let numbers = variable.atoms.map { variable.values.all.lowerBound + chosen[$0] }
      let array = NDArray(numbers, shape: variable.shape)
      buffers[place].append(array)
      all[variable.name] = array
    }
    guard !others.isEmpty else { return }
    for parameter in self.parameters {
      if let value = all[parameter.name] { try evaluator.bind(parameter.value, to: value) }
    }
    do { try evaluator.run() } catch { guard case .thrown = error else { throw error } }
    for place in others.indices { others[place].append(evaluator.output(place).array) }
  }

  func arrays(
    chains: Int, draws: Int, _ labels: [String: Labels], _ rest: [Deterministic]
  ) throws(ModelError) -> (counts: [DataArray], others: [DataArray]) {
    try ModelError.lifting {
      let counts = try zip(marginal.variables, buffers).map { variable, buffer in
        try DatasetSchema.Variable(variable.name, variable.parameter.value.type, dims: variable.parameter.dims).array(
          [buffer], draws: draws, chains: chains, labels: labels)
      }
      let others = try zip(rest, others).map { value, buffer in
        try DatasetSchema.Variable(value.name, value.value.type, dims: value.dims).array(
          [buffer], draws: draws, chains: chains, labels: labels)
      }
      return (counts, others)
    }
  }
}

extension EliminationStep {
  /// Draws the atoms' values, as places among all values, given those of the neighbors: false where no value has a probability.
  fileprivate func draw(
    from table: [Double], sizes: [Int], into chosen: inout [Int], using generator: inout Philox4x64
  ) -> Bool {
    let rowCount = sizes[sizes.count - 1]
    let valueCount = sizes[sizes.count - 2]
    for (row, atom) in atoms.enumerated() {
      var place = 0
      for (axis, near) in neighbors.enumerated() { place = place * sizes[axis] + chosen[near[row]] }
      let logWeights = (0..<valueCount).map { table[(place * valueCount + $0) * rowCount + row] }
      let peak = logWeights.max() ?? -.infinity
      guard peak.isFinite, !logWeights.contains(where: \.isNaN) else { return false }
      let weights = logWeights.map { Stable.exp($0 - peak) }
      var rest = generator.uniform() * weights.reduce(0, +)
      chosen[atom] = weights.lastIndex { $0 > 0 } ?? 0
      for (value, weight) in weights.enumerated() where weight > 0 {
        rest -= weight
        if rest < 0 {
          chosen[atom] = value
          break
        }
      }
    }
    return true
  }
}
