// Predictions: draws from the prior, and draws of data from the prior or the posterior.

internal import ApusGraph
internal import ApusRandom

extension Model {
  /// Draws of all parameters, deterministics and observations from the prior.
  ///
  /// - Throws: ``ModelError/improperPrior(_:)`` where a prior is improper.
  public func priorPredictive(draws drawCount: Int, seed: UInt64) throws(ModelError) -> Draws {
    try Self.checkDrawCount(drawCount)
    let sampler = try AncestralSampler(self, upTo: .everything)
    let derived = try compile(deterministics.map(\.value))
    let variables =
      parameters.map { ($0.name, $0.value.shape, $0.dims) } + observations.map { ($0.name, $0.value.shape, $0.dims) }
      + deterministics.map { ($0.name, $0.value.shape, $0.dims) }
    var draws = Draws(chainCount: 1, drawCount: drawCount, variables)
    var generator = Philox4x64(seed: seed, stream: 0)
    for draw in 0..<drawCount {
      let values = try sampler.draw(using: &generator)
      let position = try unconstrain(values.filter { name, _ in parameters.contains { $0.name == name } })
      let named = (parameters.map(\.name) + observations.map(\.name)).compactMap { values[$0] }
      draws.store(named + (try derived(position)), chain: 0, draw: draw)
    }
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
  /// The data are the model's: replace them first to predict elsewhere.
  ///
  /// - Throws: ``ModelError/unknownName(_:known:)`` where the draws are not of this model.
  public func posteriorPredictive(_ posterior: Draws, seed: UInt64) throws(ModelError) -> Draws {
    for parameter in parameters where posterior.variable(parameter.name) == nil {
      throw .unknownName(parameter.name, known: posterior.variables.map(\.name))
    }
    let sampler = try AncestralSampler(self, upTo: .observations)
    var draws = Draws(
      chainCount: posterior.chainCount, drawCount: posterior.drawCount,
      observations.map { ($0.name, $0.value.shape, $0.dims) })
    for chain in 0..<posterior.chainCount {
      var generator = Philox4x64(seed: seed, stream: UInt64(chain))
      for draw in 0..<posterior.drawCount {
        let given = posterior.values(chain: chain, draw: draw)
        let typed = Dictionary(
          uniqueKeysWithValues: parameters.compactMap { parameter in
            given[parameter.name].map { (parameter.name, parameter.value.type.converted($0)) }
          })
        let values = try sampler.draw(given: typed, using: &generator)
        draws.store(observations.compactMap { values[$0.name] }, chain: chain, draw: draw)
      }
    }
    return draws
  }
}
