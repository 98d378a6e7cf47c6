// Watches the chains while they run: keeps points at which rules are verified afterwards, and the ends of bad steps.

internal import ApusInference
internal import Synchronization

/// What was seen of the chains, in the order of their iterations. All threads write to it, but rarely.
final class SamplingWitness: Sendable {
  /// A step whose end has no finite density or gradient.
  struct BadStep: Sendable {
    let position: [Double]
    let isWarmup: Bool
  }

  private struct Kept: Sendable {
    var points: [NamedPosition] = []
    var divergenceCount = 0
    var badSteps: [BadStep] = []
    var badStepCount = 0
  }

  /// The divergences of a chain whose starts are kept.
  private static let divergenceLimit = 3
  /// The bad steps of a chain that are kept.
  private static let badStepLimit = 1000

  private let kept: Mutex<[Kept]>
  private let warmupCount: Int
  private let checkpoints: Set<Int>

  init(chainCount: Int, warmupCount: Int) {
    kept = Mutex(Array(repeating: Kept(), count: max(chainCount, 0)))
    self.warmupCount = warmupCount
    // Early, where chains are far from the bulk; in the middle; and at the end.
    checkpoints = warmupCount > 0 ? [max(1, warmupCount / 10), max(1, warmupCount / 2), warmupCount] : []
  }

  func see(_ chain: Chain, _ transition: Transition) {
    let isCheckpoint = checkpoints.contains(chain.iteration)
    guard isCheckpoint || transition.divergentStep != nil else { return }
    kept.withLock { all in
      if isCheckpoint {
        all[chain.index].points.append(
          NamedPosition(
            name: "iteration \(chain.iteration) of the warm-up of chain \(chain.index)",
            position: Array(chain.positionBuffer)))
      }
      guard let step = transition.divergentStep else { return }
      let isWarmup = chain.iteration <= warmupCount
      all[chain.index].divergenceCount += 1
      if all[chain.index].divergenceCount <= Self.divergenceLimit, step.start.allSatisfy(\.isFinite) {
        let number = isWarmup ? chain.iteration : chain.iteration - warmupCount
        all[chain.index].points.append(
          NamedPosition(
            name:
              "the divergence in \(isWarmup ? "iteration \(number) of the warm-up" : "draw \(number)") of chain \(chain.index)",
            position: step.start))
      }
      if step.reason == .notANumber {
        all[chain.index].badStepCount += 1
        if all[chain.index].badSteps.count < Self.badStepLimit {
          all[chain.index].badSteps.append(BadStep(position: step.end, isWarmup: isWarmup))
        }
      }
    }
  }

  /// The points at which rules are to be verified: one of each chain in turn.
  var points: [NamedPosition] {
    let chains = kept.withLock { $0.map(\.points) }
    let most = chains.map(\.count).max() ?? 0
    return (0..<most).flatMap { place in chains.compactMap { place < $0.count ? $0[place] : nil } }
  }

  /// The ends of the bad steps that were kept, and how many bad steps there were.
  var badSteps: (kept: [BadStep], count: Int) {
    kept.withLock { all in (all.flatMap(\.badSteps), all.reduce(0) { $0 + $1.badStepCount }) }
  }
}
