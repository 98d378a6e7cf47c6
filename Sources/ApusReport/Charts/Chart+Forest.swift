// Intervals of many parameters side by side.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// The 94 % and 50 % highest density intervals and medians, a row for each parameter, by chain where there are few. Parameters
  /// of other sizes stand in a panel of their own, since they would be dots beside each other.
  static func forest(_ parameters: [FitView.Parameter]) -> Chart {
    let chainCount = parameters.map(\.draws.chainCount).max() ?? 0
    let isByChain = chainCount > 1 && chainCount <= 4 && parameters.count <= 20
    let groups = scales(parameters)
    let panels = groups.map { panel($0, chainCount: isByChain ? chainCount : 1) }
    let rows = parameters.prefix(40).map { parameter in
      let interval = parameter.row.interval
      return "\(parameter.name) \(ReportStyle.number(parameter.row.q50)) [\(ReportStyle.number(interval.lower)), "
        + "\(ReportStyle.number(interval.upper))]"
    }
    let agree = isByChain ? " of each chain: those of one row should agree" : ""
    var chart = Chart(
      "Intervals of \(ReportStyle.count(parameters.count, "parameter"))",
      description: "Medians and 94 % intervals: \(rows.joined(separator: "; ")).",
      caption: "Medians (points), 50 % (thick) and 94 % (thin) highest density intervals\(agree).",
      rows: panels.map { [$0] }, isWide: true)
    chart.figure.hasLegend = isByChain
    chart.figure.rowHeights = groups.map { Double($0.count) + 0.4 }
    chart.figure.height =
      40 + 45 * Double(groups.count) + (isByChain ? 9 * Double(chainCount) + 8 : 20) * Double(parameters.count)
    return chart
  }

  /// The parameters in groups, in each of which the shortest interval is at least a sixtieth of all; at most six groups.
  private static func scales(_ parameters: [FitView.Parameter]) -> [[FitView.Parameter]] {
    var groups: [(members: [FitView.Parameter], range: Interval?, shortest: Double)] = []
    for parameter in parameters {
      let interval = parameter.row.interval
      let range = Interval([interval.lower, interval.upper])
      let length = range.map { $0.upper - $0.lower } ?? 0
      let place = groups.firstIndex { group in
        guard let range, let all = group.range?.union(range) else { return true }
        let shortest = min(group.shortest, length > 0 ? length : .infinity)
        return !(all.upper - all.lower > 60 * shortest)
      }
      guard let place = place ?? (groups.count == 6 ? 5 : nil) else {
        groups.append(([parameter], range, length > 0 ? length : .infinity))
        continue
      }
      groups[place].members.append(parameter)
      groups[place].range = range?.union(groups[place].range) ?? groups[place].range
      if length > 0 { groups[place].shortest = min(groups[place].shortest, length) }
    }
    return groups.map(\.members)
  }

  private static func panel(_ parameters: [FitView.Parameter], chainCount: Int) -> Panel {
    let marks = (0..<chainCount).map { chain -> any Mark in
      let shift = chainCount > 1 ? 0.56 * (Double(chain) / Double(chainCount - 1) - 0.5) : 0
      let items = parameters.enumerated().map { row, parameter in
        let isPart = chainCount > 1 && chain < parameter.draws.chainCount
        let draws = isPart ? ScalarDraws([Array(parameter.draws[chain])]) : parameter.draws
        let (outer, inner) = (draws.highestDensityInterval(0.94), draws.highestDensityInterval(0.5))
        return IntervalBars.Item(
          y: -Double(row) - shift, outer: (outer.lower, outer.upper), inner: (inner.lower, inner.upper),
          center: draws.quantile(0.5))
      }
      return IntervalBars(
        name: chainCount > 1 ? "chain \(chain)" : "", items: items,
        color: chainCount > 1 ? ReportStyle.color(chain) : ReportStyle.predicted,
        marker: chainCount > 1 ? Marker.shape(chain) : .circle)
    }
    var y = Axis(limits: Interval(0.3 - Double(max(parameters.count, 1)), 0.7))
    y.ticks = parameters.enumerated().map { row, parameter in
      Tick(-Double(row), parameter.label(width: 220, size: 11))
    }
    var panel = Panel("forest", Axis(), y, marks)
    let ends = parameters.flatMap { [$0.row.interval.lower, $0.row.interval.upper] }
    if let range = Interval(ends), range.contains(0) { panel.verticalLines = [ReferenceLine(0)] }
    return panel
  }
}
