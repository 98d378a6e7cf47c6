// The summary of datasets: their draws by name, judged with the sampler's statistics where they are there.

public import ApusData

extension DataGroup {
  /// A table of means, quantiles, errors and diagnostics of each element, with reasons not to trust it.
  ///
  /// - Parameters:
  ///   - names: the arrays, or elements such as `z[3]`, to show; all where nil. A name that is not there is a concern, which says
  ///     what names there are.
  ///   - sampler: what the sampler reported.
  public func summary(_ names: [String]? = nil, sampler: SamplerStatistics? = nil) -> Summary {
    var builder = SummaryBuilder(sampler: sampler)
    var missing = names ?? []
    for array in arrays {
      missing.removeAll { $0 == array.name }
      let isShown = names?.contains(array.name) ?? true
      for ((name, draws), position) in zip(array.scalars, array.positionNames) {
        missing.removeAll { $0 == name || $0 == position }
        if isShown || names?.contains(where: { $0 == name || $0 == position }) ?? true {
          builder.add(name, draws)
        } else {
          builder.note(draws)
        }
      }
    }
    let summary = builder.summary()
    return missing.isEmpty ? summary : Summary(summary, [.unknownNames(missing, known: self.names)])
  }
}

extension Dataset {
  /// The summary of the posterior's draws, with the divergences, tree depths and energies of the sampler's statistics. Where there
  /// are draws from the prior, posterior means are compared with them; where there is a log likelihood, it is cross-validated.
  ///
  /// - Parameter names: as ``DataGroup/summary(_:sampler:)``.
  public func summary(_ names: [String]? = nil) -> Summary {
    guard let posterior = self[.posterior] else {
      return Summary(Summary([]), [.unknownNames(names ?? ["posterior"], known: groups.map(\.name.rawValue))])
    }
    return judged(posterior.summary(names, sampler: self[.sampleStats].map { SamplerStatistics($0) }))
  }

  /// A summary of the posterior with what the prior and the log likelihood say against it, where the dataset has them.
  package func judged(_ summary: Summary) -> Summary {
    Summary(
      summary,
      [
        self[.prior].flatMap { .priorConflict(summary.rows, prior: $0) },
        self[.logLikelihood].flatMap { .unreliableLeaveOneOut($0, summary.rows) },
      ])
  }
}

extension SamplerStatistics {
  /// The statistics in a dataset's group, by ArviZ's names `diverging`, `reached_max_treedepth` and `energy`; what is not there is
  /// not known.
  ///
  /// - Parameter maximumTreeDepth: the limit, where it is known.
  public init(_ group: DataGroup, maximumTreeDepth: Int? = nil) {
    func places(_ name: String) -> [[Int]] {
      group[name]?.draws(ofElement: 0).map { chain in chain.indices.filter { chain[$0] != 0 } } ?? []
    }
    let divergent = places("diverging")
    self.init(
      transitionCount: group.chainCount * group.drawCount, divergenceCounts: divergent.map(\.count),
      maximumTreeDepthCounts: places("reached_max_treedepth").map(\.count), maximumTreeDepth: maximumTreeDepth,
      energies: group["energy"].map { ScalarDraws($0.draws(ofElement: 0)) }, divergentDraws: divergent)
  }
}
