// A run whose draws are in a store.

public import ApusData
public import ApusDiagnostics
internal import ApusInference
public import ApusStore

/// What a run left in a store.
public struct StoredRun: Sendable {
  /// The store.
  public let store: RunStore
  /// The draws that were asked for of each chain.
  let askedDrawCount: Int
  let askedWarmupCount: Int
  /// The draws of each chain, and the iterations of its warm-up.
  let drawCounts: [Int]
  let warmupCounts: [Int]
  /// The divergent draws of each chain.
  let divergenceCounts: [Int]
  let traits: SamplerTraits
  /// The seed of the draws.
  public let seed: UInt64
  /// The report on the gradient: the rules used, and what this part of the run showed of them.
  public let gradientReport: GradientReport

  /// The number of draws that every chain has.
  public var drawCount: Int { drawCounts.min() ?? 0 }

  /// The number of divergent draws.
  public var divergenceCount: Int { divergenceCounts.reduce(0, +) }

  /// Whether every chain has the draws that were asked for.
  public var isComplete: Bool { drawCounts.allSatisfy { $0 >= askedDrawCount } }

  /// The draws, the sampler's statistics and the data, all in memory.
  ///
  /// - Throws: ``StoreError``.
  public func dataset() throws(StoreError) -> Dataset { try store.dataset() }

  /// A table of means, quantiles, errors and diagnostics of each element, with reasons not to trust it.
  ///
  /// The store is read variable by variable, so that long runs need little memory.
  ///
  /// - Parameter names: as for ``Posterior/summary(_:)``.
  /// - Throws: ``StoreError``.
  public func summary(_ names: [String]? = nil) throws(StoreError) -> Summary {
    try store.summary(names, maximumTreeDepth: traits.maxTreeDepth)
  }
}

extension StoredRun: CustomStringConvertible {
  /// What there is, and how to go on.
  public var description: String {
    let path = store.path
    if isComplete {
      let chains = drawCounts.count == 1 ? "one chain" : "each of \(drawCounts.count) chains"
      return "\(path): \(drawCount) draws of \(chains)"
    }
    let goOn = "sampling into \(path) again, with the same settings, goes on"
    return drawCount == 0
      ? "\(path): stopped in the warm-up (iteration \(warmupCounts.min() ?? 0) of \(askedWarmupCount)): \(goOn)"
      : "\(path): stopped after \(drawCount) of \(askedDrawCount) draws of each chain: \(goOn)"
  }
}

extension RunStore {
  /// A table of means, quantiles, errors and diagnostics of each element, with reasons not to trust it; see
  /// ``StoredRun/summary(_:)``.
  ///
  /// - Throws: ``StoreError``.
  public func summary(_ names: [String]? = nil) throws(StoreError) -> Summary {
    try summary(names, maximumTreeDepth: nil)
  }

  func summary(_ names: [String]?, maximumTreeDepth: Int?) throws(StoreError) -> Summary {
    let reader = try StoreReader(path)
    let statistics = try reader.group(.sampleStats, ["diverging", "reached_max_treedepth", "energy"])
    let sampler = SamplerStatistics(statistics, maximumTreeDepth: maximumTreeDepth)
    var builder = SummaryBuilder(sampler: sampler)
    var missing = names ?? []
    for variable in try reader.variables(of: .posterior) {
      let (labelled, placed) = (variable.elementNames, variable.positionNames)
      let isWhole = names?.contains(variable.name) ?? true
      missing.removeAll { $0 == variable.name }
      // Some sixty megabytes of draws at a time.
      let step = max((1 << 23) / max(variable.drawCount, 1), 1)
      for first in stride(from: 0, to: labelled.count, by: step) {
        let elements = first..<min(first + step, labelled.count)
        let draws = try reader.draws(of: variable, elements, isChecked: first > 0)
        for (element, draws) in zip(elements, draws) {
          missing.removeAll { $0 == labelled[element] || $0 == placed[element] }
          if isWhole || names?.contains(where: { $0 == labelled[element] || $0 == placed[element] }) ?? true {
            builder.add(labelled[element], ScalarDraws(draws))
          } else {
            builder.note(ScalarDraws(draws))
          }
        }
      }
    }
    let summary = try reader.dataset([.prior, .logLikelihood]).judged(builder.summary())
    return missing.isEmpty
      ? summary : Summary(summary, [.unknownNames(missing, known: reader.names(of: .posterior))])
  }
}
