// One chain: a Hamiltonian, a kernel, the warm-up, a generator, and the state from which it can go on after a stop.

internal import ApusRandom

/// One chain of a run, advanced one transition at a time.
///
/// Its draws depend on the density, the plan and its number alone. It belongs to one thread. ``snapshot`` is its whole state:
/// a chain made from it gives the same draws, bit for bit, as this one would have given.
public final class Chain {
  /// The number of the chain, which is also the stream of its random numbers.
  public let index: Int
  /// How many transitions were made, those of the warm-up included.
  public private(set) var iteration = 0
  /// The step size of the next transition.
  public private(set) var stepSize: Double

  private let plan: SamplingPlan
  private let hamiltonian: Hamiltonian
  private var generator: Philox4x64
  private var adaptation: WindowedAdaptation?

  /// A chain at its start.
  ///
  /// - Throws: ``SamplingError/badStart(_:)``, errors of the density, and those of the search for a step size.
  /// - Precondition: the plan is valid for the density, and has such a chain.
  public init(_ index: Int, of plan: SamplingPlan, _ density: any LogDensity) throws(SamplingError) {
    self.index = index
    self.plan = plan
    let hamiltonian = try Hamiltonian(density)
    var generator = Philox4x64(seed: plan.seed, stream: UInt64(index))
    let warmup = plan.sampler.warmup
    if let metric = warmup.initialInverseMetric { hamiltonian.inverseMetric = metric }
    try plan.start.place(hamiltonian, chain: index, of: density, using: &generator)
    let stepSize =
      if let given = warmup.initialStepSize { given } else {
        try StepSizeSearch.stepSize(hamiltonian, from: 1, chain: index, using: &generator)
      }
    if plan.warmupCount > 0 {
      adaptation = WindowedAdaptation(
        iterationCount: plan.warmupCount, dimension: density.dimension, settings: warmup, stepSize: stepSize)
    }
    self.hamiltonian = hamiltonian
    self.generator = generator
    self.stepSize = stepSize
  }

  /// A chain that goes on where another was when its snapshot was taken.
  ///
  /// - Throws: ``SamplingError/badStart(_:)`` where the density is not finite at the snapshot's position, so is another
  ///   one; ``SamplingError/wrongDimension(of:expected:given:)``; errors of the density.
  public init(
    resuming snapshot: ChainSnapshot, of plan: SamplingPlan, _ density: any LogDensity
  ) throws(SamplingError) {
    guard snapshot.position.count == density.dimension else {
      throw .wrongDimension(
        of: "the snapshot of chain \(snapshot.chain)", expected: density.dimension, given: snapshot.position.count)
    }
    index = snapshot.chain
    self.plan = plan
    hamiltonian = try Hamiltonian(density)
    hamiltonian.inverseMetric = snapshot.inverseMetric
    generator = snapshot.generator
    adaptation = snapshot.adaptation
    stepSize = snapshot.stepSize
    iteration = snapshot.iteration
    guard hamiltonian.start(at: snapshot.position) else {
      throw .badStart(
        BadStart(
          chain: index, attemptCount: 1, position: snapshot.position, logDensity: hamiltonian.logDensity,
          gradient: hamiltonian.gradient, diagnosis: density.diagnose(at: hamiltonian.positionBuffer)))
    }
  }

  /// Whether the next transition belongs to the warm-up.
  public var isWarmingUp: Bool { iteration < plan.warmupCount }

  /// Whether all transitions of the plan were made.
  public var isFinished: Bool { iteration >= plan.warmupCount + plan.drawCount }

  /// The number of draws after the warm-up.
  public var drawCount: Int { max(iteration - plan.warmupCount, 0) }

  /// The current position, without a copy: valid until the next transition.
  public var positionBuffer: UnsafeBufferPointer<Double> { hamiltonian.positionBuffer }

  /// The diagonal of M⁻¹.
  public var inverseMetric: [Double] { hamiltonian.inverseMetric }

  /// How often the log density and its gradient were computed.
  public var gradientCount: Int { hamiltonian.gradientCount }

  /// Makes one transition, and learns from it during the warm-up.
  ///
  /// - Throws: errors of the search for a step size, after the metric has changed.
  public func advance() throws(SamplingError) -> Transition {
    let transition = plan.sampler.step(hamiltonian, stepSize: stepSize, using: &generator)
    if isWarmingUp, adaptation != nil { try learn(from: transition.statistics.acceptance) }
    iteration += 1
    return transition
  }

  private func learn(from acceptance: Double) throws(SamplingError) {
    guard var adaptation else { return }
    self.adaptation = nil  // so that it is changed in place
    let metric = adaptation.update(
      position: hamiltonian.positionBuffer, gradient: hamiltonian.gradientBuffer, acceptance: acceptance)
    if let metric {
      hamiltonian.inverseMetric = metric
      if plan.sampler.warmup.adaptsStepSize {
        adaptation.restart(
          stepSize: try StepSizeSearch.stepSize(
            hamiltonian, from: adaptation.stepSize, chain: index, using: &generator))
      }
    }
    let isLast = iteration + 1 == plan.warmupCount
    stepSize = isLast ? adaptation.finalStepSize : adaptation.stepSize
    self.adaptation = isLast ? nil : adaptation
  }

  /// The whole state of the chain.
  public var snapshot: ChainSnapshot {
    ChainSnapshot(
      chain: index, iteration: iteration, position: hamiltonian.position, stepSize: stepSize,
      inverseMetric: hamiltonian.inverseMetric, generator: generator, adaptation: adaptation)
  }
}
