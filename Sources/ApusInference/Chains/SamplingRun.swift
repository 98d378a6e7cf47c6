// The chains of a run on their threads: what they make, what they report, and how they are stopped.

internal import ApusSystem
internal import Synchronization

/// A run in progress.
///
/// The chains share nothing but counters, so their draws do not depend on the number of threads, nor on which thread makes
/// which of them.
final class SamplingRun: Sendable {
  private let density: any Target
  private let plan: SamplingPlan
  /// The chains of an earlier run that was stopped, by number; empty where there was none.
  private let earlier: [ChainDraws]
  private let observe: ChainObserver?
  private let keepsDraws: Bool
  private let threadCount: Int
  private let meters: [ChainMeter]
  private let outcomes: Mutex<[Result<ChainDraws, SamplingError>?]>
  private let queue: ChainQueue
  /// The transitions after which a thread looks whether another chain is behind.
  private let sliceLength: Int
  private let stop = StopFlag.current ?? StopFlag()

  init(
    _ density: any Target, _ plan: SamplingPlan, earlier: [ChainDraws], threads: Int?, keepsDraws: Bool = true,
    observe: ChainObserver?
  ) throws(SamplingError) {
    try plan.validate(dimension: density.dimension)
    if let threads { try require(threads > 0, "threads", threads, "it must be positive") }
    self.density = density
    self.plan = plan
    self.earlier = earlier
    self.observe = observe
    self.keepsDraws = keepsDraws
    threadCount = min(plan.chainCount, threads ?? Machine.processorCount)
    let total = plan.warmupCount + plan.drawCount
    meters = (0..<plan.chainCount).map { ChainMeter(chain: $0, warmupCount: plan.warmupCount, iterationCount: total) }
    outcomes = Mutex(Array(repeating: nil, count: plan.chainCount))
    queue = ChainQueue(
      iterations: (0..<plan.chainCount).map { $0 < earlier.count ? earlier[$0].snapshot?.iteration ?? 0 : 0 })
    sliceLength = min(max(total / Self.sliceCount, 1), 1000)
  }

  /// The slices that a chain is made in.
  private static let sliceCount = 40

  /// Runs all chains, and calls `progress` on this thread ten times a second and at the end.
  func run(progress: ProgressHandler?) throws(SamplingError) -> Chains {
    let begin = ContinuousClock.now
    WorkerThread.share(on: threadCount) {
      self.work()
    } watch: { isDue in
      if Interruption.stopsChains { stop.raise() }
      if isDue, let progress, !progress(meters.map { $0.reading() }) { stop.raise() }
    }
    // What waits still was stopped.
    while let rest = queue.take() {
      guard let running = rest.running else { continue }
      let outcome = Result { () throws(SamplingError) in try running.finish() }
      outcomes.withLock { $0[rest.index] = outcome }
    }
    var chains: [ChainDraws] = []
    for outcome in outcomes.withLock({ $0 }) {
      if let outcome { chains.append(try outcome.get()) } else { chains.append(unbegun(chains.count)) }
    }
    return Chains(plan: plan, dimension: density.dimension, chains: chains, duration: .now - begin)
  }

  private func work() {
    while !stop.isRaised, let next = queue.take() {
      do throws(SamplingError) {
        let running = if let running = next.running { running } else { try begin(next.index) }
        try advance(running)
        if running.chain.isFinished {
          let draws = try running.finish()
          outcomes.withLock { $0[next.index] = .success(draws) }
        } else {
          queue.put(next.index, running)
        }
      } catch {
        meters[next.index].end()
        outcomes.withLock { $0[next.index] = .failure(error) }
        stop.raise()
      }
    }
  }

  private func unbegun(_ index: Int) -> ChainDraws {
    index < earlier.count ? earlier[index] : ChainDraws(chain: index, dimension: density.dimension)
  }

  private func begin(_ index: Int) throws(SamplingError) -> RunningChain {
    meters[index].begin()
    let recorder = ChainRecorder(unbegun(index), plan: plan, density: density, keepsDraws: keepsDraws)
    let chain =
      if let snapshot = recorder.draws.snapshot { try Chain(resuming: snapshot, of: plan, density) } else {
        try Chain(index, of: plan, density)
      }
    meters[index].goOn(from: chain)
    return RunningChain(chain, recorder, meters[index], observe)
  }

  private func advance(_ running: RunningChain) throws(SamplingError) {
    for _ in 0..<sliceLength where !running.chain.isFinished && !stop.isRaised {
      try running.advance()
    }
  }
}
