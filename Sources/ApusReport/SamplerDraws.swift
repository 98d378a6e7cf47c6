// The sampler's statistics under one set of names, whichever program wrote them.

internal import ApusData
internal import ApusDiagnostics

/// What is known of the transitions of each chain.
struct SamplerDraws {
  /// Whether each transition diverged, by chain; empty where it is not known.
  let divergent: [[Bool]]
  /// The energy of each transition, by chain; empty where it is not known.
  let energies: [[Double]]
  /// What the summary judges.
  let statistics: SamplerStatistics

  /// The statistics of a group under the names of ArviZ, Stan and NumPyro.
  init(_ group: DataGroup) {
    divergent = Self.draws(group, "diverging", "divergent__", "divergent", "is_divergent").map {
      $0.map { $0 != 0 && !$0.isNaN }
    }
    energies = Self.draws(group, "energy", "energy__")
    let reached = Self.draws(group, "reached_max_treedepth", "maxdepth_reached")
    statistics = SamplerStatistics(
      transitionCount: group.chainCount * group.drawCount,
      divergenceCounts: divergent.map { $0.count { $0 } },
      maximumTreeDepthCounts: reached.map { $0.count { $0 != 0 } },
      energies: energies.isEmpty ? nil : ScalarDraws(energies))
  }

  /// The draws of the first array of these names that has one number for each draw, by chain; empty where there is none.
  static func draws(_ group: DataGroup, _ names: String...) -> [[Double]] {
    for name in names {
      if let array = group[name], array.sampleRank == 2, array.elementCount == 1 { return array.draws(ofElement: 0) }
    }
    return []
  }

  /// The number of divergent transitions of all chains; nil where it is not known.
  var divergenceCount: Int? { divergent.isEmpty ? nil : statistics.divergenceCounts.reduce(0, +) }
}
