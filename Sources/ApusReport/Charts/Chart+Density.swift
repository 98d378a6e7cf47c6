// Densities of a parameter: a curve for each chain, or bars for whole numbers.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// The density of a parameter by chain, with that of its prior and ticks where draws are divergent.
  ///
  /// - Parameter isDivergent: of each draw; empty: not known.
  static func density(_ parameter: FitView.Parameter, prior: [Double] = [], isDivergent: [Bool] = []) -> Chart {
    let draws = parameter.draws
    let row = parameter.row
    let shown = min(draws.chainCount, ReportStyle.greatestChainCount)
    let sorted = draws.values.filter(\.isFinite).sorted()
    var limits = KernelDensity.range(ofSorted: sorted)
    var marks: [any Mark] = []
    if parameter.isDiscrete {
      (marks, limits) = bars(draws, shown: shown)
    } else if let range = limits {
      // The prior goes on beyond the panel: its edges are no edges of the density.
      let span = range.upper - range.lower
      if let ends = Interval(prior),
        let density = KernelDensity(
          prior, within: Interval(max(ends.lower, range.lower - span), min(ends.upper, range.upper + span)),
          pointCount: 160)
      {
        marks.append(Curve("prior", x: density.x, y: density.y, color: Palette.shade, dashes: "1 2"))
      }
      for chain in 0..<shown {
        guard let density = KernelDensity(Array(draws[chain]), within: range) else { continue }
        marks.append(Curve(chain: chain, x: density.x, y: density.y))
      }
    }
    let divergent = isDivergent.indices.filter { isDivergent[$0] && $0 < draws.values.count }
    if !divergent.isEmpty {
      let shown = stride(from: 0, to: divergent.count, by: max(1, (divergent.count + 99) / 100))
      var ticks = TickRow(name: "divergent draws", x: shown.map { draws.values[divergent[$0]] })
      ticks.length = 7
      marks.append(ticks)
    }
    let left = sorted.count - sorted.count { limits?.contains($0) ?? true }
    var x = Axis(parameter.label(width: 300), limits: limits)
    x.padding = (0, 0)
    let form = parameter.isDiscrete ? "Shares of the values" : "Density"
    let beyond = left > 0 ? " \(ReportStyle.count(left, "draw")) far out \(left == 1 ? "is" : "are") not shown." : ""
    let unknown = draws.values.count - sorted.count
    let absent =
      unknown > 0 ? " \(ReportStyle.count(unknown, "draw")) \(unknown == 1 ? "is" : "are") NaN or infinite." : ""
    let others = marks.contains { $0.legendEntry?.name == "prior" } ? " The dotted grey curve is the prior." : ""
    return Chart(
      "\(form) of \(parameter.name)",
      description:
        "Mean \(ReportStyle.number(row.mean)), standard deviation \(ReportStyle.number(row.standardDeviation)), "
        + "5 % quantile \(ReportStyle.number(row.q05)), median \(ReportStyle.number(row.q50)), 95 % quantile "
        + "\(ReportStyle.number(row.q95)); \(ReportStyle.count(draws.chainCount, "chain")).",
      caption:
        "\(form) \(draws.chainCount > 1 ? "by chain: the curves should lie on each other" : "of the draws").\(divergent.isEmpty ? "" : " Ticks mark divergent draws.")\(others)\(beyond)\(absent)",
      rows: [[Panel("density", x, .density(parameter.isDiscrete ? "share" : "density"), marks)]])
  }

  /// For each chain the shares of the values.
  private static func bars(_ draws: ScalarDraws, shown: Int) -> ([any Mark], Interval?) {
    guard let range = Interval(draws.values), range.upper - range.lower < 1e6 else { return ([], nil) }
    let (first, last) = (Int(range.lower), Int(range.upper))
    let width = max(1, (last - first) / 60)
    let binCount = (last - first) / width + 1
    let edges = (0...binCount).map { Double(first) - 0.5 + Double($0 * width) }
    let marks = (0..<shown).map { chain -> any Mark in
      var heights = [Double](repeating: 0, count: binCount)
      for value in draws[chain] where value.isFinite {
        heights[(Int(value) - first) / width] += 1 / Double(max(draws.drawCount, 1))
      }
      var steps = Steps("chain \(chain)", edges: edges, heights: heights)
      (steps.color, steps.fillOpacity, steps.isInLegend) = (ReportStyle.color(chain), 0.06, true)
      return steps
    }
    return (marks, Interval(edges[0], edges[binCount]))
  }
}
