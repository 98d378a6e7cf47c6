// Progress as an asynchronous sequence, for programs that show it in their own way.

/// The progress of a run as an asynchronous sequence of readings, each with all chains.
///
/// ```swift
/// let progress = ProgressStream()
/// async let posterior = model.sample(draws: 2000, progress: progress.handle)
/// for await chains in progress { print(chains[0].phase, chains.map(\.iteration)) }
/// print(try await posterior.summary())
/// ```
///
/// The sequence is for one run and one reader. It ends when the run does, also where that throws. A reader that is slow misses
/// readings, and never holds up the run.
public struct ProgressStream: AsyncSequence, Sendable {
  private let stream: AsyncStream<[ChainProgress]>
  private let continuation: AsyncStream<[ChainProgress]>.Continuation

  /// A sequence without readings yet.
  public init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(32)) }

  /// Takes a reading: what is given as `progress:`.
  ///
  /// - Returns: true: the run goes on.
  @Sendable public func handle(_ chains: [ChainProgress]) -> Bool {
    continuation.yield(chains)
    if chains.phase == .done { continuation.finish() }
    return true
  }

  public func makeAsyncIterator() -> AsyncStream<[ChainProgress]>.Iterator { stream.makeAsyncIterator() }
}
