// Ranks of each chain's draws among all draws.

internal import ApusFigures
internal import ApusSystem

extension Chart {
  /// The distributions of ranks less that of all draws, in a band that chains that agree stay within.
  ///
  /// - Parameter envelope: of as many chains as there are.
  static func rank(_ parameter: FitView.Parameter, envelope: UniformEnvelope) -> Chart {
    let draws = parameter.draws
    var marks: [any Mark] = []
    var outside: [String] = []
    let chainCount = draws.chainCount
    if chainCount > 1, let curve = RankCurve(draws.values, chainCount: chainCount, drawCount: draws.drawCount) {
      // A chain has so many independent draws, and is itself a part of those that it is compared with.
      let size = max(parameter.row.bulkSampleSize / Double(chainCount), 2)
      let count = (size.isFinite ? min(size, Double(draws.drawCount)) : 2) / (1 - 1 / Double(chainCount))
      let reach = curve.places.map { envelope.reach(at: $0, count: count) }
      var band = Band("where chains that agree stay", x: curve.places, lower: reach.map { -$0 }, upper: reach)
      band.opacity = 0.25
      marks.append(band)
      for chain in 0..<min(chainCount, ReportStyle.greatestChainCount) {
        marks.append(Curve(chain: chain, x: curve.places, y: curve.differences[chain]))
      }
      outside = curve.differences.enumerated().filter { zip($0.element, reach).contains { abs($0) > $1 + 1e-9 } }.map {
        "\($0.offset)"
      }
    }
    var x = Axis("rank among all draws", limits: Interval(0, 1))
    x.padding = (0, 0)
    let verdict =
      chainCount < 2
      ? "There is one chain: there is nothing to compare it with."
      : marks.isEmpty
        ? "There are no ranks: draws are not numbers, or do not vary."
        : outside.isEmpty
          ? "All chains stay within the band."
          : "Outside of the band at some place: chain \(outside.prefix(8).joined(separator: ", "))."
    return Chart(
      "Ranks of \(parameter.name) by chain", description: verdict,
      caption: marks.isEmpty
        ? verdict
        : "Distribution of each chain's ranks, less that of all draws: in 95 of 100 fits whose chains agree, all curves stay in "
          + "the grey band.",
      rows: [[Panel("rank", x, Axis("ECDF difference"), marks)]])
  }
}
