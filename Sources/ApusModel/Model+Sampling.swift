// Sampling a model: gradient, verification, compilation, chains, and the way back to the constrained space.

internal import ApusDifferentiation
public import ApusInference

extension Model {
  /// Draws from the posterior with the No-U-Turn sampler.
  ///
  /// Before the first draw the gradient is built, each rule of the user's own is verified at the initial point, and the
  /// start is checked. The draws depend on the model, the data and the seed alone, not on the number of threads.
  ///
  /// - Parameters:
  ///   - draws: the draws that each chain keeps.
  ///   - warmup: the draws before them, in which step size and metric adapt.
  ///   - sampler: its settings.
  ///   - threads: how many chains run at once; one for each processor where nil.
  ///   - verifying: whether rules of the user's own are verified first, and native code is held against the interpreter.
  ///   - progress: is told now and then how far the chains are; sampling stops where it answers false.
  /// - Throws: ``ModelError`` where a rule is missing or wrong, or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64, sampler: NUTS = NUTS(), threads: Int? = nil,
    verifying: Bool = true, progress: ProgressHandler? = nil
  ) throws(ModelError) -> Posterior {
    let ready = try ReadyToSample(self, seed: seed, verifying: verifying)
    let result = try ModelError.lifting {
      try ApusInference.sample(
        ready.density, sampler: ready.adapted(sampler), draws: draws, warmup: warmup, chains: chains, seed: seed,
        threads: threads,
        start: ready.start, progress: progress)
    }
    return try ready.posterior(result)
  }

  /// Draws from the posterior without blocking the caller's executor; see ``sample(draws:warmup:chains:seed:sampler:threads:verifying:progress:)``.
  ///
  /// - Throws: ``ModelError`` where a rule is missing or wrong, or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64, sampler: NUTS = NUTS(), threads: Int? = nil,
    verifying: Bool = true, progress: (@Sendable ([ChainProgress]) -> Bool)? = nil
  ) async throws(ModelError) -> Posterior {
    let ready = try ReadyToSample(self, seed: seed, verifying: verifying)
    let result: Chains
    do throws(SamplingError) {
      result = try await ApusInference.sample(
        ready.density, sampler: ready.adapted(sampler), draws: draws, warmup: warmup, chains: chains, seed: seed,
        threads: threads,
        start: ready.start, progress: progress)
    } catch { throw .sampling(error) }
    return try ready.posterior(result)
  }
}

/// A model whose gradient was built and verified, with a start.
private struct ReadyToSample {
  let model: Model
  let density: ModelLogDensity
  let start: Start
  let scales: [Double]
  let report: GradientReport

  init(_ model: Model, seed: UInt64, verifying: Bool) throws(ModelError) {
    let gradient = try model.gradientWithRules()
    let verifications = verifying ? try model.verifyRules(gradient) : [:]
    self.model = model
    report = model.report(gradient, verifications)
    density = try ModelLogDensity(model, gradients: gradient.gradients, checking: verifying)
    scales = try model.startScales(seed: seed)
    start = .jittered(around: try model.initialPosition(), scales: scales)
  }

  /// The sampler with the squared sizes of the prior as its first inverse metric, unless the user gave another.
  func adapted(_ sampler: NUTS) -> NUTS {
    var adapted = sampler
    if sampler.warmup.initialInverseMetric == nil && sampler.warmup.adaptsMetric {
      adapted.warmup.initialInverseMetric = scales.map { $0 > 0 ? $0 * $0 : 1 }
    }
    return adapted
  }

  /// The draws on the constrained space, deterministics included.
  func posterior(_ chains: Chains) throws(ModelError) -> Posterior {
    let values = model.parameters.map(\.value) + model.deterministics.map(\.value)
    let function = try model.compile(values)
    let variables =
      model.parameters.map { ($0.name, $0.value.shape, $0.dims) }
      + model.deterministics.map { ($0.name, $0.value.shape, $0.dims) }
    var draws = Draws(chainCount: chains.chains.count, drawCount: chains.drawCount, variables)
    for chain in chains.chains.indices {
      for draw in 0..<chains.drawCount {
        draws.store(try function(Array(chains[chain, draw])), chain: chain, draw: draw)
      }
    }
    return Posterior(draws: draws, chains: chains, layout: density.layout, gradientReport: report)
  }
}
