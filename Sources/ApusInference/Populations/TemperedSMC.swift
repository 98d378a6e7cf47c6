// Tempered sequential Monte Carlo: its settings.

/// Sequential Monte Carlo by tempering: a population of particles goes from the prior to the posterior by stages, whose densities
/// are prior · likelihood^β, and leaves an estimate of the evidence (marginal likelihood) on its way.
///
/// Each stage chooses the next inverse temperature β by bisection, so that the weights' effective sample size is a given share of
/// the particles; resamples the particles systematically; and moves each of them by random-walk Metropolis steps, whose proposals
/// have the particles' covariance. The scale of the proposals is adapted by the acceptance rate.
///
/// It needs values alone, no gradients, and finds separate modes that the prior reaches. The prior must be proper.
///
/// Reference: Del Moral, Doucet, Jasra (2006), Sequential Monte Carlo samplers; Minson, Simons, Beck (2013), Bayesian inversion
/// for finite fault earthquake source models, for the choice of β and of proposals.
public struct TemperedSMC: Sendable, Hashable, Codable {
  /// The number of particles of each run.
  public var particleCount: Int
  /// The effective sample size of each stage's weights, as a share of the particles: in (0, 1). More makes more stages.
  public var effectiveShare: Double
  /// The particles of a stage are moved until no coordinate's correlation with where they began is larger: in [0, 1).
  public var largestCorrelation: Double
  /// The most Metropolis steps of a stage.
  public var maxSteps: Int

  /// Settings.
  public init(
    particles: Int = 2000, effectiveShare: Double = 0.5, largestCorrelation: Double = 0.1, maxSteps: Int = 200
  ) {
    particleCount = particles
    self.effectiveShare = effectiveShare
    self.largestCorrelation = largestCorrelation
    self.maxSteps = maxSteps
  }

  func validate() throws(SamplingError) {
    try require(
      (2...10_000_000).contains(particleCount), "particles", particleCount, "it must be in 2 ... 10000000")
    try require(
      effectiveShare > 0 && effectiveShare < 1, "effectiveShare", effectiveShare, "it must be above 0 and below 1")
    try require(
      largestCorrelation >= 0 && largestCorrelation < 1, "largestCorrelation", largestCorrelation,
      "it must be at least 0 and below 1")
    try require((1...1_000_000).contains(maxSteps), "maxSteps", maxSteps, "it must be in 1 ... 1000000")
  }
}

/// The plan of populations: together with the target it determines every particle.
public struct PopulationPlan: Sendable, Hashable, Codable {
  /// The settings of each run.
  public var sampler: TemperedSMC
  /// The number of independent runs.
  public var runCount: Int
  /// The seed; each run has streams of it.
  public var seed: UInt64

  /// A plan.
  public init(sampler: TemperedSMC = TemperedSMC(), runCount: Int = 4, seed: UInt64) {
    self.sampler = sampler
    self.runCount = runCount
    self.seed = seed
  }

  /// Throws where the plan cannot be followed for a target of a dimension.
  package func validate(dimension: Int) throws(SamplingError) {
    try sampler.validate()
    try require(
      (1...SamplingPlan.mostChains).contains(runCount), "runs", runCount,
      "it must be in 1 ... \(SamplingPlan.mostChains)")
    let limit = SamplingPlan.mostCoordinates
    try require(
      (0...limit).contains(dimension), "the density's dimension", dimension, "it must be in 0 ... \(limit)")
    let (count, overflows) = sampler.particleCount.multipliedReportingOverflow(by: max(dimension, 1))
    try require(
      !overflows && count <= limit, "particles", sampler.particleCount,
      "particles times dimension (\(dimension)) must be at most \(limit)")
  }
}
