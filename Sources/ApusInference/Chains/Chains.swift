// The draws of a run: of all chains, in the order of the chains.

/// The draws of a run.
public struct Chains: Sendable {
  /// The plan of the run.
  public let plan: SamplingPlan
  /// The number of coordinates.
  public let dimension: Int
  /// The chains, by number.
  ///
  /// After a stop some have fewer draws than were asked, or none.
  public let chains: [ChainDraws]
  /// The time of the whole run.
  public let duration: Duration

  /// Whether all draws of the plan are there.
  public var isComplete: Bool { chains.allSatisfy(\.isComplete) }

  /// The number of draws that every chain has.
  public var drawCount: Int { chains.map(\.drawCount).min() ?? 0 }

  /// The first ``drawCount`` draws of every chain: shape (chain, draw, coordinate), row-major.
  public var positions: [Double] { chains.flatMap { $0.positions.prefix(drawCount * dimension) } }

  /// The position of a draw of a chain.
  public subscript(chain: Int, draw: Int) -> ArraySlice<Double> { chains[chain][draw] }

  /// One statistic of the first ``drawCount`` draws of every chain: shape (chain, draw).
  public func statistic<Value>(_ value: (TransitionStatistics) -> Value) -> [[Value]] {
    chains.map { $0.statistics.prefix(drawCount).map(value) }
  }

  /// The names of the sampler's statistics: those of every sampler, and its own.
  public var statisticNames: [String] { plan.sampler.traits.allStatisticNames }

  /// One statistic by name of the first ``drawCount`` draws of every chain: shape (chain, draw); nil where the sampler has none
  /// of the name.
  public func statistic(named name: String) -> [[Double]]? {
    if let named = TransitionStatistics.named.first(where: { $0.name == name }) { return statistic(named.value) }
    guard let place = plan.sampler.traits.statisticNames.firstIndex(of: name) else { return nil }
    return statistic { $0.own[place] }
  }

  /// The number of divergent draws.
  public var divergenceCount: Int { chains.reduce(0) { $0 + $1.divergences.count } }
}
