// Pairs of parameters: scatter plots with the divergent draws marked.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// A corner of scatter plots, and histograms along the diagonal.
  ///
  /// - Parameter isDivergent: of each draw; empty: not known.
  static func pairs(_ parameters: [FitView.Parameter], isDivergent: [Bool], dotCount: Int = 500) -> Chart {
    let count = parameters.count
    let divergent = isDivergent.indices.filter { isDivergent[$0] }
    // Evenly chosen, so that panels show the same draws.
    let marked = stride(from: 0, to: divergent.count, by: max(1, (divergent.count + 199) / 200)).map { divergent[$0] }
    let drawCount = parameters.map(\.draws.values.count).min() ?? 0
    let dots = stride(from: 0, to: drawCount, by: max(1, (drawCount + dotCount - 1) / max(dotCount, 1))).filter {
      isDivergent.isEmpty || !isDivergent[$0]
    }
    let limits = parameters.map { KernelDensity.range(ofSorted: $0.draws.values.filter(\.isFinite).sorted()) }
    let rows = (0..<count).map { row in
      (0...row).map { column -> Panel? in
        var x = Axis(
          parameters[column].label(width: 620 / Double(max(count, 1))),
          limits: limits[column]?.padded(below: 0.05, above: 0.05))
        x.isLabelled = row == count - 1
        x.labelsStayInside = true
        x.digitLimit = 4
        if row == column {
          var steps = Steps(
            "", counting: parameters[row].draws.values.filter { limits[row]?.contains($0) ?? true }, binCount: 24)
          (steps.color, steps.fillOpacity) = (ReportStyle.predicted, 0.2)
          var panel = Panel("diagonal", x, .density(""), [steps])
          panel.y.isLabelled = false
          return panel
        }
        var y = Axis(
          parameters[row].label(width: 620 / Double(max(count, 1))),
          limits: limits[row]?.padded(below: 0.05, above: 0.05))
        y.isLabelled = column == 0
        y.labelsStayInside = true
        y.digitLimit = 4
        let (a, b) = (parameters[column].draws.values, parameters[row].draws.values)
        var cloud = Dots("draws", x: dots.map { a[$0] }, y: dots.map { b[$0] })
        (cloud.color, cloud.opacity, cloud.diameter) = (ReportStyle.predicted, 0.5, 1.8)
        var alarms = Points("divergent", x: marked.map { a[$0] }, y: marked.map { b[$0] })
        (alarms.color, alarms.marker, alarms.radius) = (ReportStyle.alarm, .triangle, 2.4)
        (alarms.isInLegend, alarms.hasBarInLegend) = (!marked.isEmpty, false)
        return Panel("pair", x, y, [cloud, alarms])
      }
    }
    let names = parameters.map(\.name).joined(separator: ", ")
    let said =
      isDivergent.isEmpty
      ? "Nothing is known of divergent transitions."
      : divergent.isEmpty
        ? "No transition diverged."
        : "The \(ReportStyle.count(divergent.count, "divergent transition")) are red triangles: where they crowd, the sampler could not "
          + "follow the posterior."
    var chart = Chart(
      "Pairs of \(names)", description: correlations(parameters) + " " + said,
      caption:
        "Draws of the parameters that are worst off, in pairs: narrow ridges and funnels are hard to sample. \(said)"
        + (marked.count < divergent.count ? " One in \((divergent.count + 199) / 200) of them is drawn." : ""),
      rows: rows, isWide: true)
    (chart.figure.height, chart.figure.gap) = (60 + 140 * Double(max(count, 1)), 6)
    return chart
  }

  /// The correlation of each pair in words.
  private static func correlations(_ parameters: [FitView.Parameter]) -> String {
    var parts: [String] = []
    for row in parameters.indices {
      for column in 0..<row {
        let r = correlation(parameters[column].draws, parameters[row].draws)
        parts.append("\(parameters[column].name) and \(parameters[row].name) \(ReportStyle.fixed(r, 2))")
      }
    }
    return parts.isEmpty ? "" : "Correlations: \(parts.joined(separator: "; "))."
  }

  private static func correlation(_ a: ScalarDraws, _ b: ScalarDraws) -> Double {
    guard a.values.count == b.values.count, a.values.count > 1 else { return .nan }
    let (m, n) = (a.mean(), b.mean())
    let product = zip(a.values, b.values).reduce(0) { $0 + ($1.0 - m) * ($1.1 - n) } / Double(a.values.count - 1)
    return product / (a.standardDeviation() * b.standardDeviation())
  }
}

extension FitView {
  /// The parameters that the pairs show: those with the worst diagnostics, and those by which divergent draws differ most from
  /// others.
  func pairParameters(_ count: Int) -> [Parameter] {
    let isDivergent = isDivergent
    let worst = worst(count)
    guard isDivergent.count(where: \.self) >= 3 else { return worst }
    let candidates = worstFirst.lazy.map { parameters[$0] }.filter(\.varies).prefix(300)
    let distances = candidates.map { ($0, Self.distance($0.draws.values, isDivergent)) }
    let telling = distances.sorted { $0.1 > $1.1 }.prefix((count + 1) / 2).map(\.0)
    var chosen = Array(telling)
    for parameter in worst where chosen.count < count && !chosen.contains(where: { $0.place == parameter.place }) {
      chosen.append(parameter)
    }
    return chosen
  }

  /// The greatest difference of the distribution functions of divergent and other draws (Kolmogorov and Smirnov).
  private static func distance(_ values: [Double], _ isDivergent: [Bool]) -> Double {
    guard values.count == isDivergent.count else { return 0 }
    let marked = Double(isDivergent.count(where: \.self))
    let others = Double(values.count) - marked
    guard marked > 0, others > 0 else { return 0 }
    var (difference, greatest) = (0.0, 0.0)
    for index in values.indices.sorted(by: { values[$0] < values[$1] }) {
      difference += isDivergent[index] ? 1 / marked : -1 / others
      greatest = max(greatest, abs(difference))
    }
    return greatest
  }
}
