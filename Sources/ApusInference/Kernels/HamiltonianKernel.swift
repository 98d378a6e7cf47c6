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

extension HamiltonianTrajectory {
  func divergentStep() -> DivergentStep? {
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
