// One chain: a walker, a generator, and the state from which it can go on after a stop.

internal import ApusRandom

/// One chain of a run, advanced one transition at a time.
///
/// Its draws depend on the target, the plan and its number alone. It belongs to one thread. ``snapshot`` is its whole state:
/// a chain made from it gives the same draws, bit for bit, as this one would have given.
public final class Chain {
  /// The number of the chain, which is also the stream of its random numbers.
  public let index: Int
  /// How many transitions were made, those of the warm-up included.
  public private(set) var iteration = 0

  private let plan: SamplingPlan
  private let walker: any ChainWalker
  private var generator: Philox4x64

  /// A chain at its start.
  ///
  /// - Throws: ``SamplingError/badStart(_:)``, ``SamplingError/missingCapability(_:sampler:)``, errors of the target, and those of
  ///   the search for a step size.
  /// - Precondition: the plan is valid for the target, and has such a chain.
  public init(_ index: Int, of plan: SamplingPlan, _ target: any Target) throws(SamplingError) {
    self.index = index
    self.plan = plan
    generator = Philox4x64(seed: plan.seed, stream: UInt64(index))
    walker = try plan.sampler.makeWalker(ChainSetup(target, chain: index, plan: plan), using: &generator)
  }

  /// A chain that goes on where another was when its snapshot was taken.
  ///
  /// - Throws: ``SamplingError/badStart(_:)`` where the density is not finite at the snapshot's position, so is another
  ///   one; ``SamplingError/wrongDimension(of:expected:given:)``; ``SamplingError/foreignSnapshot(chain:reason:)`` where another
  ///   sampler took it; errors of the target.
  public init(resuming snapshot: ChainSnapshot, of plan: SamplingPlan, _ target: any Target) throws(SamplingError) {
    guard snapshot.position.count == target.dimension else {
      throw .wrongDimension(
        of: "the snapshot of chain \(snapshot.chain)", expected: target.dimension, given: snapshot.position.count)
    }
    index = snapshot.chain
    self.plan = plan
    generator = snapshot.generator
    iteration = snapshot.iteration
    walker = try plan.sampler.makeWalker(
      ChainSetup(target, chain: index, plan: plan, snapshot: snapshot), using: &generator)
  }

  /// Whether the next transition belongs to the warm-up.
  public var isWarmingUp: Bool { iteration < plan.warmupCount }

  /// Whether all transitions of the plan were made.
  public var isFinished: Bool { iteration >= plan.warmupCount + plan.drawCount }

  /// The number of draws after the warm-up.
  public var drawCount: Int { max(iteration - plan.warmupCount, 0) }

  /// The current position, without a copy: valid until the next transition.
  public var positionBuffer: UnsafeBufferPointer<Double> { walker.positionBuffer }

  /// The step size of the next transition; NaN where the sampler has none.
  public var stepSize: Double { walker.reading.stepSize }

  /// The squared sizes of the coordinates that the sampler uses, for Hamiltonian kernels the diagonal of M⁻¹; empty where it uses
  /// none.
  public var inverseMetric: [Double] { walker.inverseMetric }

  /// How often the log density was computed, with its gradient where the sampler uses it.
  public var gradientCount: Int { walker.reading.evaluationCount }

  /// Makes one transition, and learns from it during the warm-up.
  ///
  /// - Throws: errors of the search for a step size, after the metric has changed.
  public func advance() throws(SamplingError) -> Transition {
    let phase: ChainPhase =
      iteration >= plan.warmupCount ? .sampling : iteration + 1 == plan.warmupCount ? .endOfWarmup : .warmup
    let transition = try walker.advance(phase, using: &generator)
    iteration += 1
    return transition
  }

  /// The whole state of the chain.
  ///
  /// - Throws: ``SamplingError/unstorableState(_:)`` where the state of a kernel of the user's cannot be encoded.
  public func snapshot() throws(SamplingError) -> ChainSnapshot {
    let state: StoredState
    do { state = try walker.stored() } catch { throw .unstorableState("\(error)") }
    return ChainSnapshot(
      chain: index, iteration: iteration, position: Array(positionBuffer), generator: generator, state: state)
  }
}
