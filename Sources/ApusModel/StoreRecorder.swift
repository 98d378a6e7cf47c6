// Writes the draws of a run into a store, with the states in which its chains go on.

internal import ApusData
internal import ApusGraph
internal import ApusInference
internal import ApusStore
internal import Synchronization

/// The state of a chain as a store keeps it.
private struct StoredKernel: Codable {
  let snapshot: ChainSnapshot
  /// The gradients of all runs so far.
  let gradientCount: Int
  /// The divergent draws so far.
  let divergenceCount: Int
}

extension ModelError {
  /// The error of a store that cannot be written to, with what became of the draws.
  fileprivate var withKeptDraws: ModelError {
    guard case .store(.unwritable(let file, let reason)) = self else { return self }
    return .store(
      .unwritable(file: file, reason: "\(reason). The draws before are kept, and the same call goes on with them"))
  }
}

/// Collects draws of each chain and writes them in blocks; a few times a second it makes them valid, with the chain's state.
final class StoreRecorder: Sendable {
  /// What waits of one chain. One thread at a time makes a chain, so that nobody waits for the lock.
  private final class Waiting: Sendable {
    struct Content: Sendable {
      var rows = DrawRows()
      var lastCommit = ContinuousClock.now
      var commitCost = Duration.zero
      var divergenceCount: Int
    }
    let content: Mutex<Content>
    let earlierGradientCount: Int

    init(divergenceCount: Int, gradientCount: Int) {
      content = Mutex(Content(divergenceCount: divergenceCount))
      earlierGradientCount = gradientCount
    }
  }

  /// The snapshots from which chains go on; nil for those that begin.
  let snapshots: [ChainSnapshot?]
  private let writer: RunWriter
  private let blocks: DrawBlocks
  private let warmupCount: Int
  private let interval: Duration
  private let keepsUnconstrained: Bool
  private let chains: [Waiting]
  /// The first error, after which nothing is written.
  private let failure = Mutex<ModelError?>(nil)

  /// Opens a store for a run, or goes on with it.
  ///
  /// - Throws: ``ModelError/store(_:)``, and the errors of compilation.
  init(_ store: RunStore, _ model: Model, _ request: SamplingRequest) throws(ModelError) {
    let blocks = try DrawBlocks(model, request)
    self.blocks = blocks
    warmupCount = request.warmup
    interval = store.interval
    keepsUnconstrained = store.keepsUnconstrained
    let unconstrained =
      store.keepsUnconstrained
      ? [
        DatasetSchema.Variable(
          "position", TensorType(.float64, [model.dimension]), dims: ["coordinate"], group: .unconstrainedPosterior)
      ]
      : []
    let schema = DatasetSchema(
      model.keptVariables() + blocks.statisticVariables(.sampleStats) + model.keptVariables(.warmupPosterior)
        + blocks.statisticVariables(.warmupSampleStats) + unconstrained, chainCount: request.chains,
      drawCount: request.draws, warmupCount: request.warmup, coords: model.labels, known: model.dataGroups,
      attributes: Posterior.attributes(request.sampler.traits, seed: request.seed, warmup: request.warmup))
    let identity = try model.identity(of: request, keepsUnconstrained: store.keepsUnconstrained)
    let writer: RunWriter
    do { writer = try RunWriter(store.path, identity, schema) } catch { throw .store(error) }
    self.writer = writer
    let kernels = try writer.kernels.enumerated().map { (chain, bytes) throws(ModelError) in
      try bytes.map { bytes throws(ModelError) in try Self.kernel(bytes, chain, store.path) }
    }
    snapshots = kernels.map { $0?.snapshot }
    for case let snapshot? in snapshots {
      let count = [DataGroup.Name.warmupSampleStats, .sampleStats].reduce(0) {
        $0 + writer.drawCount(of: $1, chain: snapshot.chain)
      }
      guard snapshot.iteration == count else {
        throw .store(
          .damaged(
            file: "\(store.path)/.apus/chain-\(snapshot.chain)",
            reason: "its sampler made \(snapshot.iteration) iterations, and \(count) are kept"))
      }
    }
    chains = kernels.map {
      Waiting(divergenceCount: $0?.divergenceCount ?? 0, gradientCount: $0?.gradientCount ?? 0)
    }
  }

  private static func kernel(_ bytes: [UInt8], _ chain: Int, _ path: String) throws(ModelError) -> StoredKernel {
    guard let state = StoredState(bytes: bytes), let kernel = try? state.decoded(as: StoredKernel.self),
      kernel.snapshot.chain == chain
    else { throw .store(.damaged(file: "\(path)/.apus/chain-\(chain)", reason: "it holds no sampler's state")) }
    return kernel
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
      content.rows.add(chain, transition, ownCount: blocks.ownCount, keepsPosition: true)
      if !isWarmup, transition.divergentStep != nil { content.divergenceCount += 1 }
      if content.rows.count >= blocks.length { write(&content, chain.index) }
      // The more a state costs, the less often it is written: it shall take less than a twentieth of the time.
      let now = ContinuousClock.now
      let isBoundary = chain.isFinished || chain.iteration == warmupCount
      if isBoundary || now - content.lastCommit >= max(interval, content.commitCost * 20) {
        write(&content, chain.index)
        noting {
          try commit(
            content, chain.snapshot(), gradientCount: chains[chain.index].earlierGradientCount + chain.gradientCount)
        }
        content.commitCost = ContinuousClock.now - now
        content.lastCommit = .now
      }
    }
  }

  private func commit(_ content: Waiting.Content, _ snapshot: ChainSnapshot, gradientCount: Int) throws {
    guard isIntact else { return }
    let state = try StoredState(
      StoredKernel(snapshot: snapshot, gradientCount: gradientCount, divergenceCount: content.divergenceCount))
    try writer.commit(snapshot.chain, kernel: state.bytes)
    try writer.publish()
  }

  /// Writes what waits, with the states in which chains ended, and lets readers see it.
  ///
  /// - Parameter result: the chains; nil where a chain failed: then each has what was made valid before.
  /// - Returns: what Ops threw in the draws.
  /// - Throws: ``ModelError/store(_:)`` with the first error, or that of an evaluation.
  func finish(_ result: Chains?) throws(ModelError) -> [ThrownError] {
    for draws in result?.chains ?? [] {
      guard let snapshot = draws.snapshot else { continue }
      let waiting = chains[draws.chain]
      waiting.content.withLock { content in
        write(&content, draws.chain)
        // A chain that made nothing has the state that it had.
        if snapshot != snapshots[draws.chain] {
          noting {
            try commit(
              content, snapshot, gradientCount: waiting.earlierGradientCount + draws.gradientCount)
          }
        }
      }
    }
    do throws(StoreError) { try writer.publish(isDue: true) } catch { failure.withLock { $0 = $0 ?? .store(error) } }
    if let error = failure.withLock({ $0 }) { throw error.withKeptDraws }
    return chains.reduce(into: []) { all, chain in
      all = all.merged(with: chain.content.withLock { $0.rows.thrown })
    }
  }

  /// The divergent draws of each chain, those of earlier runs included.
  var divergenceCounts: [Int] { chains.map { $0.content.withLock { $0.divergenceCount } } }

  /// The valid draws of each chain.
  var drawCounts: [Int] { chains.indices.map { writer.drawCount(of: .sampleStats, chain: $0) } }

  /// The valid iterations of the warm-up of each chain.
  var warmupCounts: [Int] { chains.indices.map { writer.drawCount(of: .warmupSampleStats, chain: $0) } }

  /// The function that makes parameters and deterministics of positions.
  var function: CompiledFunction { blocks.function }

  /// Does work whose first error is kept.
  private func noting(_ work: () throws -> Void) {
    do throws(ModelError) { try ModelError.lifting(work) } catch { failure.withLock { $0 = $0 ?? error } }
  }

  private func write(_ content: inout Waiting.Content, _ chain: Int) {
    let (count, isWarmup) = (content.rows.count, content.rows.isWarmup)
    guard count > 0 else { return }
    defer { content.rows.removeAll() }
    guard isIntact else { return }
    noting {
      let statistics: DataGroup.Name = isWarmup ? .warmupSampleStats : .sampleStats
      let first = writer.drawCount(of: statistics, chain: chain)
      func append(_ group: DataGroup.Name, _ values: [NDArray]) throws(StoreError) {
        try writer.append(DrawBlock(group: group, chain: chain, firstDraw: first, count: count, values: values))
      }
      if !blocks.function.outputTypes.isEmpty {
        try append(isWarmup ? .warmupPosterior : .posterior, blocks.values(of: &content.rows))
      }
      if keepsUnconstrained, !isWarmup {
        let dimension = content.rows.positions.count / count
        try append(.unconstrainedPosterior, [NDArray(content.rows.positions, shape: [count, dimension])])
      }
      try append(statistics, blocks.statistics(of: content.rows))
    }
  }
}
