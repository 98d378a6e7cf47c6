// Which chain a thread goes on with: the one that is behind, so that all chains end at the same time.

internal import Synchronization

/// A chain of a run with what it has recorded.
///
/// One thread at a time owns it: the one that took it from the ``ChainQueue``, until it puts it back. The queue's lock orders their work.
final class RunningChain: @unchecked Sendable {
  let chain: Chain
  private var recorder: ChainRecorder
  private let meter: ChainMeter
  private let observe: ChainObserver?

  init(_ chain: Chain, _ recorder: ChainRecorder, _ meter: ChainMeter, _ observe: ChainObserver?) {
    self.chain = chain
    self.recorder = recorder
    self.meter = meter
    self.observe = observe
  }

  func advance() throws(SamplingError) {
    let isWarmup = chain.isWarmingUp
    let transition = try chain.advance()
    recorder.add(transition, at: chain.positionBuffer, isWarmup: isWarmup)
    meter.update(chain, isDivergent: transition.divergentStep != nil && !isWarmup)
    observe?(chain, transition)
  }

  /// The draws, with the state that the chain has now.
  func finish() throws(SamplingError) -> ChainDraws {
    meter.end()
    return try recorder.finish(chain)
  }
}

/// The chains of a run that no thread is working on.
final class ChainQueue: Sendable {
  /// A chain that waits: not begun where `running` is nil.
  struct Waiting: Sendable {
    let index: Int
    let running: RunningChain?
    let iteration: Int
  }

  private let waiting: Mutex<[Waiting]>

  /// - Parameter iterations: how many transitions each chain has made.
  init(iterations: [Int]) {
    waiting = Mutex(iterations.enumerated().map { Waiting(index: $0, running: nil, iteration: $1) })
  }

  /// The chain with the fewest transitions, by number where they are as many; nil where none waits: then each that is not
  /// finished is another thread's, which will finish it.
  func take() -> Waiting? {
    waiting.withLock { waiting in
      let place = waiting.indices.min {
        (waiting[$0].iteration, waiting[$0].index) < (waiting[$1].iteration, waiting[$1].index)
      }
      return place.map { waiting.remove(at: $0) }
    }
  }

  func put(_ index: Int, _ running: RunningChain) {
    let entry = Waiting(index: index, running: running, iteration: running.chain.iteration)
    waiting.withLock { $0.append(entry) }
  }
}
