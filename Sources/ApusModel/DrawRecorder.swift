// Writes the draws of a run into a sink while the run goes on.

internal import ApusData
internal import ApusGraph
internal import ApusInference
internal import Synchronization

/// Collects draws of each chain, and hands them to a sink in blocks: on the constrained space, with the sampler's statistics.
final class DrawRecorder: Sendable {
  /// What waits of one chain. One thread at a time makes a chain, so that nobody waits for the lock.
  private final class Waiting: Sendable {
    struct Rows: Sendable {
      var positions: [Double] = []
      var statistics: [Double] = []
      var isWarmup = false
      var count = 0
      var lastWrite = ContinuousClock.now
      /// The numbers of the next draw and of the next iteration of the warm-up.
      var next: [Bool: Int] = [false: 0, true: 0]
      var thrown: [ThrownError] = []
    }
    let rows = Mutex(Rows())
  }

  private let sink: any DatasetSink
  private let function: CompiledFunction
  private let warmupCount: Int
  private let statisticNames: [String]
  private let ownCount: Int
  private let chains: [Waiting]
  private let length: Int
  /// The first error, after which nothing is written.
  private let failure = Mutex<ModelError?>(nil)
  /// The draws of the posterior once more, for the caller: nothing is computed again.
  private let memory = MemorySink()

  /// Opens a sink for a run.
  ///
  /// - Throws: ``ModelError/data(_:)``, and the errors of compilation.
  init(_ sink: any DatasetSink, _ model: Model, _ request: SamplingRequest) throws(ModelError) {
    self.sink = sink
    function = try model.compile(model.keptValues, backend: request.backend)
    warmupCount = request.warmup
    let traits = request.sampler.traits
    ownCount = traits.statisticNames.count
    let statisticNames = traits.allStatisticNames
    self.statisticNames = statisticNames
    chains = (0..<request.chains).map { _ in Waiting() }
    length = min(max((1 << 16) / max(model.dimension, 1), 1), 1000)
    let statistics = [DataGroup.Name.sampleStats, .warmupSampleStats].flatMap { group in
      statisticNames.map { name in
        DatasetSchema.Variable(name, TensorType(TransitionStatistics.elementType(of: name), .scalar), group: group)
      }
    }
    let schema = DatasetSchema(
      model.keptVariables() + statistics, chainCount: request.chains, drawCount: request.draws,
      warmupCount: request.warmup, coords: model.labels, known: model.dataGroups,
      attributes: Posterior.attributes(traits, seed: request.seed, warmup: request.warmup))
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
    chains[chain.index].rows.withLock { rows in
      let isWarmup = chain.iteration <= warmupCount
      if isWarmup != rows.isWarmup {
        write(&rows, chain.index)
        rows.isWarmup = isWarmup
      }
      transition.statistics.append(to: &rows.statistics, ownCount: ownCount)
      if !isWarmup { rows.positions.append(contentsOf: chain.positionBuffer) }
      rows.count += 1
      // Draws of a slow model go out too: what a run has made in a second shall not be lost with the process.
      if rows.count >= length || ContinuousClock.now - rows.lastWrite >= .seconds(1) { write(&rows, chain.index) }
    }
  }

  /// Writes what waits, and closes the sink.
  ///
  /// - Returns: the draws of the posterior that every chain has, what Ops threw in them, and the function that made them.
  /// - Throws: ``ModelError/data(_:)`` with the first error of the sink, or that of an evaluation.
  func finish() throws(ModelError) -> ReadyToSample.Recorded {
    for (index, chain) in chains.enumerated() { chain.rows.withLock { write(&$0, index) } }
    noting { try sink.close() }
    if let error = failure.withLock({ $0 }) { throw error }
    let thrown = chains.reduce(into: []) { all, chain in all = all.merged(with: chain.rows.withLock { $0.thrown }) }
    return try ModelError.lifting {
      (try memory.dataset()[.posterior] ?? DataGroup(.posterior), thrown, function)
    }
  }

  /// Does work whose first error is kept.
  private func noting(_ work: () throws -> Void) {
    do throws(ModelError) { try ModelError.lifting(work) } catch { failure.withLock { $0 = $0 ?? error } }
  }

  private func write(_ rows: inout Waiting.Rows, _ chain: Int) {
    let (count, isWarmup) = (rows.count, rows.isWarmup)
    guard count > 0 else { return }
    defer {
      rows.positions.removeAll(keepingCapacity: true)
      rows.statistics.removeAll(keepingCapacity: true)
      rows.next[isWarmup, default: 0] += count
      rows.count = 0
      rows.lastWrite = .now
    }
    guard isIntact else { return }
    let first = rows.next[isWarmup] ?? 0
    let width = statisticNames.count
    let statistics = statisticNames.enumerated().map { place, name in
      TransitionStatistics.array(name, (0..<count).map { rows.statistics[$0 * width + place] }, shape: [count])
    }
    noting {
      if !isWarmup, !function.outputTypes.isEmpty {
        let (values, thrown) = try function.block(at: rows.positions[...], count: count)
        rows.thrown = rows.thrown.merged(with: thrown)
        let block = DrawBlock(chain: chain, firstDraw: first, count: count, values: values)
        try memory.append(block)
        try sink.append(block)
      }
      let group: DataGroup.Name = isWarmup ? .warmupSampleStats : .sampleStats
      try sink.append(
        DrawBlock(group: group, chain: chain, firstDraw: first, count: count, values: statistics))
    }
  }
}
