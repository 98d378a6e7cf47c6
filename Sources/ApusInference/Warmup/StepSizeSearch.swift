// The step size to begin with: doubled or halved until one leapfrog step has a reasonable energy error.

internal import ApusRandom

/// Finds a step size whose first leapfrog step has an acceptance probability near 0.8.
///
/// Reference: Hoffman, Gelman (2014), algorithm 4, with Stan's threshold, and a new momentum for each trial.
enum StepSizeSearch {
  private static let logThreshold = -0.2231435513142097

  /// A step size at the Hamiltonian's current position and metric.
  ///
  /// - Throws: ``SamplingError/flatDensity(chain:)`` above 10³⁰⁰ (a wide prior is not flat); ``SamplingError/vanishingStepSize(chain:position:)`` below
  ///   10⁻²⁰.
  static func stepSize(
    _ hamiltonian: Hamiltonian, from initial: Double, chain: Int, using generator: inout Philox4x64
  ) throws(SamplingError) -> Double {
    guard hamiltonian.dimension > 0 else { return initial }
    var stepSize = initial
    let isGrowing = isAcceptable(hamiltonian, stepSize, &generator)
    while true {
      if stepSize > 1e300 { throw .flatDensity(chain: chain) }
      if stepSize < 1e-20 { throw .vanishingStepSize(chain: chain, position: hamiltonian.position) }
      if isAcceptable(hamiltonian, stepSize, &generator) != isGrowing { return stepSize }
      stepSize *= isGrowing ? 2 : 0.5
    }
  }

  private static func isAcceptable(
    _ hamiltonian: Hamiltonian, _ stepSize: Double, _ generator: inout Philox4x64
  ) -> Bool {
    var trajectory = hamiltonian.trajectory(
      stepSize: stepSize, maxEnergyError: .greatestFiniteMagnitude, using: &generator)
    let leaf = trajectory.step(beyond: trajectory.root, .forward)
    hamiltonian.finish(at: trajectory.root.selected, leapfrogCount: 1)
    return leaf.logWeight > logThreshold
  }
}
