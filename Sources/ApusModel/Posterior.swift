// The posterior: draws of parameters and deterministics on the constrained space, with the sampler's statistics.

public import ApusData
public import ApusDiagnostics
internal import ApusGraph
public import ApusInference
public import ApusStore

/// Draws from a model's posterior.
public struct Posterior: Sendable {
  /// The draws of all parameters, then all deterministics.
  public let draws: DataGroup
  /// The sampler's draws on the unconstrained space, with its statistics.
  public let chains: Chains
  /// The place of each parameter on the unconstrained space.
  public let layout: PositionLayout
  /// The report on the gradient: the rules used, and what sampling showed of them.
  public let gradientReport: GradientReport
  /// The divergent draws after the warm-up, with the ends of their steps; of each chain the first hundred.
  public let divergences: [PosteriorDivergence]
  /// The model, with the data of the fit.
  let model: Model

  /// The model's data.
  private var data: [DataGroup] { model.dataGroups }

  /// The draws of a parameter or deterministic, with dims (chain, draw, the variable's), or a part of them at labels:
  /// `posterior["mu"]`, `posterior["b", "tau", "Keck"]`, `posterior["z", 3]`. Nil for an unknown name or label.
  public subscript(name: String, labels: LabelChoice...) -> DataArray? { draws.array(name, labels) }

  /// The draws, the sampler's statistics and the model's data as one dataset.
  public var dataset: Dataset {
    Dataset(
      [draws, chains.statistics()].compactMap { $0 } + data,
      attributes: Self.attributes(chains.plan.sampler.traits, seed: seed, warmup: chains.plan.warmupCount))
  }

  /// What a dataset says of its run.
  static func attributes(_ sampler: SamplerTraits, seed: UInt64, warmup: Int) -> [String: Attribute] {
    Dataset.attributes(sampler: sampler.name, seed: seed, ["tuning_steps": .integer(warmup)])
  }

  /// The seed of the draws: given to `sample` again, with the same settings, it gives the same draws.
  public var seed: UInt64 { chains.plan.seed }

  /// What the sampler reports, for the summary's judgement.
  public var samplerStatistics: SamplerStatistics {
    let traits = chains.plan.sampler.traits
    return SamplerStatistics(
      transitionCount: chains.drawCount * chains.chains.count,
      divergenceCounts: chains.chains.map { $0.divergences.count },
      maximumTreeDepthCounts: chains.statistic(\.reachedMaxDepth).map { $0.count { $0 } },
      maximumTreeDepth: traits.maxTreeDepth,
      energies: traits.hasEnergies ? ScalarDraws(chains.statistic(\.energy)) : nil, frozenChains: frozenChains,
      divergentDraws: chains.chains.map { $0.divergences.map(\.draw) },
      targetAcceptance: chains.plan.sampler.targetAcceptance)
  }

  /// The chains that stayed where they began.
  private var frozenChains: [Int] {
    guard chains.dimension > 0, chains.drawCount > 1 else { return [] }
    return chains.chains.indices.filter { chain in
      (1..<chains.drawCount).allSatisfy { chains[chain, $0].elementsEqual(chains[chain, 0]) }
    }
  }

  /// The number of divergent transitions after the warm-up.
  public var divergenceCount: Int { chains.divergenceCount }

  /// A table of means, quantiles, errors and diagnostics of each element, with reasons not to trust it.
  ///
  /// - Parameter names: the variables, or elements such as `z[3]`, to show; all where nil. A name that is not there is a
  ///   concern, which says what names there are.
  public func summary(_ names: [String]? = nil) -> Summary { draws.summary(names, sampler: samplerStatistics) }

  /// Writes the draws (`.csv`), or draws, statistics and data (`.zarr`, `.nc`, `.npz`).
  ///
  /// - Parameter format: the format; where nil, the name's end tells it.
  /// - Throws: ``TableError`` where the file cannot be written.
  public func write(_ path: String, as format: DatasetFormat? = nil) throws(TableError) {
    try dataset.write(path, as: format)
  }
}
