// The same for concurrent code: the chains run on threads of their own, the caller's thread is free.

/// Draws from a density by several chains, while the calling task waits.
///
/// As the function of the same name that blocks. Cancelling the task stops the chains after the transition that they are
/// making; what is there is returned, and no error is thrown: see ``Chains/isComplete``.
///
/// - Parameter progress: called on a thread of the run.
public func sample(
  _ density: any Target, sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
  chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start = .jittered(),
  progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, showsProgress: Bool? = nil, observe: ChainObserver? = nil
) async throws(SamplingError) -> Chains {
  let plan = SamplingPlan(
    sampler: sampler, drawCount: draws, warmupCount: warmup, chainCount: chains,
    seed: RunAnnouncement.seed(seed, isSilent: showsProgress == false), start: start)
  var handler = progress
  if handler == nil, let printer = RunAnnouncement.printer(shows: showsProgress) { handler = { printer.handle($0) } }
  return try await SamplingRun(density, plan, earlier: [], threads: threads, observe: observe)
    .runOnThread(progress: handler)
}

/// Goes on with a run that was stopped, while the calling task waits.
public func resume(
  _ chains: Chains, of density: any Target, threads: Int? = nil,
  progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, observe: ChainObserver? = nil
) async throws(SamplingError) -> Chains {
  try await SamplingRun(density, chains.plan, earlier: chains.chains, threads: threads, observe: observe)
    .runOnThread(progress: progress)
}

extension SamplingRun {
  /// Runs all chains from a new thread, so that no thread of the concurrent code is blocked.
  fileprivate func runOnThread(
    progress: (@Sendable ([ChainProgress]) -> Bool)?
  ) async throws(SamplingError) -> Chains {
    let result = await withTaskCancellationHandler {
      do throws(SamplingError) {
        return Result<Chains, SamplingError>.success(
          try await WorkerThread.value { () throws(SamplingError) in try self.run(progress: progress) })
      } catch { return .failure(error) }
    } onCancel: {
      stop()
    }
    return try result.get()
  }
}
