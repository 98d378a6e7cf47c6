// Writes the draws of a run into a sink while the run goes on.

internal import ApusData
internal import ApusGraph
internal import ApusInference
internal import Synchronization

/// Collects draws of each chain, and hands them to a sink in blocks: on the constrained space, with the sampler's statistics.
final class DrawRecorder: Sendable {
  /// What waits of one chain. One thread at a time makes a chain, so that nobody waits for the lock.
  private final class Waiting: Sendable {
    struct Content: Sendable {
      var rows = DrawRows()
      var lastWrite = ContinuousClock.now
      /// The numbers of the next draw and of the next iteration of the warm-up.
      var next: [Bool: Int] = [false: 0, true: 0]
    }
    let content = Mutex(Content())
  }

  private let sink: any DatasetSink
  private let blocks: DrawBlocks
  private let warmupCount: Int
  private let chains: [Waiting]
  /// The first error, after which nothing is written.
  private let failure = Mutex<ModelError?>(nil)
  /// The draws of the posterior once more, for the caller: nothing is computed again.
  private let memory = MemorySink()

  /// Opens a sink for a run.
  ///
  /// - Throws: ``ModelError/data(_:)``, and the errors of compilation.
  init(_ sink: any DatasetSink, _ model: Model, _ request: SamplingRequest) throws(ModelError) {
    self.sink = sink
    let blocks = try DrawBlocks(model, request)
    self.blocks = blocks
    warmupCount = request.warmup
    chains = (0..<request.chains).map { _ in Waiting() }
    let schema = DatasetSchema(
      model.keptVariables() + blocks.statisticVariables(.sampleStats) + blocks.statisticVariables(.warmupSampleStats),
      chainCount: request.chains, drawCount: request.draws, warmupCount: request.warmup, coords: model.labels,
      known: model.dataGroups,
      attributes: Posterior.attributes(request.sampler.traits, seed: request.seed, warmup: request.warmup))
    try ModelError.lifting {
      try sink.open(schema)
      try memory.open(
        DatasetSchema(model.keptVariables(), chainCount: request.chains, drawCount: request.draws, coords: model.labels)
      )
    }
  }

  /// Whether nothing went wrong: the chains shall go on.
  var isIntact: Bool { failure.withLock { $0 == nil } }

  func see(_ chain: Chain, _ transition: Transition) {
    chains[chain.index].content.withLock { content in
      let isWarmup = chain.iteration <= warmupCount
      if isWarmup != content.rows.isWarmup {
        write(&content, chain.index)
        content.rows.isWarmup = isWarmup
      }
      content.rows.add(chain, transition, ownCount: blocks.ownCount, keepsPosition: !isWarmup)
      // Draws of a slow model go out too: what a run has made in a second shall not be lost with the process.
      if content.rows.count >= blocks.length || ContinuousClock.now - content.lastWrite >= .seconds(1) {
        write(&content, chain.index)
      }
    }
  }

  /// Writes what waits, and closes the sink.
  ///
  /// - Returns: the draws of the posterior that every chain has, what Ops threw in them, and the function that made them.
  /// - Throws: ``ModelError/data(_:)`` with the first error of the sink, or that of an evaluation.
  func finish() throws(ModelError) -> ReadyToSample.Recorded {
    for (index, chain) in chains.enumerated() { chain.content.withLock { write(&$0, index) } }
    noting { try sink.close() }
    if let error = failure.withLock({ $0 }) { throw error }
    let thrown = chains.reduce(into: []) { all, chain in
      all = all.merged(with: chain.content.withLock { $0.rows.thrown })
    }
    return try ModelError.lifting {
      (try memory.dataset()[.posterior] ?? DataGroup(.posterior), thrown, blocks.function)
    }
  }

  /// Does work whose first error is kept.
  private func noting(_ work: () throws -> Void) {
    do throws(ModelError) { try ModelError.lifting(work) } catch { failure.withLock { $0 = $0 ?? error } }
  }

  private func write(_ content: inout Waiting.Content, _ chain: Int) {
    let (count, isWarmup) = (content.rows.count, content.rows.isWarmup)
    guard count > 0 else { return }
    defer {
      content.rows.removeAll()
      content.next[isWarmup, default: 0] += count
      content.lastWrite = .now
    }
    guard isIntact else { return }
    let first = content.next[isWarmup] ?? 0
    noting {
      if !isWarmup, !blocks.function.outputTypes.isEmpty {
        let block = DrawBlock(
          chain: chain, firstDraw: first, count: count, values: try blocks.values(of: &content.rows))
        try memory.append(block)
        try sink.append(block)
      }
      let group: DataGroup.Name = isWarmup ? .warmupSampleStats : .sampleStats
      try sink.append(
        DrawBlock(
          group: group, chain: chain, firstDraw: first, count: count, values: blocks.statistics(of: content.rows)))
    }
  }
}
