// The way in: several chains of a density, on several threads.

/// Called after each transition of a chain, on the chain's thread, to store draws or snapshots during the run.
public typealias ChainObserver = @Sendable (Chain, Transition) -> Void

/// Draws from a density by several chains.
///
/// The draws of a chain depend on the density, the sampler, the numbers of iterations, the start, the seed and the chain's
/// number: not on the number of threads.
///
/// - Parameters:
///   - density: the target, with its gradient where the sampler needs it.
///   - sampler: the kernel with its settings.
///   - draws: the number of draws kept of each chain; may be 0.
///   - warmup: the number of iterations before, in which the step size and the metric are adapted; may be 0.
///   - chains: the number of chains.
///   - seed: the seed; each chain has a stream of it. If nil, one is drawn, printed to the standard error stream and kept in
///     the chains' plan.
///   - threads: how many chains run at once; nil: as many as there are processors. The threads may block.
///   - start: where the chains begin.
///   - progress: called on the calling thread about ten times a second, and at the end, as ``ProgressHandler`` says. Where it
///     returns false the chains stop after the current transition, and the draws so far are returned: see ``Chains/isComplete``.
///   - showsProgress: whether progress is shown on the standard error stream where there is no handler; nil: where that stream is
///     a terminal. False also suppresses the message about a drawn seed.
///   - observe: called after each transition, on the chain's thread.
/// - Throws: ``SamplingError``, that of the first chain that failed; the other chains are stopped.
public func sample(
  _ density: any Target, sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
  chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start = .jittered(),
  progress: ProgressHandler? = nil, showsProgress: Bool? = nil, observe: ChainObserver? = nil
) throws(SamplingError) -> Chains {
  let plan = SamplingPlan(
    sampler: sampler, drawCount: draws, warmupCount: warmup, chainCount: chains,
    seed: RunAnnouncement.seed(seed, isSilent: showsProgress == false), start: start)
  let handler = progress ?? RunAnnouncement.printer(shows: showsProgress).map { printer in { printer.handle($0) } }
  let phases = RunPhases(handler, chainCount: chains, iterationCount: warmup &+ draws)
  defer { phases.enter(.done) }
  return try SamplingRun(density, plan, earlier: [], threads: threads, observe: observe).run(progress: phases.report)
}

/// Makes the chains of a plan, each from its snapshot where it has one, and keeps no draws: `observe` writes them elsewhere.
package func sampleWithoutKeeping(
  _ density: any Target, plan: SamplingPlan, from snapshots: [ChainSnapshot?], threads: Int?,
  progress: ProgressHandler?, observe: @escaping ChainObserver
) throws(SamplingError) -> Chains {
  let earlier = snapshots.enumerated().map { index, snapshot in
    var draws = ChainDraws(chain: index, dimension: density.dimension)
    draws.snapshot = snapshot
    return draws
  }
  return try SamplingRun(density, plan, earlier: earlier, threads: threads, keepsDraws: false, observe: observe)
    .run(progress: progress)
}

/// Resumes a run that was stopped. The result is, bit for bit, that of a run without the stop.
///
/// - Parameters:
///   - chains: what the stopped run gave.
///   - density: the same density.
/// - Throws: ``SamplingError``, that of the first chain that failed; the other chains are stopped.
public func resume(
  _ chains: Chains, of density: any Target, threads: Int? = nil, progress: ProgressHandler? = nil,
  observe: ChainObserver? = nil
) throws(SamplingError) -> Chains {
  let plan = chains.plan
  let phases = RunPhases(progress, chainCount: plan.chainCount, iterationCount: plan.warmupCount &+ plan.drawCount)
  defer { phases.enter(.done) }
  return try SamplingRun(density, plan, earlier: chains.chains, threads: threads, observe: observe)
    .run(progress: phases.report)
}
