// Sampling a model: gradient, verification, compilation, chains, and the way back to the constrained space.

public import ApusData
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
  ///   - seed: the seed of the random numbers. If nil, one is drawn, printed to the standard error stream and kept in
  ///     ``Posterior/seed``.
  ///   - targetAcceptance: the mean acceptance probability that the step size is adapted to, in (0, 1): more makes smaller steps. That
  ///     of `sampler` where nil.
  ///   - sampler: its settings.
  ///   - threads: how many chains run at once; one for each processor where nil.
  ///   - start: where the chains begin on the unconstrained space: `.positions`, one for each chain, as ``unconstrain(_:)`` gives them,
  ///     or `.jittered`, by default around ``initialPosition()`` by the sizes of the prior, at most 1. Nil: `.jittered()`.
  ///   - verifying: whether rules of the user's own are verified first. Native code is held against the interpreter in any case.
  ///   - progress: called when a phase begins (building, verifying, compiling, chains, writing), now and then with the progress of the
  ///     chains, and at the end; returning false stops sampling. ``ProgressStream`` makes an asynchronous sequence of it.
  ///   - showsProgress: whether progress is shown on the standard error stream where there is no `progress`; nil: where that stream
  ///     is a terminal. False also suppresses the message about a drawn seed.
  /// - Throws: ``ModelError`` where a rule is missing or wrong, a gradient tells nothing of a parameter
  ///   (``ModelError/zeroGradient(_:)``), or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil, targetAcceptance: Double? = nil,
    sampler: NUTS = NUTS(), threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    progress: ProgressHandler? = nil, showsProgress: Bool? = nil
  ) throws(ModelError) -> Posterior {
    try sample(
      using: sampler.aiming(at: targetAcceptance), draws: draws, warmup: warmup, chains: chains, seed: seed,
      threads: threads, start: start, verifying: verifying, progress: progress, showsProgress: showsProgress)
  }

  /// Draws from the posterior with a sampler: `.nuts(targetAcceptance: 0.9)`, `.hmc()`, `.mala()`, or, without gradients,
  /// `.slice()` and `.randomWalk()`; a kernel of one's own as `.kernel(…)`.
  ///
  /// As ``sample(draws:warmup:chains:seed:targetAcceptance:sampler:threads:start:verifying:progress:showsProgress:)``. A sampler without gradients builds
  /// none and verifies no rule, so that Ops need none; the gradient report says so.
  ///
  /// - Parameter backend: what evaluates the density.
  public func sample(
    using sampler: some ChainSampler, draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil,
    threads: Int? = nil, start: Start? = nil, verifying: Bool = true, backend: Backend = .automatic,
    progress: ProgressHandler? = nil, showsProgress: Bool? = nil
  ) throws(ModelError) -> Posterior {
    try run(
      SamplingRequest(sampler, draws, warmup, chains, seed, threads, start, verifying, backend, showsProgress),
      into: nil,
      progress)
  }

  /// Draws from the posterior and writes the draws into a sink while the chains run: `model.sample(into: .file("draws.csv"))`.
  ///
  /// The sink gets the parameters and deterministics, the sampler's statistics, those of the warm-up too, and the data, in blocks of
  /// up to 1000 draws and at least once a second. Where the run is stopped, it has the draws until then; a `.csv` file has them also
  /// where the process is killed.
  ///
  /// As ``sample(using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``.
  ///
  /// - Throws: ``ModelError``; ``ModelError/data(_:)`` where the sink cannot be opened, which is before sampling, or written to, which
  ///   stops the run.
  @discardableResult
  public func sample(
    into sink: some DatasetSink, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    backend: Backend = .automatic, progress: ProgressHandler? = nil, showsProgress: Bool? = nil
  ) throws(ModelError) -> Posterior {
    try run(
      SamplingRequest(sampler, draws, warmup, chains, seed, threads, start, verifying, backend, showsProgress),
      into: sink,
      progress)
  }

  private func run(
    _ request: SamplingRequest, into sink: (any DatasetSink)?, _ progress: ProgressHandler?
  ) throws(ModelError) -> Posterior {
    let phases = RunPhases(
      progress ?? RunAnnouncement.printer(shows: request.showsProgress).map { printer in { printer.handle($0) } },
      chainCount: request.chains, iterationCount: request.warmup &+ request.draws)
    defer { phases.enter(.done) }
    phases.enter(.building)
    let ready = try ReadyToSample(self, request, phases)
    let recorder = try sink.map { sink throws(ModelError) in try DrawRecorder(sink, self, request) }
    let witness = SamplingWitness(chainCount: request.chains, warmupCount: request.warmup)
    let result: Chains
    do throws(SamplingError) {
      result = try ApusInference.sample(
        ready.target, sampler: ready.sampler, draws: request.draws, warmup: request.warmup, chains: request.chains,
        seed: request.seed, threads: request.threads, start: ready.start,
        progress: { (recorder?.isIntact ?? true) && phases.report($0) },
        observe: { chain, transition in
          witness.see(chain, transition)
          recorder?.see(chain, transition)
        })
    } catch {
      _ = try? recorder?.finish()
      throw .sampling(error)
    }
    phases.enter(.writing)
    return try ready.posterior(result, witness, recorder?.finish())
  }

  /// Draws from the posterior without blocking the caller's executor, neither while chains run nor while the model is built and
  /// compiled; see ``sample(draws:warmup:chains:seed:targetAcceptance:sampler:threads:start:verifying:progress:showsProgress:)``.
  ///
  /// - Throws: ``ModelError`` where a rule is missing or wrong, or no start has a finite density and gradient.
  public func sample(
    draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil, targetAcceptance: Double? = nil,
    sampler: NUTS = NUTS(), threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    progress: (@Sendable ([ChainProgress]) -> Bool)? = nil,
    showsProgress: Bool? = nil
  ) async throws(ModelError) -> Posterior {
    try await sample(
      using: sampler.aiming(at: targetAcceptance), draws: draws, warmup: warmup, chains: chains, seed: seed,
      threads: threads, start: start, verifying: verifying, progress: progress, showsProgress: showsProgress)
  }

  /// Draws from the posterior with a sampler without blocking the caller's executor; see
  /// ``sample(using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``.
  public func sample(
    using sampler: some ChainSampler, draws: Int = 1000, warmup: Int = 1000, chains: Int = 4, seed: UInt64? = nil,
    threads: Int? = nil, start: Start? = nil, verifying: Bool = true, backend: Backend = .automatic,
    progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, showsProgress: Bool? = nil
  ) async throws(ModelError) -> Posterior {
    let request = SamplingRequest(
      sampler, draws, warmup, chains, seed, threads, start, verifying, backend, showsProgress)
    return try await cancellable { () throws(ModelError) in try run(request, into: nil, progress) }
  }

  /// Draws from the posterior into a sink without blocking the caller's executor; see
  /// ``sample(into:using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``.
  @discardableResult
  public func sample(
    into sink: some DatasetSink, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    backend: Backend = .automatic, progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, showsProgress: Bool? = nil
  ) async throws(ModelError) -> Posterior {
    let request = SamplingRequest(
      sampler, draws, warmup, chains, seed, threads, start, verifying, backend, showsProgress)
    return try await cancellable { () throws(ModelError) in try run(request, into: sink, progress) }
  }
}

extension NUTS {
  /// The same with a target acceptance, where one is given.
  fileprivate func aiming(at targetAcceptance: Double?) -> NUTS {
    guard let targetAcceptance else { return self }
    var aiming = self
    aiming.warmup.targetAcceptance = targetAcceptance
    return aiming
  }
}

struct SamplingRequest: Sendable {
  let sampler: any ChainSampler
  let draws: Int
  let warmup: Int
  let chains: Int
  let seed: UInt64
  let threads: Int?
  /// Where chains begin; nil: around the model's initial position.
  let start: Start?
  let verifying: Bool
  let backend: Backend
  let showsProgress: Bool?

  /// A request, whose seed is drawn and said where none is given.
  init(
    _ sampler: any ChainSampler, _ draws: Int, _ warmup: Int, _ chains: Int, _ seed: UInt64?, _ threads: Int?,
    _ start: Start?, _ verifying: Bool, _ backend: Backend, _ showsProgress: Bool?
  ) {
    self.sampler = sampler
    self.draws = draws
    self.warmup = warmup
    self.chains = chains
    self.seed = RunAnnouncement.seed(seed, isSilent: showsProgress == false)
    self.threads = threads
    self.start = start
    self.verifying = verifying
    self.backend = backend
    self.showsProgress = showsProgress
  }

  /// Checks the request before anything is built.
  func validate(dimension: Int) throws(ModelError) {
    let plan = SamplingPlan(
      sampler: sampler, drawCount: draws, warmupCount: warmup, chainCount: chains, seed: seed,
      start: start ?? .jittered())
    do { try plan.validate(dimension: dimension) } catch { throw .sampling(error) }
    if let threads, threads <= 0 {
      throw .sampling(.invalidSetting("threads", value: "\(threads)", requirement: "it must be positive"))
    }
  }
}
