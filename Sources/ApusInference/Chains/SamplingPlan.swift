// The plan of a run: everything that the draws depend on besides the density.

/// The sampler, the numbers of iterations and chains, the seed and the start: with the density they fix every draw.
public struct SamplingPlan: Sendable {
  /// The sampler with its settings.
  public var sampler: any ChainSampler
  /// The number of draws kept of each chain.
  public var drawCount: Int
  /// The number of iterations before.
  public var warmupCount: Int
  /// The number of chains.
  public var chainCount: Int
  /// The seed; each chain has a stream of it.
  public var seed: UInt64
  /// Where the chains begin.
  public var start: Start

  /// A plan.
  public init(
    sampler: any ChainSampler = NUTS(), drawCount: Int = 1000, warmupCount: Int = 1000, chainCount: Int = 4,
    seed: UInt64, start: Start = .jittered()
  ) {
    self.sampler = sampler
    self.drawCount = drawCount
    self.warmupCount = warmupCount
    self.chainCount = chainCount
    self.seed = seed
    self.start = start
  }

  /// The most draws, and the most iterations of a warm-up, of one chain.
  static let mostIterations = 100_000_000
  static let mostCoordinates = 1 << 28
  static let mostChains = 10_000

  /// Throws where the plan cannot be followed for a density of a dimension.
  public func validate(dimension: Int) throws(SamplingError) {
    let limits = "it must be in 0 ... \(Self.mostIterations)"
    try require((0...Self.mostIterations).contains(drawCount), "draws", drawCount, limits)
    try require((0...Self.mostIterations).contains(warmupCount), "warmup", warmupCount, limits)
    try require(
      (1...Self.mostChains).contains(chainCount), "chains", chainCount, "it must be in 1 ... \(Self.mostChains)")
    try require(
      (0...Self.mostCoordinates).contains(dimension), "the density's dimension", dimension,
      "it must be in 0 ... \(Self.mostCoordinates)")
    try sampler.validate(dimension: dimension)
    try start.validate(dimension: dimension, chainCount: chainCount)
  }
}
