// The draws of one chain.

/// The draws and the statistics of one chain.
public struct ChainDraws: Sendable {
  /// The number of the chain.
  public let chain: Int
  /// The number of coordinates.
  public let dimension: Int
  /// The positions, draw by draw: draw d has the elements d · dimension ..< (d + 1) · dimension.
  public internal(set) var positions: [Double] = []
  /// The statistics of each draw.
  public internal(set) var statistics: [TransitionStatistics] = []
  /// The statistics of each iteration of the warm-up.
  public internal(set) var warmupStatistics: [TransitionStatistics] = []
  /// The divergent draws; those of the warm-up are seen in its statistics alone.
  public internal(set) var divergences: [Divergence] = []
  /// The step size after the last iteration.
  public internal(set) var stepSize = Double.nan
  /// The diagonal of M⁻¹ after the last iteration; empty where the chain did not begin.
  public internal(set) var inverseMetric: [Double] = []
  /// The number of gradients, those of the searches for step sizes included.
  public internal(set) var gradientCount = 0
  /// The time of the warm-up, start and search for a step size included.
  public internal(set) var warmupDuration = Duration.zero
  /// The time of the draws.
  public internal(set) var drawDuration = Duration.zero
  /// The state from which the chain can go on; nil where it did not begin.
  public internal(set) var snapshot: ChainSnapshot?
  /// Whether all draws of the plan are there.
  public internal(set) var isComplete = false

  init(chain: Int, dimension: Int) {
    self.chain = chain
    self.dimension = dimension
  }

  /// The number of draws.
  public var drawCount: Int { statistics.count }

  /// The position of a draw.
  public subscript(draw: Int) -> ArraySlice<Double> { positions[draw * dimension..<(draw + 1) * dimension] }
}

/// A draw whose trajectory diverged.
public struct Divergence: Sendable, Hashable {
  /// The number of the draw.
  public let draw: Int
  /// The leapfrog step that diverged.
  public let step: DivergentStep
  /// What the density says is not finite at the step's end; asked for the first ten of a chain where a number is missing.
  public let diagnosis: String?
}
