// Predictions: draws from the prior, and draws of data from the prior or the posterior.

internal import ApusGraph
internal import ApusRandom

extension Model {
  /// Draws of all parameters, deterministics and observations from the prior: the distributions of the parameters, each given
  /// those before.
  ///
  /// Counts too large for an integer are kept as the doubles that they were drawn as. Where a user's Op throws, what depends on
  /// it is NaN, and ``Draws/throwingOps`` has message and count.
  ///
  /// - Parameter ignoringPotentials: whether a model with potentials is drawn from as if it had none. Nothing can be drawn
  ///   from a potential, so that without this they are an error.
  /// - Throws: ``ModelError/improperPrior(_:)`` where a prior is improper; ``ModelError/potentialsIgnored(_:)``;
  ///   ``ModelError/drawWithoutInteger(name:draw:parameters:location:)`` where such a count is needed as an integer.
  public func priorPredictive(
    draws drawCount: Int, seed: UInt64, ignoringPotentials: Bool = false
  ) throws(ModelError) -> Draws {
    if !ignoringPotentials, !potentials.isEmpty { throw .potentialsIgnored(potentials.map(\.name)) }
    try checkValues()
    try Self.checkDrawCount(drawCount)
    let sampler = try AncestralSampler(self, upTo: .everything)
    let derived = try compile(deterministics.map(\.value))
    let variables =
      parameters.map { ($0.name, $0.value.shape, $0.dims) } + observations.map { ($0.name, $0.value.shape, $0.dims) }
      + deterministics.map { ($0.name, $0.value.shape, $0.dims) }
    var draws = Draws(chainCount: 1, drawCount: drawCount, variables)
    var generator = Philox4x64(seed: seed, stream: 0)
    var thrown: [ThrownError] = []
    for draw in 0..<drawCount {
      let (values, found) = try sampler.draw(using: &generator)
      let position = try unconstrain(values.filter { name, _ in parameters.contains { $0.name == name } })
      let named = (parameters.map(\.name) + observations.map(\.name)).compactMap { values[$0] }
      let (others, foundLater) = try derived.values(at: position)
      draws.store(named + others, chain: 0, draw: draw)
      thrown = thrown.merged(with: found + foundLater.filter { later in !found.contains { $0.op == later.op } })
    }
    draws.throwingOps = thrown.map { ThrowingOp($0, outOf: drawCount, isRejected: false) }
    return draws
  }

  /// - Throws: ``ModelError/sampling(_:)`` where so many draws cannot be had.
  private static func checkDrawCount(_ count: Int) throws(ModelError) {
    let most = 100_000_000
    guard (0...most).contains(count) else {
      throw .sampling(.invalidSetting("draws", value: "\(count)", requirement: "it must be in 0 ... \(most)"))
    }
  }

  /// Draws of the observations given each draw of the parameters.
  ///
  /// The data are the model's: replace them first to predict elsewhere. Where a user's Op throws, what depends on it is NaN,
  /// and ``Draws/throwingOps`` has message and count.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` or ``ModelError/shape(name:reason:location:)`` where the draws are not of this
  ///   model; ``ModelError/drawWithoutInteger(name:draw:parameters:location:)`` for draws of a discrete parameter that
  ///   are no integers.
  public func posteriorPredictive(_ posterior: Draws, seed: UInt64) throws(ModelError) -> Draws {
    for parameter in parameters {
      guard let variable = posterior.variable(parameter.name) else {
        let names = posterior.variables.map { "'\($0.name)'" }.joined(separator: ", ")
        throw .misuse(
          name: parameter.name, reason: "the draws have no such variable, they have \(names): take draws of this model",
          location: parameter.location)
      }
      guard variable.shape == parameter.value.shape else {
        throw .shape(
          name: parameter.name,
          reason:
            "the draws were given with shape \(variable.shape) a draw, where the model's has \(parameter.value.shape): "
            + "take draws of this model", location: parameter.location)
      }
    }
    let sampler = try AncestralSampler(self, upTo: .observations)
    var draws = Draws(
      chainCount: posterior.chainCount, drawCount: posterior.drawCount,
      observations.map { ($0.name, $0.value.shape, $0.dims) })
    var thrown: [ThrownError] = []
    for chain in 0..<posterior.chainCount {
      var generator = Philox4x64(seed: seed, stream: UInt64(chain))
      for draw in 0..<posterior.drawCount {
        let given = posterior.values(chain: chain, draw: draw)
        var typed: [String: NDArray] = [:]
        for parameter in parameters {
          guard let value = given[parameter.name] else { continue }
          if parameter.isDiscrete, let number = value.doubles.first(where: { Int(exactly: $0) == nil }) {
            throw .drawWithoutInteger(
              name: parameter.name, draw: number, parameters: "draw \(draw) of chain \(chain)",
              location: parameter.location)
          }
          typed[parameter.name] = parameter.value.type.converted(value)
        }
        let (values, found) = try sampler.draw(given: typed, using: &generator)
        thrown = thrown.merged(with: found)
        draws.store(observations.compactMap { values[$0.name] }, chain: chain, draw: draw)
      }
    }
    let count = posterior.chainCount * posterior.drawCount
    draws.throwingOps = thrown.map { ThrowingOp($0, outOf: count, isRejected: false) }
    return draws
  }
}
