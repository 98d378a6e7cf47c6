// The counters of a chain that another thread reads: plain stores, no locks, so that the chain is not slowed down.

internal import Synchronization

/// Written by the chain's thread, read by the one that reports.
///
/// A reading may mix two neighbouring iterations.
final class ChainMeter: Sendable {
  private let chain: Int
  private let warmupCount: Int
  private let iterationCount: Int
  private let iteration = Atomic<Int>(0)
  private let earlierIterationCount = Atomic<Int>(0)
  private let divergenceCount = Atomic<Int>(0)
  private let gradientCount = Atomic<Int>(0)
  private let stepSize = Atomic<UInt64>(Double.nan.bitPattern)
  private let times = Mutex<(begin: ContinuousClock.Instant?, end: ContinuousClock.Instant?)>((nil, nil))

  init(chain: Int, warmupCount: Int, iterationCount: Int) {
    self.chain = chain
    self.warmupCount = warmupCount
    self.iterationCount = iterationCount
  }

  func begin() { times.withLock { $0.begin = .now } }

  /// Notes what an earlier run made of the chain.
  func goOn(from chain: Chain) {
    earlierIterationCount.store(chain.iteration, ordering: .relaxed)
    iteration.store(chain.iteration, ordering: .relaxed)
  }

  func end() { times.withLock { $0.end = .now } }

  func update(_ chain: Chain, isDivergent: Bool) {
    iteration.store(chain.iteration, ordering: .relaxed)
    gradientCount.store(chain.gradientCount, ordering: .relaxed)
    stepSize.store(chain.stepSize.bitPattern, ordering: .relaxed)
    if isDivergent { divergenceCount.wrappingAdd(1, ordering: .relaxed) }
  }

  func reading() -> ChainProgress {
    let (begin, end) = times.withLock { $0 }
    let iteration = iteration.load(ordering: .relaxed)
    let phase: ChainProgress.Phase =
      begin == nil ? .waiting : end != nil ? .finished : iteration < warmupCount ? .warmup : .sampling
    var reading = ChainProgress(
      chain: chain, phase: phase, iteration: iteration, iterationCount: iterationCount,
      divergenceCount: divergenceCount.load(ordering: .relaxed),
      stepSize: Double(bitPattern: stepSize.load(ordering: .relaxed)),
      gradientCount: gradientCount.load(ordering: .relaxed), elapsed: begin.map { (end ?? .now) - $0 } ?? .zero)
    reading.earlierIterationCount = earlierIterationCount.load(ordering: .relaxed)
    return reading
  }
}
