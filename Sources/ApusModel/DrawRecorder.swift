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
      /// The numbers of the next draw and of the next iteration of the warm-up.
      var next: [Bool: Int] = [false: 0, true: 0]
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
  private let failure = Mutex<DataError?>(nil)
  private let evaluationFailure = Mutex<ModelError?>(nil)

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
    do throws(DataError) { try sink.open(schema) } catch { throw .data(error) }
  }

  /// Whether nothing went wrong: the chains shall go on.
  var isIntact: Bool { failure.withLock { $0 == nil } && evaluationFailure.withLock { $0 == nil } }

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
      if rows.count >= length { write(&rows, chain.index) }
    }
  }

  /// Writes what waits, and closes the sink.
  ///
  /// - Throws: ``ModelError/data(_:)`` with the first error of the sink.
  func finish() throws(ModelError) {
    for (index, chain) in chains.enumerated() { chain.rows.withLock { write(&$0, index) } }
    do throws(DataError) { try sink.close() } catch { note(error) }
    if let error = failure.withLock({ $0 }) { throw .data(error) }
    if let error = evaluationFailure.withLock({ $0 }) { throw error }
  }

  private func note(_ error: DataError) { failure.withLock { $0 = $0 ?? error } }

  private func write(_ rows: inout Waiting.Rows, _ chain: Int) {
    let (count, isWarmup) = (rows.count, rows.isWarmup)
    guard count > 0 else { return }
    defer {
      rows.positions.removeAll(keepingCapacity: true)
      rows.statistics.removeAll(keepingCapacity: true)
      rows.next[isWarmup, default: 0] += count
      rows.count = 0
    }
    guard isIntact else { return }
    let first = rows.next[isWarmup] ?? 0
    let width = statisticNames.count
    let statistics = statisticNames.enumerated().map { place, name in
      TransitionStatistics.array(name, (0..<count).map { rows.statistics[$0 * width + place] }, shape: [count])
    }
    do throws(ModelError) {
      let values = isWarmup ? [] : try function.block(at: rows.positions[...], count: count).values
      do throws(DataError) {
        if !isWarmup, !values.isEmpty {
          try sink.append(DrawBlock(chain: chain, firstDraw: first, count: count, values: values))
        }
        try sink.append(
          DrawBlock(
            group: isWarmup ? .warmupSampleStats : .sampleStats, chain: chain, firstDraw: first, count: count,
            values: statistics))
      } catch { note(error) }
    } catch { evaluationFailure.withLock { $0 = $0 ?? error } }
  }
}
