// The No-U-Turn sampler.

public import ApusRandom

/// The multinomial No-U-Turn sampler, with the generalised turning criterion asked also across neighbouring subtrees.
///
/// Reference: Hoffman, Gelman (2014), The No-U-Turn sampler; Betancourt (2017), A conceptual introduction to Hamiltonian
/// Monte Carlo, appendix A.
/// Checked against: exact invariance on integers, a plain transcription on arrays, known targets.
public struct NUTS: HamiltonianKernel, WarmedUp, Hashable, Codable {
  /// The depth at which a tree is not doubled any more: a trajectory has at most 2^depth − 1 leapfrog steps.
  public var maxTreeDepth: Int
  /// The energy error from which on a leapfrog step counts as divergent.
  public var maxEnergyError: Double
  /// How the step size and the metric are found.
  public var warmup: WarmupSettings

  /// The default settings are Stan's.
  ///
  /// - Parameters:
  ///   - targetAcceptance: the mean acceptance probability that the step size is adapted to, in (0, 1).
  ///   - maxTreeDepth: 1 ... 30.
  ///   - maxEnergyError: positive and finite.
  ///   - initialStepSize: where the adaptation begins; nil: found by doubling and halving from 1.
  ///   - initialInverseMetric: the diagonal of M⁻¹ at the beginning; nil: ones.
  ///   - adaptsStepSize: false keeps the initial step size.
  ///   - adaptsMetric: false keeps the initial metric.
  ///   - metric: whether the metric is diagonal or dense.
  ///   - initialCovariance: M⁻¹ at the beginning, for a dense metric: the covariance of the coordinates on the unconstrained space,
  ///     row-major, d × d.
  public init(
    targetAcceptance: Double = 0.8, maxTreeDepth: Int = 10, maxEnergyError: Double = 1000,
    initialStepSize: Double? = nil, initialInverseMetric: [Double]? = nil, adaptsStepSize: Bool = true,
    adaptsMetric: Bool = true, metric: MetricKind = .diagonal, initialCovariance: [Double]? = nil
  ) {
    self.maxTreeDepth = maxTreeDepth
    self.maxEnergyError = maxEnergyError
    warmup = WarmupSettings(
      targetAcceptance: targetAcceptance, initialStepSize: initialStepSize,
      initialInverseMetric: initialInverseMetric, adaptsStepSize: adaptsStepSize, adaptsMetric: adaptsMetric,
      metric: metric, initialCovariance: initialCovariance)
  }

  public var traits: SamplerTraits {
    SamplerTraits(name: "NUTS", usesGradient: true, hasEnergies: true, maxTreeDepth: maxTreeDepth)
  }

  public func validate() throws(SamplingError) {
    try require((1...30).contains(maxTreeDepth), "maxTreeDepth", maxTreeDepth, "it must be in 1 ... 30")
    try requirePositive(maxEnergyError, "maxEnergyError")
    try warmup.validate()
  }

  /// One trajectory, doubled until it turns, and the point selected from it.
  ///
  /// Allocates nothing unless it diverges.
  ///
  /// - Precondition: the settings are valid.
  public func step(_ hamiltonian: Hamiltonian, stepSize: Double, using generator: inout Philox4x64) -> Transition {
    let reservation = HamiltonianTrajectory.reservation(maxDepth: maxTreeDepth)
    hamiltonian.reserve(pointCount: reservation.pointCount, sumCount: reservation.sumCount)
    let trajectory = hamiltonian.trajectory(
      stepSize: stepSize, maxEnergyError: maxEnergyError, using: &generator)
    var tree = NoUTurnTree(path: trajectory, choices: RandomChoices(generator: generator))
    let outcome = tree.grow(from: trajectory.root, maxDepth: maxTreeDepth)
    generator = tree.choices.generator
    return tree.path.transition(
      to: outcome.span.selected, acceptance: outcome.acceptance, leapfrogCount: outcome.leapfrogCount,
      treeDepth: outcome.depth, reachedMaxDepth: outcome.reachedMaxDepth)
  }
}

extension ChainSampler where Self == NUTS {
  /// The No-U-Turn sampler: see ``NUTS``.
  public static func nuts(
    targetAcceptance: Double = 0.8, maxTreeDepth: Int = 10, maxEnergyError: Double = 1000,
    metric: MetricKind = .diagonal, initialCovariance: [Double]? = nil
  ) -> NUTS {
    NUTS(
      targetAcceptance: targetAcceptance, maxTreeDepth: maxTreeDepth, maxEnergyError: maxEnergyError, metric: metric,
      initialCovariance: initialCovariance)
  }
}
