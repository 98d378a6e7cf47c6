// The posterior: draws of parameters and deterministics on the constrained space, with the sampler's statistics.

public import ApusDiagnostics
public import ApusGraph
public import ApusInference
public import ApusStore

/// Draws from a model's posterior.
public struct Posterior: Sendable {
  /// The draws of all parameters, then all deterministics.
  public let draws: Draws
  /// The sampler's draws on the unconstrained space, with its statistics.
  public let chains: Chains
  /// The place of each parameter on the unconstrained space.
  public let layout: PositionLayout
  /// The account of the gradient that was used, with what was seen of it while sampling.
  public let gradientReport: GradientReport
  /// The divergent draws after the warm-up, with the ends of their steps; of each chain the first hundred.
  public let divergences: [PosteriorDivergence]

  /// The draws of a parameter or deterministic: shape (chain, draw, the variable's shape); nil for an unknown name.
  public subscript(name: String) -> NDArray? { draws[name] }

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
      energies: traits.hasEnergies ? ScalarDraws(chains.statistic(\.energy)) : nil, frozenChains: frozenChains)
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

  /// A table of means, quantiles, errors and diagnostics of each column, with what speaks against trusting it.
  ///
  /// - Parameter names: the variables, or elements such as `z[3]`, to show; all where nil. A name that is not there is a
  ///   concern, which says what names there are.
  public func summary(_ names: [String]? = nil) -> Summary {
    draws.summary(names, sampler: samplerStatistics)
  }

  /// Writes all draws as a table: a column for the chain, one for the draw, one for each scalar.
  ///
  /// - Throws: ``TableError`` where the file cannot be written.
  public func writeCSV(_ path: String) throws(TableError) {
    let columns = draws.columnNames.indices.map { draws.column($0) }
    try DrawsTable(names: draws.columnNames, columns: columns).write(to: path)
  }
}
