// Sampling into a store: begun, gone on with after a stop, or extended.

internal import ApusData
public import ApusInference
public import ApusStore

extension Model {
  /// Draws from the posterior into a store, from which a stopped or killed run goes on: `model.sample(into: "fit.zarr")`.
  ///
  /// Where the store has a part of the run already, only the rest is drawn: the result is, bit for bit, that of a run without the
  /// stop, on any number of threads. Asking for more draws extends a finished run. Where `seed` is nil the store's is taken. A store
  /// of another model, other data, settings or another version of Apus is refused, and the error says what differs; what a user's
  /// routine computes cannot be compared.
  ///
  /// The draws are in the store, not in memory, which does not grow with the run. Ctrl-C, SIGTERM and the cancellation of a task
  /// end the run after the transitions that are being made, with everything kept; a second Ctrl-C ends the process at once.
  ///
  /// As ``sample(using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``.
  ///
  /// - Throws: ``ModelError``; ``ModelError/store(_:)`` where the store is another run's, in use, damaged, or cannot be written to.
  @discardableResult
  public func sample(
    into store: RunStore, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    backend: Backend = .automatic, progress: ProgressHandler? = nil, showsProgress: Bool? = nil
  ) throws(ModelError) -> StoredRun {
    try run(
      SamplingRequest(
        sampler, draws, warmup, chains, seed ?? store.seed, threads, start, verifying, backend, showsProgress),
      into: store, progress)
  }

  /// Draws from the posterior into a store without blocking the caller's executor; see
  /// ``sample(into:using:draws:warmup:chains:seed:threads:start:verifying:backend:progress:showsProgress:)``.
  @discardableResult
  public func sample(
    into store: RunStore, using sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
    chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start? = nil, verifying: Bool = true,
    backend: Backend = .automatic, progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, showsProgress: Bool? = nil
  ) async throws(ModelError) -> StoredRun {
    let request = SamplingRequest(
      sampler, draws, warmup, chains, seed ?? store.seed, threads, start, verifying, backend, showsProgress)
    return try await cancellable { () throws(ModelError) in try run(request, into: store, progress) }
  }

  private func run(
    _ request: SamplingRequest, into store: RunStore, _ progress: ProgressHandler?
  ) throws(ModelError) -> StoredRun {
    if let format = DatasetFormat(fileName: store.path), format != .zarr {
      throw .store(
        .notAStore(
          path: store.path,
          reason:
            "its name is that of a \(format.rawValue) file, which sample(into: .file(…)) writes; let it end in .zarr"))
    }
    try request.validate(dimension: dimension)
    let phases = RunPhases(
      progress ?? RunAnnouncement.printer(shows: request.showsProgress).map { printer in { printer.handle($0) } },
      chainCount: request.chains, iterationCount: request.warmup &+ request.draws)
    defer { phases.enter(.done) }
    phases.enter(.building)
    let recorder = try StoreRecorder(store, self, request)
    let ready = try ReadyToSample(self, request, phases)
    let witness = SamplingWitness(chainCount: request.chains, warmupCount: request.warmup)
    let plan = SamplingPlan(
      sampler: ready.sampler, drawCount: request.draws, warmupCount: request.warmup, chainCount: request.chains,
      seed: request.seed, start: ready.start)
    let result: Chains
    do throws(SamplingError) {
      result = try Interruption.deferred { () throws(SamplingError) in
        try sampleWithoutKeeping(
          ready.target, plan: plan, from: recorder.snapshots, threads: request.threads,
          progress: { recorder.isIntact && phases.report($0) },
          observe: { chain, transition in
            witness.see(chain, transition)
            recorder.see(chain, transition)
          })
      }
    } catch {
      _ = try? recorder.finish(nil)
      throw .sampling(error)
    }
    phases.enter(.writing)
    let thrown = try recorder.finish(result)
    return StoredRun(
      store: store, askedDrawCount: request.draws, askedWarmupCount: request.warmup, drawCounts: recorder.drawCounts,
      warmupCounts: recorder.warmupCounts, divergenceCounts: recorder.divergenceCounts,
      traits: request.sampler.traits, seed: request.seed, gradientReport: try ready.report(result, witness, thrown))
  }
}
