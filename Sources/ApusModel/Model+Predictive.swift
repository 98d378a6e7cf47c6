// Predictions: draws from the prior, and draws of data from the prior or the posterior.

public import ApusData
internal import ApusGraph
internal import ApusRandom

extension Model {
  /// Draws from the prior: each parameter given the ones declared before it, then deterministics and observations.
  ///
  /// Parameters and deterministics are in the group `prior`, observations in `prior_predictive`. Counts too large for an integer
  /// are kept as the doubles that they were drawn as. Where a user's Op throws, what depends on it is NaN, and
  /// ``Predictions/throwingOps`` has message and count.
  ///
  /// - Parameter ignoringPotentials: whether a model with potentials is drawn from as if it had none. Nothing can be drawn
  ///   from a potential, so that without this they are an error.
  /// - Throws: ``ModelError/improperPrior(_:)`` where a prior is improper; ``ModelError/potentialsIgnored(_:)``;
  ///   ``ModelError/drawWithoutInteger(name:draw:parameters:location:)`` where such a count is needed as an integer.
  public func priorPredictive(
    draws drawCount: Int, seed: UInt64, ignoringPotentials: Bool = false
  ) throws(ModelError) -> Predictions {
    if !ignoringPotentials, !potentials.isEmpty { throw .potentialsIgnored(potentials.map(\.name)) }
    try checkValues()
    try Self.checkDrawCount(drawCount)
    let sampler = try AncestralSampler(self, upTo: .everything)
    let derived = try compile(deterministics.map(\.value))
    let variables = keptVariables(.prior) + observedVariables(.priorPredictive)
    var buffers = variables.map { DrawBuffer($0.type.elementType) }
    var generator = Philox4x64(seed: seed, stream: 0)
    var thrown: [ThrownError] = []
    for _ in 0..<drawCount {
      let (values, found) = try sampler.draw(using: &generator)
      let position = try unconstrain(values.filter { name, _ in parameters.contains { $0.name == name } })
      let (others, foundLater) = try derived.values(at: position)
      let all =
        parameters.compactMap { values[$0.name] } + others + observations.compactMap { values[$0.name] }
      for (place, value) in all.enumerated() { buffers[place].append(value) }
      thrown = thrown.merged(with: found + foundLater.filter { later in !found.contains { $0.op == later.op } })
    }
    return try predictions(variables, buffers, chains: 1, draws: drawCount, thrown)
  }

  private static func checkDrawCount(_ count: Int) throws(ModelError) {
    let most = 100_000_000
    guard (0...most).contains(count) else {
      throw .sampling(.invalidSetting("draws", value: "\(count)", requirement: "it must be in 0 ... \(most)"))
    }
  }

  /// Draws of the observations given each draw of the parameters, in the group `posterior_predictive`.
  ///
  /// The data are the model's: replace them first to predict elsewhere. Where a user's Op throws, what depends on it is NaN,
  /// and ``Predictions/throwingOps`` has message and count.
  ///
  /// - Throws: as ``posteriorPredictive(_:seed:)-(DataGroup,_)``.
  public func posteriorPredictive(_ posterior: Posterior, seed: UInt64) throws(ModelError) -> Predictions {
    try posteriorPredictive(posterior.draws, seed: seed)
  }

  /// The same for draws of the parameters from elsewhere, such as a file.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` or ``ModelError/shape(name:reason:location:)`` where the draws are not of this
  ///   model; ``ModelError/drawWithoutInteger(name:draw:parameters:location:)`` for draws of a discrete parameter that
  ///   are no integers.
  public func posteriorPredictive(_ posterior: DataGroup, seed: UInt64) throws(ModelError) -> Predictions {
    let given = try GivenDraws(self, posterior)
    if let group = try marginalTerms()?.groups.first(where: \.isLearntFromOthers),
      let observation = observations.first(where: { group.observations.contains($0.name) })
    {
      throw .misuse(
        name: observation.name,
        reason:
          "its predictions depend on parameters that are summed out, of which other parameters or potentials tell something: "
          + "predict by the model before `marginalized(over:)`, from `recovered(at:seed:)`",
        location: observation.location)
    }
    let sampler = try AncestralSampler(self, upTo: .observations)
    let variables = observedVariables(.posteriorPredictive)
    var buffers = variables.map { DrawBuffer($0.type.elementType) }
    var thrown: [ThrownError] = []
    for chain in 0..<given.chainCount {
      var generator = Philox4x64(seed: seed, stream: UInt64(chain))
      for draw in 0..<given.drawCount {
        let (values, found) = try sampler.draw(given: given.values(chain, draw), using: &generator)
        for (place, variable) in variables.enumerated() {
          if let value = values[variable.name] { buffers[place].append(value) }
        }
        thrown = thrown.merged(with: found)
      }
    }
    return try predictions(variables, buffers, chains: given.chainCount, draws: given.drawCount, thrown)
  }

  /// Draws of variables in their groups, with the data.
  private func predictions(
    _ variables: [DatasetSchema.Variable], _ buffers: [DrawBuffer], chains: Int, draws: Int, _ thrown: [ThrownError]
  ) throws(ModelError) -> Predictions {
    let schema = DatasetSchema(variables, chainCount: chains, drawCount: draws, coords: labels, known: dataGroups)
    return try ModelError.lifting {
      let dataset = try schema.dataset { (place, variable) throws(DataError) in
        try variable.array([buffers[place]], draws: draws, chains: chains, labels: schema.coords)
      }
      return Predictions(
        dataset: dataset,
        throwingOps: thrown.map { ThrowingOp($0, outOf: chains * draws, isRejected: false) })
    }
  }
}

/// Draws of a model's parameters that come from elsewhere, checked and in the parameters' types.
struct GivenDraws {
  let chainCount: Int
  let drawCount: Int
  private let parameters: [(parameter: Parameter, draws: DataArray)]

  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where a parameter has no draws; ``ModelError/shape(name:reason:location:)``.
  init(_ model: Model, _ draws: DataGroup) throws(ModelError) {
    chainCount = draws.chainCount
    drawCount = draws.drawCount
    var parameters: [(Parameter, DataArray)] = []
    for parameter in model.parameters {
      guard let array = draws[parameter.name], array.sampleRank == 2 else {
        let names = draws.names.map { "'\($0)'" }.joined(separator: ", ")
        throw .misuse(
          name: parameter.name, reason: "the draws have no such variable, they have \(names): take draws of this model",
          location: parameter.location)
      }
      let shape = Shape(Array(array.shape.dimensions.dropFirst(2)))
      guard shape == parameter.value.shape else {
        throw .shape(
          name: parameter.name,
          reason:
            "the draws were given with shape \(shape) a draw, where the model's has \(parameter.value.shape): "
            + "take draws of this model", location: parameter.location)
      }
      parameters.append((parameter, array))
    }
    self.parameters = parameters
  }

  /// The values of one draw by name.
  func values(_ chain: Int, _ draw: Int) throws(ModelError) -> [String: NDArray] {
    var values: [String: NDArray] = [:]
    for (parameter, array) in parameters {
      let type = parameter.value.type
      let begin = (chain * drawCount + draw) * type.elementCount
      let value = array.values.slice(begin..<(begin + type.elementCount), shape: type.shape)
      if parameter.isDiscrete, let number = value.doubles.first(where: { Int(exactly: $0) == nil }) {
        throw .drawWithoutInteger(
          name: parameter.name, draw: number, parameters: "draw \(draw) of chain \(chain)",
          location: parameter.location)
      }
      values[parameter.name] = value.type == type ? value : type.converted(value)
    }
    return values
  }
}
