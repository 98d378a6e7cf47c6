// The fit of planets to velocities: from the search's solution to the posterior, with what speaks against it.

public import ApusInference
public import ApusModel
internal import ApusRandom
internal import RealModule

/// A posterior of planets in velocities.
public struct RadialVelocityFit: Sendable {
  /// The settings of a fit.
  public struct Settings: Sendable {
    /// The draws that each chain keeps.
    public var draws = 2000
    /// The draws before them.
    public var warmup = 600
    /// The number of chains.
    public var chains = 4
    /// The seed of the random numbers.
    public var seed: UInt64 = 1
    /// The mean acceptance probability that the step size is adapted to; where nil, 0.93, and closer to 1 where transitions diverge.
    public var targetAcceptance: Double?
    /// The depth at which a tree is not doubled any more.
    public var maxTreeDepth = 10

    /// The default settings.
    public init() {}
  }

  /// The model.
  public let model: RadialVelocityModel
  /// The posterior.
  public let posterior: Posterior
  /// The log of the evidence of the planets over that of none, both beside the star's rotation as a Gaussian process; nil where
  /// it was not asked: where white noise with planets has more evidence than the process without, or the fit has one.
  public let logEvidenceBesideActivity: Double?

  /// Samples a model with NUTS, from the maximum of its posterior and with the covariance there as the first metric.
  ///
  /// - Parameters:
  ///   - verifying: whether gradient rules of the user's own are verified first.
  ///   - progress: called now and then with the progress of the chains; returning false stops sampling.
  /// - Throws: ``ModelError``.
  public init(
    _ model: RadialVelocityModel, _ settings: Settings = Settings(), verifying: Bool = true,
    progress: ProgressHandler? = nil
  ) throws(ModelError) {
    self.model = model
    let peak = try model.peak()
    logEvidenceBesideActivity = model.logEvidenceBesideActivity(peak)
    var generator = Philox4x64(seed: settings.seed, stream: UInt64.max - 7)
    // Wider than the posterior, so that chains that agree have come from places that do not.
    let starts = (0..<max(settings.chains, 0)).map { _ in peak.draw(scale: 1.5, using: &generator) }
    func sampled(_ targetAcceptance: Double) throws(ModelError) -> Posterior {
      try model.model.sample(
        using: NUTS(
          targetAcceptance: targetAcceptance, maxTreeDepth: settings.maxTreeDepth, metric: .dense,
          initialCovariance: peak.covariance),
        draws: settings.draws, warmup: settings.warmup, chains: settings.chains, seed: settings.seed,
        start: .positions(starts), verifying: verifying, progress: progress)
    }
    var posterior = try sampled(settings.targetAcceptance ?? 0.93)
    if settings.targetAcceptance == nil {
      // One transition in a thousand may diverge by chance; more of them mean that steps are too long somewhere.
      for target in [0.98, 0.999] where posterior.chains.isComplete && Self.divergesOften(posterior) {
        posterior = try sampled(target)
      }
    }
    self.posterior = posterior
  }

  private static func divergesOften(_ posterior: Posterior) -> Bool {
    let count = posterior.chains.drawCount * posterior.chains.chains.count
    return posterior.divergenceCount > count / 1000
  }
}
