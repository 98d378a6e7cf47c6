// What a person wants to see of one transition, and of a divergence in it.

/// What happened in one transition of a Hamiltonian kernel.
public struct TransitionStatistics: Sendable, Hashable, Codable {
  /// The log density at the new position.
  public var logDensity: Double
  /// The Hamiltonian at the new position, with the momentum of the trajectory there: what the E-BFMI is made of.
  public var energy: Double
  /// The Hamiltonian at the new position less that at the old one, on the same trajectory.
  public var energyError: Double
  /// The mean Metropolis acceptance probability min(1, exp(−energy error)) over all points that were computed.
  public var acceptance: Double
  /// The leapfrog step size.
  public var stepSize: Double
  /// How often the trajectory was doubled; 0 for kernels without a tree.
  public var treeDepth: Int
  /// The number of leapfrog steps, which is that of gradients.
  public var leapfrogCount: Int
  /// Whether the trajectory was ended by the greatest depth, not by a turn.
  public var reachedMaxDepth: Bool
  /// Why the trajectory diverged; nil where it did not.
  public var divergence: DivergenceReason?

  /// Whether the trajectory diverged.
  public var isDivergent: Bool { divergence != nil }
}

/// Why a trajectory cannot go on.
public enum DivergenceReason: String, Sendable, Hashable, Codable {
  /// The energy error is above the limit: the step size is too large for the curvature.
  case energyError
  /// The log density is −∞: the trajectory has left the support.
  case outsideSupport
  /// The log density is NaN or +∞, or its gradient is not finite.
  case notANumber
}

/// A leapfrog step that diverged.
public struct DivergentStep: Sendable, Hashable, Codable {
  /// Why.
  public let reason: DivergenceReason
  /// The energy error at the end; not finite where the log density or its gradient is not.
  public let energyError: Double
  /// The position before the step.
  public let start: [Double]
  /// The position after the step, where the divergence was found.
  public let end: [Double]

  /// A step.
  public init(reason: DivergenceReason, energyError: Double, start: [Double], end: [Double]) {
    self.reason = reason
    self.energyError = energyError
    self.start = start
    self.end = end
  }
}

/// What a kernel gives back of one step.
public struct Transition: Sendable, Hashable {
  /// What happened.
  public let statistics: TransitionStatistics
  /// The divergent leapfrog step, if there was one.
  public let divergentStep: DivergentStep?
}
