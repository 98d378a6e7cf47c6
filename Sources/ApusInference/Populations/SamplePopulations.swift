// The way in: several populations of a target, on several threads.

/// Called with the progress of populations; returning false stops the runs.
public typealias PopulationProgressHandler = ([PopulationProgress]) -> Bool

/// Called with the state of a run after each stage, on the run's thread, to store it during the run.
public typealias PopulationObserver = @Sendable (PopulationSnapshot) -> Void

/// Draws from a target by populations of particles, which also estimate its evidence.
///
/// The particles of a run depend on the target, the settings, the seed and the run's number: not on the number of threads.
///
/// - Parameters:
///   - target: prior and likelihood apart; values alone are needed.
///   - sampler: the settings.
///   - runs: the number of independent runs; their spread gives the error of the log evidence.
///   - seed: the seed; each run has streams of it. If nil, one is drawn, printed to the standard error stream and kept in the
///     populations' plan.
///   - threads: how many runs are made at once; nil: as many as there are processors.
///   - progress: called on the calling thread about ten times a second, and at the end. Where it returns false the runs stop at
///     the last stage that they have completed: see ``Populations/isComplete``.
///   - observe: called after each stage, on the run's thread.
/// - Throws: ``SamplingError``: a setting outside its domain, a prior that cannot be drawn from, or no prior draw with a finite
///   likelihood.
public func samplePopulations(
  of target: any TemperedTarget, sampler: TemperedSMC = TemperedSMC(), runs: Int = 4, seed: UInt64? = nil,
  threads: Int? = nil, progress: PopulationProgressHandler? = nil, observe: PopulationObserver? = nil
) throws(SamplingError) -> Populations {
  let plan = PopulationPlan(
    sampler: sampler, runCount: runs, seed: RunAnnouncement.seed(seed, isSilent: false, call: "samplePopulations"))
  return try PopulationRun(target, plan, earlier: [], threads: threads, observe: observe).run(progress: progress)
}

/// Resumes runs that were stopped. The result is, bit for bit, that of runs without the stop.
///
/// - Parameters:
///   - snapshots: the states of runs, in any order; a run without one begins at the prior.
///   - plan: the plan of the stopped runs.
///   - target: the same target.
/// - Throws: ``SamplingError``, also where a snapshot does not fit plan and target.
public func resumePopulations(
  from snapshots: [PopulationSnapshot], plan: PopulationPlan, of target: any TemperedTarget, threads: Int? = nil,
  progress: PopulationProgressHandler? = nil, observe: PopulationObserver? = nil
) throws(SamplingError) -> Populations {
  try PopulationRun(target, plan, earlier: snapshots, threads: threads, observe: observe).run(progress: progress)
}
