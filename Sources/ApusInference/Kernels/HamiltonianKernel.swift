// A sampler that steps along Hamiltonian trajectories: its settings, and one transition.

public import ApusRandom

/// A Markov kernel on a ``Hamiltonian``, as a value: its settings.
///
/// Law: a step leaves the density invariant for any fixed step size and metric, and depends on nothing but the Hamiltonian's
/// current position, its metric, the step size and the generator.
public protocol HamiltonianKernel: ChainSampler {
  /// How the step size and the metric are found before the draws are kept.
  var warmup: WarmupSettings { get }

  /// Throws where a setting is outside its domain.
  func validate() throws(SamplingError)

  /// Moves the Hamiltonian's current position by one transition.
  func step(_ hamiltonian: Hamiltonian, stepSize: Double, using generator: inout Philox4x64) -> Transition
}

/// A sampler whose step size and metric the warm-up of ``WarmupSettings`` finds.
protocol WarmedUp: ChainSampler {
  var warmup: WarmupSettings { get set }
}

extension ChainSampler {
  /// The mean acceptance probability that the step size is adapted to; nil for a sampler that has none.
  package var targetAcceptance: Double? { (self as? any WarmedUp)?.warmup.targetAcceptance }
}

extension WarmedUp {
  public func scaled(by sizes: [Double]) -> Self {
    var scaled = self
    scaled.warmup = warmup.scaled(by: sizes)
    return scaled
  }
}

extension HamiltonianTrajectory {
  /// The transition to one of the trajectory's points, where the Hamiltonian is then.
  func transition(
    to selected: Int32, acceptance: Double, leapfrogCount: Int, treeDepth: Int = 0, reachedMaxDepth: Bool = false
  ) -> Transition {
    let (divergentStep, energy) = (divergentStep(), energy(selected))
    owner.finish(at: selected, leapfrogCount: leapfrogCount)
    return Transition(
      statistics: TransitionStatistics(
        logDensity: logDensity(selected), energy: energy, energyError: energy - initialEnergy, acceptance: acceptance,
        stepSize: stepSize, treeDepth: treeDepth, leapfrogCount: leapfrogCount, reachedMaxDepth: reachedMaxDepth,
        divergence: divergentStep?.reason),
      divergentStep: divergentStep)
  }

  private func divergentStep() -> DivergentStep? {
    guard let divergence else { return nil }
    let value = logDensity(divergence.end)
    let error = energy(divergence.end) - initialEnergy
    let isNumber = value.isFinite && gradient(divergence.end).allSatisfy(\.isFinite)
    let reason: DivergenceReason = value == -.infinity ? .outsideSupport : isNumber ? .energyError : .notANumber
    return DivergentStep(
      reason: reason, energyError: error, start: position(divergence.start), end: position(divergence.end))
  }
}

func require(
  _ isMet: Bool, _ name: String, _ value: some CustomStringConvertible & Sendable, _ requirement: String
) throws(SamplingError) {
  if !isMet { throw .invalidSetting(name, value: "\(value)", requirement: requirement) }
}

func requirePositive(_ value: Double, _ name: String) throws(SamplingError) {
  try require(value > 0 && value.isFinite, name, value, "it must be positive and finite")
}

func requireShare(_ value: Double, _ name: String) throws(SamplingError) {
  try require(value > 0 && value < 1, name, value, "it must be in (0, 1)")
}
