// What a person wants to see of one transition, and of a divergence in it.

/// What happened in one transition of a kernel.
///
/// By name, as in ArviZ's files, they are had from ``Chains/statistic(named:)``.
public struct TransitionStatistics: Sendable, Hashable, Codable {
  /// The log density at the new position.
  public var logDensity: Double
  /// The Hamiltonian at the new position, with the momentum of the trajectory there: what the E-BFMI is made of; −``logDensity``
  /// for kernels without momentum.
  public var energy: Double
  /// The Hamiltonian at the new position less that at the old one, on the same trajectory.
  public var energyError: Double
  /// The acceptance probability of a Metropolis step; for trees the mean of min(1, exp(−energy error)) over all points that were
  /// computed.
  public var acceptance: Double
  /// The step size; 0 for kernels without one.
  public var stepSize: Double
  /// How often the trajectory was doubled; 0 for kernels without a tree.
  public var treeDepth: Int
  /// How often the density was computed, with its gradient where the kernel uses it; for Hamiltonian kernels the number of
  /// leapfrog steps.
  public var leapfrogCount: Int
  /// Whether the trajectory was ended by the greatest depth, not by a turn.
  public var reachedMaxDepth: Bool
  /// Why the trajectory diverged; nil where it did not.
  public var divergence: DivergenceReason?
  /// The kernel's own statistics, in the order of ``SamplerTraits/statisticNames``; 0 where it has fewer.
  public var own = SIMD8<Double>()

  init(
    logDensity: Double, energy: Double, energyError: Double, acceptance: Double, stepSize: Double, treeDepth: Int,
    leapfrogCount: Int, reachedMaxDepth: Bool, divergence: DivergenceReason?
  ) {
    self.logDensity = logDensity
    self.energy = energy
    self.energyError = energyError
    self.acceptance = acceptance
    self.stepSize = stepSize
    self.treeDepth = treeDepth
    self.leapfrogCount = leapfrogCount
    self.reachedMaxDepth = reachedMaxDepth
    self.divergence = divergence
  }

  /// The statistics of a kernel without trajectories.
  ///
  /// - Parameters:
  ///   - acceptance: the acceptance probability, which adaptations aim at.
  ///   - own: at most eight numbers of the kernel's own, in the order of their names.
  public init(
    logDensity: Double, acceptance: Double, stepSize: Double = 0, evaluationCount: Int = 1,
    own: SIMD8<Double> = SIMD8()
  ) {
    self.init(
      logDensity: logDensity, energy: -logDensity, energyError: 0, acceptance: acceptance, stepSize: stepSize,
      treeDepth: 0, leapfrogCount: evaluationCount, reachedMaxDepth: false, divergence: nil)
    self.own = own
  }

  /// What the numbers of a statistic are.
  package enum Kind: Sendable { case number, count, truth }

  /// The statistics that every kernel has by ArviZ's names.
  static let named: [(name: String, kind: Kind, value: @Sendable (TransitionStatistics) -> Double)] = [
    ("lp", .number, { $0.logDensity }), ("acceptance_rate", .number, { $0.acceptance }),
    ("step_size", .number, { $0.stepSize }), ("energy", .number, { $0.energy }),
    ("energy_error", .number, { $0.energyError }), ("tree_depth", .count, { Double($0.treeDepth) }),
    ("n_steps", .count, { Double($0.leapfrogCount) }),
    ("reached_max_treedepth", .truth, { $0.reachedMaxDepth ? 1 : 0 }),
    ("diverging", .truth, { $0.isDivergent ? 1 : 0 }),
  ]

  /// What the numbers of a statistic are; plain numbers for a kernel's own.
  package static func kind(of name: String) -> Kind { named.first { $0.name == name }?.kind ?? .number }

  /// Appends the statistics in the order of ``SamplerTraits/allStatisticNames``.
  package func append(to list: inout [Double], ownCount: Int) {
    for (_, _, value) in Self.named { list.append(value(self)) }
    for place in 0..<ownCount { list.append(own[place]) }
  }

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

  /// A transition.
  public init(statistics: TransitionStatistics, divergentStep: DivergentStep? = nil) {
    self.statistics = statistics
    self.divergentStep = divergentStep
  }
}
