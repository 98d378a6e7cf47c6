// What a Hamiltonian sampler reports of its transitions, as far as a summary judges it.

/// Counts and energies of the transitions of a Hamiltonian sampler, warm-up left out.
public struct SamplerStatistics: Hashable, Sendable {
  /// The number of transitions of all chains.
  public var transitionCount: Int
  /// The number of divergent transitions of each chain; empty where it is not known.
  public var divergenceCounts: [Int]
  /// The number of transitions of each chain that stopped at the maximum tree depth; empty where it is not known.
  public var maximumTreeDepthCounts: [Int]
  /// The maximum tree depth, where there is one.
  public var maximumTreeDepth: Int?
  /// The energy of each transition by chain, where it is known.
  public var energies: ScalarDraws?
  /// The chains, counted from 0, all of whose draws are equal; nil where it is not known, and the columns have to tell.
  public var frozenChains: [Int]?

  /// Counts and energies by chain; what is not known is left out.
  public init(
    transitionCount: Int, divergenceCounts: [Int] = [], maximumTreeDepthCounts: [Int] = [],
    maximumTreeDepth: Int? = nil, energies: ScalarDraws? = nil, frozenChains: [Int]? = nil
  ) {
    self.transitionCount = transitionCount
    self.divergenceCounts = divergenceCounts
    self.maximumTreeDepthCounts = maximumTreeDepthCounts
    self.maximumTreeDepth = maximumTreeDepth
    self.energies = energies
    self.frozenChains = frozenChains
  }
}
