// Collects the draws of one chain while it runs.

/// Writes the transitions of a chain into its draws, and takes the time.
struct ChainRecorder {
  private(set) var draws: ChainDraws
  private let density: any Target
  private let earlierGradientCount: Int
  private var begin = ContinuousClock.now
  private var warmupEnd: ContinuousClock.Instant?
  private var diagnosisCount = 0

  /// Goes on with the draws of an earlier run, or begins with none.
  init(_ earlier: ChainDraws, plan: SamplingPlan, density: any Target) {
    draws = earlier
    self.density = density
    earlierGradientCount = earlier.gradientCount
    // Room for what is usual; a run of very many draws may be meant to be stopped before.
    draws.positions.reserveCapacity(min(plan.drawCount, (1 << 24) / max(density.dimension, 1)) * density.dimension)
    draws.statistics.reserveCapacity(min(plan.drawCount, 1 << 16))
    draws.warmupStatistics.reserveCapacity(min(plan.warmupCount, 1 << 16))
  }

  mutating func add(_ transition: Transition, at position: UnsafeBufferPointer<Double>, isWarmup: Bool) {
    if isWarmup {
      draws.warmupStatistics.append(transition.statistics)
      return
    }
    if warmupEnd == nil { warmupEnd = .now }
    if let step = transition.divergentStep { add(step) }
    draws.statistics.append(transition.statistics)
    draws.positions.append(contentsOf: position)
  }

  private mutating func add(_ step: DivergentStep) {
    var diagnosis: String?
    if step.reason != .energyError && diagnosisCount < 10 {
      diagnosisCount += 1
      diagnosis = step.end.withUnsafeBufferPointer { density.diagnose(at: $0) }
    }
    draws.divergences.append(Divergence(draw: draws.drawCount, step: step, diagnosis: diagnosis))
  }

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
