// What is ready before the first step of a run, and what is made of the chains after the last.

internal import ApusData
internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInference

/// A model with what a sampler moves on, its gradient built and verified where it uses one, and a start.
struct ReadyToSample: Sendable {
  let model: Model
  let target: any Target
  let start: Start
  /// The sampler with the sizes of the prior.
  let sampler: any ChainSampler
  /// The density with its gradient; nil where the sampler uses none.
  private let density: ModelLogDensity?
  /// The density's value; nil where the sampler uses the gradient.
  private let value: ModelTarget?
  private let checker: RuleChecker?
  private let backend: Backend
  private var report: GradientReport

  init(_ model: Model, _ request: SamplingRequest, _ phases: RunPhases) throws(ModelError) {
    try request.validate(dimension: model.dimension)
    let traits = request.sampler.traits
    if !traits.movesIntegers { try model.requireContinuous(for: traits.name) }
    // Data may have been replaced since the model was built.
    try model.checkValues()
    self.model = model
    backend = request.backend
    let priorDraws = try model.priorPositions(count: Model.priorDrawCount, seed: request.seed, nearInitial: false)
    if traits.usesGradient {
      let gradient = try model.gradientWithRules()
      phases.enter(.verifying)
      checker = request.verifying ? try RuleChecker(model, gradient) : nil
      let points = try model.verificationPoints(
        count: Model.checkedPointCount, seed: request.seed, priorDraws: priorDraws)
      var verifications: RuleVerifications?
      if let checker {
        verifications = try RuleVerifications(checker, at: points, budget: Model.verificationBudget).passing()
      }
      report = model.report(gradient, verifications)
      phases.enter(.compiling)
      let density = try ModelLogDensity(model, gradients: gradient.gradients, backend: request.backend)
      try model.checkGradientsTell(gradient, density, at: points.map(\.position))
      (self.density, value, target) = (density, nil, density)
    } else {
      phases.enter(.compiling)
      let value = try ModelTarget(model, backend: request.backend)
      (checker, density, self.value, target) = (nil, nil, value, value)
      report = GradientReport(unusedBy: traits.name, model)
    }
    let scales = model.startScales(of: priorDraws)
    sampler = request.sampler.scaled(by: scales)
    start = (request.start ?? .jittered()).filled(center: try model.initialPosition(), scales: scales)
  }

  /// The draws on the constrained space, what Ops threw in them, and the function that makes them.
  typealias Recorded = (draws: DataGroup, thrown: [ThrownError], function: CompiledFunction)

  private func computed(_ chains: Chains) throws(ModelError) -> Recorded {
    let function = try model.compile(model.keptValues, backend: backend)
    let (draws, thrown) = try model.draws(at: chains.chains.map(\.positions), count: chains.drawCount, by: function)
    return (draws, thrown, function)
  }

  /// The draws on the constrained space, deterministics included, with the account of what was seen on the way.
  ///
  /// - Parameter recorded: what a sink was given of the draws, and what made it; it is computed here where nil.
  func posterior(_ chains: Chains, _ witness: SamplingWitness, _ recorded: Recorded?) throws(ModelError) -> Posterior {
    let recorded =
      if let recorded { recorded } else { try computed(chains) }
    let (draws, thrown, function) = recorded
    let count = chains.drawCount * chains.chains.count
    return Posterior(
      draws: draws, chains: chains, layout: function.layout,
      gradientReport: try account(
        chains, witness, thrown.map { ThrowingOp($0, outOf: count, isRejected: false) }),
      divergences: try divergences(chains, function), model: model)
  }

  /// The report on the gradient with what was seen on the way, for a run whose draws are in a store.
  func report(_ chains: Chains, _ witness: SamplingWitness, _ thrown: [ThrownError]) throws(ModelError)
    -> GradientReport
  {
    let count = chains.plan.drawCount * chains.plan.chainCount
    return try account(chains, witness, thrown.map { ThrowingOp($0, outOf: count, isRejected: false) })
  }

  private func account(
    _ chains: Chains, _ witness: SamplingWitness, _ thrown: [ThrowingOp]
  ) throws(ModelError) -> GradientReport {
    var report = report
    let gradientCount = chains.chains.reduce(0) { $0 + $1.gradientCount }
    report.throwingOps =
      (density?.thrownErrors ?? value?.thrownErrors ?? []).map {
        ThrowingOp($0, outOf: gradientCount, isRejected: true)
      } + thrown
    guard let density else { return report }
    if let checker, !checker.nodes.isEmpty {
      let later = try RuleVerifications(checker, at: witness.points, budget: Model.verificationBudget)
      report.laterFindings = later.findings
      report.verifiedPoints += later.points
      report.verificationSeconds = (report.verificationSeconds ?? 0) + later.seconds
    }
    let badSteps = witness.badSteps
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
  private func divergences(_ chains: Chains, _ function: CompiledFunction) throws(ModelError) -> [PosteriorDivergence] {
    func named(_ position: [Double]) throws(ModelError) -> [String: NDArray] {
      Dictionary(uniqueKeysWithValues: zip(model.parameters.map(\.name), try function.values(at: position).values))
    }
    guard let density, chains.divergenceCount > 0 else { return [] }
    let evaluator = try ModelError.lifting { try density.makeEvaluator() }
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
