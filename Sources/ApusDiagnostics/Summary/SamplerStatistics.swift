// What a Hamiltonian sampler reports of its transitions, as far as a summary judges it.

/// Counts and energies of the transitions of a Hamiltonian sampler, warm-up left out.
public struct SamplerStatistics: Hashable, Sendable {
  /// The number of transitions of all chains.
  public var transitionCount: Int
  /// The number of divergent transitions of each chain; empty where it is not known.
  public var divergenceCounts: [Int]
  /// The numbers of the divergent draws of each chain; empty where they are not known.
  public var divergentDraws: [[Int]]
  /// The acceptance that the step size was adapted to; nil where it is not known.
  public var targetAcceptance: Double?
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
    maximumTreeDepth: Int? = nil, energies: ScalarDraws? = nil, frozenChains: [Int]? = nil,
    divergentDraws: [[Int]] = [], targetAcceptance: Double? = nil
  ) {
    self.transitionCount = transitionCount
    self.divergenceCounts = divergenceCounts
    self.maximumTreeDepthCounts = maximumTreeDepthCounts
    self.maximumTreeDepth = maximumTreeDepth
    self.energies = energies
    self.frozenChains = frozenChains
    self.divergentDraws = divergentDraws
    self.targetAcceptance = targetAcceptance
  }

  /// The places of the divergent draws among the values of a parameter, one chain after the other; nil where they are not known, or
  /// the parameter has other chains.
  func divergentPlaces(among draws: ScalarDraws) -> [Int]? {
    guard divergentDraws.count == draws.chainCount, divergentDraws.contains(where: { !$0.isEmpty }) else { return nil }
    return divergentDraws.enumerated().flatMap { chain, numbers in
      Set(numbers).sorted().filter { (0..<draws.drawCount).contains($0) }.map { chain * draws.drawCount + $0 }
    }
  }

  /// A target acceptance to try; nil where the one in force leaves no room. 0.8 is taken for one that is not known.
  var higherTargetAcceptance: Double? { [0.95, 0.99].first { $0 > (targetAcceptance ?? 0.8) + 0.005 } }
}
