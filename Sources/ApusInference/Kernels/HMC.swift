// Plain Hamiltonian Monte Carlo, with a random number of steps.

public import ApusRandom

/// Hamiltonian Monte Carlo with trajectories of a given mean length, whose number of steps is random.
///
/// With step size ε the mean number of steps is L = integration time / ε, at least 1; each transition draws it uniformly from
/// 1 ... 2L − 1, so that no trajectory length resonates with the target's periods.
///
/// Reference: Duane, Kennedy, Pendleton, Roweth (1987), Hybrid Monte Carlo; Neal (2011), MCMC using Hamiltonian dynamics.
public struct HMC: HamiltonianKernel, WarmedUp, Hashable, Codable {
  /// The mean of step size times number of steps.
  public var integrationTime: Double
  /// The mean number of steps is at most this, however small the step size is.
  public var maxMeanStepCount: Int
  /// The energy error from which on a leapfrog step counts as divergent.
  public var maxEnergyError: Double
  /// How the step size and the metric are found.
  public var warmup: WarmupSettings

  /// Hamiltonian Monte Carlo of an integration time: by default a quarter of a standard normal's period.
  public init(
    integrationTime: Double = .pi / 2, maxMeanStepCount: Int = 512, maxEnergyError: Double = 1000,
    warmup: WarmupSettings = WarmupSettings()
  ) {
    self.integrationTime = integrationTime
    self.maxMeanStepCount = maxMeanStepCount
    self.maxEnergyError = maxEnergyError
    self.warmup = warmup
  }

  public func validate() throws(SamplingError) {
    try requirePositive(integrationTime, "integrationTime")
    try require(maxMeanStepCount > 0, "maxMeanStepCount", maxMeanStepCount, "it must be positive")
    try requirePositive(maxEnergyError, "maxEnergyError")
    try warmup.validate()
  }

  /// One trajectory, and its end point if a Metropolis test accepts it.
  ///
  /// Allocates nothing unless it diverges.
  ///
  /// - Precondition: the settings are valid.
  public func step(_ hamiltonian: Hamiltonian, stepSize: Double, using generator: inout Philox4x64) -> Transition {
    hamiltonian.reserve(pointCount: 3, sumCount: 1)
    var trajectory = hamiltonian.trajectory(
      stepSize: stepSize, maxEnergyError: maxEnergyError, using: &generator)
    let wanted = (integrationTime / stepSize).rounded()
    let mean = wanted >= 1 ? min(wanted, Double(min(maxMeanStepCount, 1 << 30))) : 1
    let stepCount = 1 + generator.integer(below: 2 * Int(mean) - 1)
    var end = trajectory.root
    var leapfrogCount = 0
    var acceptance = 0.0
    for _ in 0..<stepCount {
      let leaf = trajectory.step(beyond: end, .forward)
      leapfrogCount += 1
      acceptance = leaf.logWeight >= 0 ? 1 : Stable.exp(leaf.logWeight)
      if leaf.isDivergent { break }
      trajectory.discard(end)
      end = leaf.span
    }
    let isAccepted = generator.uniform() < acceptance
    let selected = isAccepted ? end.selected : trajectory.root.selected
    return trajectory.transition(to: selected, acceptance: acceptance, leapfrogCount: leapfrogCount)
  }
}

extension ChainSampler where Self == HMC {
  /// Hamiltonian Monte Carlo with trajectories of a given mean length: see ``HMC``.
  public static func hmc(
    integrationTime: Double = .pi / 2, metric: MetricKind = .diagonal, initialCovariance: [Double]? = nil
  ) -> HMC {
    HMC(
      integrationTime: integrationTime, warmup: WarmupSettings(metric: metric, initialCovariance: initialCovariance))
  }
}
