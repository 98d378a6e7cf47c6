// The same for concurrent code: the chains run on threads of their own, the caller's thread is free.

/// Draws from a density by several chains, while the calling task waits.
///
/// As the function of the same name that blocks. Cancelling the task stops the chains after the transition that they are
/// making; the draws so far are returned, and no error is thrown: see ``Chains/isComplete``.
///
/// - Parameter progress: called on a thread of the run.
public func sample(
  _ density: any Target, sampler: some ChainSampler = NUTS(), draws: Int = 1000, warmup: Int = 1000,
  chains: Int = 4, seed: UInt64? = nil, threads: Int? = nil, start: Start = .jittered(),
  progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, showsProgress: Bool? = nil, observe: ChainObserver? = nil
) async throws(SamplingError) -> Chains {
  try await cancellable { () throws(SamplingError) in
    try sample(
      density, sampler: sampler, draws: draws, warmup: warmup, chains: chains, seed: seed, threads: threads,
      start: start, progress: progress, showsProgress: showsProgress, observe: observe)
  }
}

/// Resumes a run that was stopped, while the calling task waits.
public func resume(
  _ chains: Chains, of density: any Target, threads: Int? = nil,
  progress: (@Sendable ([ChainProgress]) -> Bool)? = nil, observe: ChainObserver? = nil
) async throws(SamplingError) -> Chains {
  try await cancellable { () throws(SamplingError) in
    try resume(chains, of: density, threads: threads, progress: progress, observe: observe)
  }
}
