// Collects the draws of one chain while it runs.

/// Writes the transitions of a chain into its draws, and takes the time.
struct ChainRecorder {
  private(set) var draws: ChainDraws
  private let density: any Target
  private let earlierGradientCount: Int
  private let keepsDraws: Bool
  private var begin = ContinuousClock.now
  private var warmupEnd: ContinuousClock.Instant?
  private var diagnosisCount = 0

  /// Goes on with the draws of an earlier run, or begins with none.
  ///
  /// - Parameter keepsDraws: whether draws and statistics are kept; if not, an observer writes them elsewhere, and the memory does not
  ///   grow with the run.
  init(_ earlier: ChainDraws, plan: SamplingPlan, density: any Target, keepsDraws: Bool) {
    draws = earlier
    self.density = density
    self.keepsDraws = keepsDraws
    earlierGradientCount = earlier.gradientCount
    guard keepsDraws else { return }
    // Room for what is usual; a run of very many draws may be meant to be stopped before.
    draws.positions.reserveCapacity(min(plan.drawCount, (1 << 24) / max(density.dimension, 1)) * density.dimension)
    draws.statistics.reserveCapacity(min(plan.drawCount, 1 << 16))
    draws.warmupStatistics.reserveCapacity(min(plan.warmupCount, 1 << 16))
  }

  mutating func add(_ transition: Transition, at position: UnsafeBufferPointer<Double>, isWarmup: Bool) {
    if isWarmup {
      if keepsDraws { draws.warmupStatistics.append(transition.statistics) }
      return
    }
    if warmupEnd == nil { warmupEnd = .now }
    if let step = transition.divergentStep { add(step) }
    guard keepsDraws else { return }
    draws.statistics.append(transition.statistics)
    draws.positions.append(contentsOf: position)
  }

  private mutating func add(_ step: DivergentStep) {
    guard keepsDraws || draws.divergences.count < Self.mostDivergences else { return }
    var diagnosis: String?
    if step.reason != .energyError && diagnosisCount < 10 {
      diagnosisCount += 1
      diagnosis = step.end.withUnsafeBufferPointer { density.diagnose(at: $0) }
    }
    draws.divergences.append(Divergence(draw: draws.drawCount, step: step, diagnosis: diagnosis))
  }

  /// The divergences that are kept of a chain whose draws are not.
  private static let mostDivergences = 100

  /// The draws, with the state that the chain has in the end.
  func finish(_ chain: Chain) throws(SamplingError) -> ChainDraws {
    var result = draws
    let end = ContinuousClock.now
    result.warmupDuration += (warmupEnd ?? end) - begin
    result.drawDuration += end - (warmupEnd ?? end)
    result.stepSize = chain.stepSize
    result.inverseMetric = chain.inverseMetric
    result.gradientCount = earlierGradientCount + chain.gradientCount
    result.snapshot = try chain.snapshot()
    result.isComplete = chain.isFinished
    return result
  }
}
