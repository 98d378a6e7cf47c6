// Intervals of many parameters side by side.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// The 94 % and 50 % highest density intervals and medians, a row for each parameter, by chain where there are few.
  static func forest(_ parameters: [FitView.Parameter]) -> Chart {
    let chainCount = parameters.map(\.draws.chainCount).max() ?? 0
    let isByChain = chainCount > 1 && chainCount <= 4 && parameters.count <= 20
    let spread = 0.56
    var marks: [any Mark] = []
    for chain in 0..<(isByChain ? chainCount : 1) {
      let shift = isByChain ? spread * (Double(chain) / Double(chainCount - 1) - 0.5) : 0
      let items = parameters.enumerated().map { row, parameter in
        let draws =
          isByChain && chain < parameter.draws.chainCount
          ? ScalarDraws([Array(parameter.draws[chain])]) : parameter.draws
        let (outer, inner) = (draws.highestDensityInterval(0.94), draws.highestDensityInterval(0.5))
        return IntervalBars.Item(
          y: -Double(row) - shift, outer: (outer.lower, outer.upper), inner: (inner.lower, inner.upper),
          center: draws.quantile(0.5))
      }
      let color = isByChain ? ReportStyle.color(chain) : ReportStyle.predicted
      marks.append(
        IntervalBars(
          name: isByChain ? "chain \(chain)" : "", items: items, color: color,
          marker: isByChain ? Marker.shape(chain) : .circle))
    }
    let last = Double(max(parameters.count, 1))
    var y = Axis(limits: Interval(0.3 - last, 0.7))
    y.ticks = parameters.enumerated().map { row, parameter in Tick(-Double(row), parameter.label(width: 220, size: 11)) }
    let rows = parameters.prefix(40).map { parameter in
      let interval = parameter.draws.highestDensityInterval(0.94)
      return "\(parameter.name) \(ReportStyle.number(parameter.row.q50)) [\(ReportStyle.number(interval.lower)), "
        + "\(ReportStyle.number(interval.upper))]"
    }
    var panel = Panel("forest", Axis("value"), y, marks)
    if let range = Interval(parameters.flatMap { [$0.row.interval.lower, $0.row.interval.upper] }), range.contains(0) {
      panel.verticalLines = [ReferenceLine(0)]
    }
    var chart = Chart(
      "Intervals of \(ReportStyle.count(parameters.count, "parameter"))",
      description: "Medians and 94 % intervals: \(rows.joined(separator: "; ")).",
      caption: "Medians (points), 50 % (thick) and 94 % (thin) highest density intervals\(isByChain ? " of each chain: those of one row should agree" : "").",
      rows: [[panel]], isWide: true)
    chart.figure.hasLegend = isByChain
    chart.figure.height = 80 + (isByChain ? 9 * Double(chainCount) + 8 : 20) * last
    return chart
  }
}
