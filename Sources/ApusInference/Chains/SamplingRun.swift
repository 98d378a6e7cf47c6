// The chains of a run on their threads: who takes which, what they report, and how they are stopped.

internal import Dispatch
internal import Synchronization

/// A run in progress.
///
/// The chains share nothing but counters, so their draws do not depend on the number of threads.
final class SamplingRun: Sendable {
  private let density: any LogDensity
  private let plan: SamplingPlan
  /// The chains of an earlier run that was stopped, by number; empty where there was none.
  private let earlier: [ChainDraws]
  private let observe: ChainObserver?
  private let threadCount: Int
  private let meters: [ChainMeter]
  private let outcomes: Mutex<[Result<ChainDraws, SamplingError>?]>
  private let nextChain = Atomic<Int>(0)
  private let isStopped = Atomic<Bool>(false)
  private let threadEnd = DispatchSemaphore(value: 0)

  init(
    _ density: any LogDensity, _ plan: SamplingPlan, earlier: [ChainDraws], threads: Int?, observe: ChainObserver?
  ) throws(SamplingError) {
    try plan.validate(dimension: density.dimension)
    if let threads { try require(threads > 0, "threads", threads, "it must be positive") }
    self.density = density
    self.plan = plan
    self.earlier = earlier
    self.observe = observe
    threadCount = min(plan.chainCount, threads ?? WorkerThread.processorCount)
    let total = plan.warmupCount + plan.drawCount
    meters = (0..<plan.chainCount).map { ChainMeter(chain: $0, warmupCount: plan.warmupCount, iterationCount: total) }
    outcomes = Mutex(Array(repeating: nil, count: plan.chainCount))
  }

  /// Lets the chains end after the transition that they are making.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Runs all chains, and calls `progress` on this thread ten times a second and at the end.
  func run(progress: ProgressHandler?) throws(SamplingError) -> Chains {
    let begin = ContinuousClock.now
    for _ in 0..<threadCount {
      WorkerThread.run {
        self.work()
        self.threadEnd.signal()
      }
    }
    var runningCount = threadCount
    while runningCount > 0 {
      let isTimeout = threadEnd.wait(timeout: .now() + .milliseconds(100)) == .timedOut
      if !isTimeout { runningCount -= 1 }
      if let progress, isTimeout || runningCount == 0, !progress(meters.map { $0.reading() }) { stop() }
    }
    var chains: [ChainDraws] = []
    for outcome in outcomes.withLock({ $0 }) {
      if let outcome { chains.append(try outcome.get()) } else { chains.append(unbegun(chains.count)) }
    }
    return Chains(plan: plan, dimension: density.dimension, chains: chains, duration: .now - begin)
  }

  /// Takes one chain after the other until there is none.
  private func work() {
    while true {
      let index = nextChain.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < plan.chainCount, !isStopped.load(ordering: .relaxed) else { return }
      let outcome: Result<ChainDraws, SamplingError>
      do throws(SamplingError) { outcome = .success(try runChain(index)) } catch {
        outcome = .failure(error)
        stop()
      }
      outcomes.withLock { $0[index] = outcome }
    }
  }

  /// What is known of a chain that was not begun.
  private func unbegun(_ index: Int) -> ChainDraws {
    index < earlier.count ? earlier[index] : ChainDraws(chain: index, dimension: density.dimension)
  }

  private func runChain(_ index: Int) throws(SamplingError) -> ChainDraws {
    let meter = meters[index]
    meter.begin()
    defer { meter.end() }
    var recorder = ChainRecorder(unbegun(index), plan: plan, density: density)
    let chain =
      if let snapshot = recorder.draws.snapshot { try Chain(resuming: snapshot, of: plan, density) } else {
        try Chain(index, of: plan, density)
      }
    while !chain.isFinished && !isStopped.load(ordering: .relaxed) {
      let isWarmup = chain.isWarmingUp
      let transition = try chain.advance()
      recorder.add(transition, at: chain.positionBuffer, isWarmup: isWarmup)
      meter.update(chain, isDivergent: transition.divergentStep != nil && !isWarmup)
      observe?(chain, transition)
    }
    return recorder.finish(chain)
  }
}
