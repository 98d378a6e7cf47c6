// Sampling a model: gradient, verification, compilation, chains, and the way back to the constrained space.

internal import ApusDifferentiation
internal import ApusGraph
public import ApusInference

extension Model {
  /// Draws from the posterior with the No-U-Turn sampler.
  ///
  /// Before the first draw the gradient is built, each rule of the user's own is verified at the initial point and at draws
  /// from the prior, and the start is checked. Rules are verified again at points of the warm-up and at divergences: what is
  /// found there is in the posterior's gradient report. The draws depend on the model, the data and the seed alone, not on the
  /// number of threads.
  ///
  /// - Parameters:
  ///   - draws: the draws that each chain keeps.
  ///   - warmup: the draws before them, in which step size and metric adapt.
  ///   - seed: the seed of the random numbers. Where nil it is drawn, said on the standard error stream, and kept in
  ///     ``Posterior/seed``.
  ///   - sampler: its settings.
  ///   - threads: how many chains run at once; one for each processor where nil.
  ///   - verifying: whether rules of the user's own are verified first. Native code is held against the interpreter in any case.
  ///   - progress: is told now and then how far the chains are; sampling stops where it answers false.
  ///   - showsProgress: whether progress is shown on the standard error stream where there is no `progress`; nil: where that stream
  ///     is a terminal. False also keeps a drawn seed from being said.
  /// - Throws: ``ModelError`` where a rule is missing or wrong, a gradient tells nothing of a parameter
  ///   (``ModelError/zeroGradient(_:)``), or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil, sampler: NUTS = NUTS(),
    threads: Int? = nil, verifying: Bool = true, progress: ProgressHandler? = nil, showsProgress: Bool? = nil
  ) throws(ModelError) -> Posterior {
    let seed = RunAnnouncement.seed(seed, isSilent: showsProgress == false)
    try checkPlan(draws, warmup, chains, seed, sampler, threads)
    let ready = try ReadyToSample(self, seed: seed, verifying: verifying)
    let witness = SamplingWitness(chainCount: chains, warmupCount: warmup)
    let result = try ModelError.lifting {
      try ApusInference.sample(
        ready.density, sampler: ready.adapted(sampler), draws: draws, warmup: warmup, chains: chains, seed: seed,
        threads: threads, start: ready.start, progress: progress, showsProgress: showsProgress,
        observe: { witness.see($0, $1) })
    }
    return try ready.posterior(result, witness)
  }

  /// Draws from the posterior without blocking the caller's executor; see ``sample(draws:warmup:chains:seed:sampler:threads:verifying:progress:showsProgress:)``.
  ///
  /// - Throws: ``ModelError`` where a rule is missing or wrong, or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil, sampler: NUTS = NUTS(),
    threads: Int? = nil, verifying: Bool = true, progress: (@Sendable ([ChainProgress]) -> Bool)? = nil,
    showsProgress: Bool? = nil
  ) async throws(ModelError) -> Posterior {
    let seed = RunAnnouncement.seed(seed, isSilent: showsProgress == false)
    try checkPlan(draws, warmup, chains, seed, sampler, threads)
    let ready = try ReadyToSample(self, seed: seed, verifying: verifying)
    let witness = SamplingWitness(chainCount: chains, warmupCount: warmup)
    let result: Chains
    do throws(SamplingError) {
      result = try await ApusInference.sample(
        ready.density, sampler: ready.adapted(sampler), draws: draws, warmup: warmup, chains: chains, seed: seed,
        threads: threads, start: ready.start, progress: progress, showsProgress: showsProgress,
        observe: { witness.see($0, $1) })
    } catch { throw .sampling(error) }
    return try ready.posterior(result, witness)
  }
}

extension Model {
  /// What is asked of a run is looked at before anything is built.
  ///
  /// - Throws: ``ModelError/sampling(_:)``.
  private func checkPlan(
    _ draws: Int, _ warmup: Int, _ chains: Int, _ seed: UInt64, _ sampler: NUTS, _ threads: Int?
  ) throws(ModelError) {
    let plan = SamplingPlan(
      sampler: sampler, drawCount: draws, warmupCount: warmup, chainCount: chains, seed: seed)
    do { try plan.validate(dimension: dimension) } catch { throw .sampling(error) }
    if let threads, threads <= 0 {
      throw .sampling(.invalidSetting("threads", value: "\(threads)", requirement: "it must be positive"))
    }
  }
}

/// A model whose gradient was built and verified, with a start.
private struct ReadyToSample {
  let model: Model
  let density: ModelLogDensity
  let start: Start
  let scales: [Double]
  private let checker: RuleChecker?
  private var report: GradientReport

  init(_ model: Model, seed: UInt64, verifying: Bool) throws(ModelError) {
    // Data may have been replaced since the model was built.
    try model.checkValues()
    let gradient = try model.gradientWithRules()
    self.model = model
    checker = verifying ? try RuleChecker(model, gradient) : nil
    let points = try model.verificationPoints(count: Model.checkedPointCount, seed: seed)
    var verifications: RuleVerifications?
    if let checker {
      verifications = try RuleVerifications(checker, at: points, budget: Model.verificationBudget).passing()
    }
    report = model.report(gradient, verifications)
    density = try ModelLogDensity(model, gradients: gradient.gradients)
    try model.checkGradientsTell(gradient, density, at: points.map(\.position))
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

  /// The draws on the constrained space, deterministics included, with the account of what was seen on the way.
  func posterior(_ chains: Chains, _ witness: SamplingWitness) throws(ModelError) -> Posterior {
    let values = model.parameters.map(\.value) + model.deterministics.map(\.value)
    let function = try model.compile(values)
    let variables =
      model.parameters.map { ($0.name, $0.value.shape, $0.dims) }
      + model.deterministics.map { ($0.name, $0.value.shape, $0.dims) }
    var draws = Draws(chainCount: chains.chains.count, drawCount: chains.drawCount, variables)
    // What Ops throw in deterministics is NaN there, and told.
    var thrown: [ThrownError] = []
    for chain in chains.chains.indices {
      let positions = chains.chains[chain].positions
      thrown = thrown.merged(
        with: try function.evaluate(at: positions, count: chains.drawCount) { draw, values in
          draws.store(values, chain: chain, draw: draw)
        })
    }
    return Posterior(
      draws: draws, chains: chains, layout: density.layout,
      gradientReport: try account(chains, witness, thrown),
      divergences: try divergences(chains, function))
  }

  /// The gradient report with what the sampling showed.
  private func account(
    _ chains: Chains, _ witness: SamplingWitness, _ thrown: [ThrownError]
  ) throws(ModelError) -> GradientReport {
    var report = report
    let gradientCount = chains.chains.reduce(0) { $0 + $1.gradientCount }
    if let checker, !checker.nodes.isEmpty {
      let later = try RuleVerifications(checker, at: witness.points, budget: Model.verificationBudget)
      report.laterFindings = later.findings
      report.verifiedPoints += later.points
      report.verificationSeconds = (report.verificationSeconds ?? 0) + later.seconds
    }
    let badSteps = witness.badSteps
    let drawCount = chains.chains.count * chains.drawCount
    report.throwingOps =
      density.thrownErrors.map { ThrowingOp($0, outOf: gradientCount, isRejected: true) }
      + thrown.map { ThrowingOp($0, outOf: drawCount, isRejected: false) }
    report.domainExits = try model.domainExits(badSteps.kept, evaluationCount: gradientCount)
    // What is inlined has no time of its own: without calls there is nothing to measure.
    let hasCalls = report.customRules.contains { $0.backend == Model.calledByNativeCode }
    let shares = hasCalls ? try density.callShares(at: model.initialPosition()) : [:]
    for index in report.customRules.indices {
      report.customRules[index].runCount = gradientCount * report.customRules[index].count
      report.customRules[index].timeShare = shares[report.customRules[index].op]
    }
    return report
  }

  /// The divergent draws, by the parameters' names; of each chain the first hundred.
  private func divergences(
    _ chains: Chains, _ function: CompiledFunction
  ) throws(ModelError) -> [PosteriorDivergence] {
    func named(_ position: [Double]) throws(ModelError) -> [String: NDArray] {
      Dictionary(uniqueKeysWithValues: zip(model.parameters.map(\.name), try function.values(at: position).values))
    }
    guard chains.divergenceCount > 0 else { return [] }
    let evaluator: any LogDensityEvaluator
    do throws(SamplingError) { evaluator = try density.makeEvaluator() } catch { throw .sampling(error) }
    var found: [PosteriorDivergence] = []
    for chain in chains.chains {
      for divergence in chain.divergences.prefix(100) {
        found.append(
          PosteriorDivergence(
            chain: chain.chain, draw: divergence.draw, step: divergence.step, start: try named(divergence.step.start),
            end: try named(divergence.step.end), shares: density.energyErrorShares(of: divergence.step, by: evaluator),
            diagnosis: divergence.diagnosis))
      }
    }
    return found
  }
}
