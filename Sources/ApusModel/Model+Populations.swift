// Sampling a model by populations of particles, which estimate its evidence.

public import ApusData
public import ApusDiagnostics
internal import ApusGraph
public import ApusInference

/// The particles of a model's posterior from tempered sequential Monte Carlo, with the model's evidence.
public struct PopulationPosterior: Sendable {
  /// The particles of all parameters and all deterministics: a chain for each run, a draw for each particle. Without draws where a
  /// run was stopped, since its particles are not of the posterior.
  public let draws: DataGroup
  /// The particles on the unconstrained space, with the stages of each run.
  public let populations: Populations
  /// The place of each parameter on the unconstrained space.
  package let layout: PositionLayout
  /// The Ops that threw: such positions were rejected, or are NaN in deterministics.
  public let throwingOps: [ThrowingOp]
  /// The model's data.
  let data: [DataGroup]

  /// The particles of a parameter or deterministic, with dims (chain, draw, the variable's), or a part of them at labels. Nil for an
  /// unknown name or label.
  public subscript(name: String, labels: LabelChoice...) -> DataArray? { draws.array(name, labels) }

  /// The particles and the model's data as one dataset.
  public var dataset: Dataset {
    Dataset(
      [draws] + data,
      attributes: Dataset.attributes(
        sampler: "tempered SMC", seed: seed,
        ["log_evidence": .number(logEvidence), "log_evidence_error": .number(logEvidenceError)]))
  }

  /// The seed: given to `sampleSMC` again, with the same settings, it gives the same particles.
  public var seed: UInt64 { populations.plan.seed }
  /// Whether every run reached the posterior.
  public var isComplete: Bool { populations.isComplete }
  /// The log evidence (log marginal likelihood); NaN where a run was stopped.
  public var logEvidence: Double { populations.logEvidence }
  /// The Monte Carlo error of ``logEvidence``.
  public var logEvidenceError: Double { populations.logEvidenceError }
  /// The stages of each run.
  public var stages: [[TemperingStage]] { populations.populations.map(\.stages) }

  /// A table of means, quantiles, errors and diagnostics of each column, with reasons not to trust it.
  ///
  /// - Parameter names: the variables, or elements such as `z[3]`, to show; all where nil. A name that is not there is a
  ///   concern, which says what names there are.
  public func summary(_ names: [String]? = nil) -> Summary { draws.summary(names, sampler: nil) }
}

extension Model {
  /// The model's prior and likelihood apart, as population samplers see them. No gradient is built.
  ///
  /// - Throws: ``ModelError/discreteParameter(_:)``, ``ModelError/improperPrior(_:)``.
  public func temperedTarget(backend: Backend = .automatic) throws(ModelError) -> ModelTarget {
    try requireContinuous(for: "tempered SMC")
    // Data may have been replaced since the model was built.
    try checkValues()
    let target = try ModelTarget(self, backend: backend)
    try AncestralSampler.requireDraws(parameters.map { ($0.name, $0.distribution, $0.location) })
    if let improper = parameters.first(where: { !$0.distribution.isProper }) { throw .improperPrior(improper.name) }
    return target
  }

  /// Draws from the posterior by tempered sequential Monte Carlo, which estimates the evidence too.
  ///
  /// It needs no gradient: Ops without a gradient rule may be in the model. It finds separate modes that the prior reaches. All
  /// priors must be proper. The particles depend on the model, the data, the settings and the seed, not on the number of threads.
  ///
  /// - Parameters:
  ///   - particles: the number of particles of each run; that of `sampler` where nil.
  ///   - runs: the number of independent runs, whose spread gives the error of the evidence.
  ///   - seed: the seed; if nil, one is drawn, printed and kept.
  ///   - sampler: the settings.
  ///   - threads: how many runs are made at once; one for each processor where nil.
  ///   - backend: what evaluates the model.
  ///   - progress: called now and then with the progress of the runs; returning false stops them. Where nil, the progress is shown if
  ///     the standard error stream is a terminal.
  ///   - observe: called with the state of a run after each stage, on the run's thread, to store it.
  /// - Throws: ``ModelError``: an improper prior, a discrete parameter, settings outside their domain, or no draw from the prior
  ///   with a finite likelihood.
  public func sampleSMC(
    particles: Int? = nil, runs: Int = 4, seed: UInt64? = nil, sampler: TemperedSMC = TemperedSMC(),
    threads: Int? = nil, backend: Backend = .automatic, progress: PopulationProgressHandler? = nil,
    observe: PopulationObserver? = nil
  ) throws(ModelError) -> PopulationPosterior {
    var sampler = sampler
    if let particles { sampler.particleCount = particles }
    let plan = PopulationPlan(
      sampler: sampler, runCount: runs, seed: RunAnnouncement.seed(seed, isSilent: false, call: "sampleSMC"))
    return try resumeSMC(
      from: [], plan: plan, threads: threads, backend: backend, progress: progress, observe: observe)
  }

  /// The same while the calling task waits, without blocking its thread; cancelling the task stops the runs at their last stages.
  public func sampleSMC(
    particles: Int? = nil, runs: Int = 4, seed: UInt64? = nil, sampler: TemperedSMC = TemperedSMC(),
    threads: Int? = nil, backend: Backend = .automatic,
    progress: (@Sendable ([PopulationProgress]) -> Bool)? = nil, observe: PopulationObserver? = nil
  ) async throws(ModelError) -> PopulationPosterior {
    try await cancellable { () throws(ModelError) in
      try self.sampleSMC(
        particles: particles, runs: runs, seed: seed, sampler: sampler, threads: threads, backend: backend,
        progress: progress, observe: observe)
    }
  }

  /// Resumes runs that were stopped. The result is, bit for bit, that of runs without the stop.
  ///
  /// - Parameters:
  ///   - snapshots: the states of runs; a run without one begins at the prior.
  ///   - plan: the plan of the stopped runs.
  /// - Throws: ``ModelError``, also where a snapshot is one of another model or plan.
  public func resumeSMC(
    from snapshots: [PopulationSnapshot], plan: PopulationPlan, threads: Int? = nil, backend: Backend = .automatic,
    progress: PopulationProgressHandler? = nil, observe: PopulationObserver? = nil
  ) throws(ModelError) -> PopulationPosterior {
    try ModelError.lifting { try plan.validate(dimension: dimension) }
    let target = try RunAnnouncement.showing(.compiling) { () throws(ModelError) in
      try temperedTarget(backend: backend)
    }
    let printer = progress == nil ? PopulationPrinter("Tempered SMC") : nil
    let populations = try ModelError.lifting {
      try resumePopulations(
        from: snapshots, plan: plan, of: target, threads: threads, progress: progress ?? printer.map { $0.handle },
        observe: observe)
    }
    let count = populations.isComplete ? plan.sampler.particleCount : 0
    let (draws, thrown) = try self.draws(at: populations.populations.map(\.positions), count: count, backend: backend)
    let evaluationCount =
      plan.sampler.particleCount
      * (populations.populations.flatMap(\.stages).reduce(plan.runCount) { $0 + $1.stepCount })
    return PopulationPosterior(
      draws: draws, populations: populations, layout: target.layout,
      throwingOps: target.thrownErrors.map { ThrowingOp($0, outOf: evaluationCount, isRejected: true) }
        + thrown.map { ThrowingOp($0, outOf: plan.runCount * count, isRejected: false) }, data: dataGroups)
  }
}
