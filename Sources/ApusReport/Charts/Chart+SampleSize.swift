// Effective sample sizes: as draws are added, and by quantile.

internal import ApusDiagnostics
internal import ApusFigures

extension Chart {
  /// The growth of the effective sample sizes of a parameter with the number of draws, and those of its quantiles.
  static func sampleSize(_ parameter: FitView.Parameter) -> Chart {
    let draws = parameter.draws
    let wanted = Concern.leastSampleSizePerChain * Double(draws.chainCount)
    let counts = (1...12).map { draws.drawCount * $0 / 12 }.filter { $0 >= 4 }
    var (totals, bulk, tail): ([Double], [Double], [Double]) = ([], [], [])
    for count in counts {
      let part = ScalarDraws((0..<draws.chainCount).map { Array(draws[$0].prefix(count)) })
      totals.append(Double(count * draws.chainCount))
      bulk.append(part.bulkEffectiveSampleSize())
      tail.append(part.tailEffectiveSampleSize())
    }
    let probabilities = (1...19).map { 0.05 * Double($0) }
    let sizes = probabilities.map { draws.effectiveSampleSize(for: .quantile($0)) }

    func line(_ name: String, _ x: [Double], _ y: [Double], _ index: Int) -> [any Mark] {
      var line = Curve(name, x: x, y: y, color: ReportStyle.color(index), dashes: ReportStyle.dash(index))
      line.isInLegend = false
      var points = Points(name, x: x, y: y)
      (points.color, points.marker, points.radius) = (ReportStyle.color(index), Marker.shape(index), 2.8)
      points.hasBarInLegend = false
      return [line, points]
    }
    func axis(_ values: [Double], _ title: RichText) -> Axis {
      var axis = Axis(title)
      axis.limits = Interval(0, 1.15 * max(wanted, values.filter(\.isFinite).max() ?? 0))
      return axis
    }
    let wantedLine = [ReferenceLine(wanted, label: "least", color: ReportStyle.alarm)]
    var growth = Panel(
      "growth", Axis("draws of all chains"), axis(bulk + tail, "effective sample size"),
      line("bulk", totals, bulk, 0) + line("tail", totals, tail, 1))
    growth.horizontalLines = wantedLine
    var quantiles = Panel(
      "quantiles", Axis("quantile", limits: Interval(0, 1)), axis(sizes, ""),
      line("quantiles", probabilities, sizes, 2))
    quantiles.horizontalLines = wantedLine
    let worst = zip(probabilities, sizes).min { $0.1 < $1.1 }
    var chart = Chart(
      "Effective sample size of \(parameter.name)",
      description: "Bulk \(ReportStyle.fixed(parameter.row.bulkSampleSize, 0)), tail "
        + "\(ReportStyle.fixed(parameter.row.tailSampleSize, 0)); the least of the quantiles "
        + "\(worst.map { "is \(ReportStyle.fixed($0.1, 0)) at \(ReportStyle.fixed($0.0, 2))" } ?? "is not known").",
      caption:
        "Effective sample sizes of \(parameter.name): on the left they should grow in proportion to the draws; on the right, "
        + "none of the quantiles should lie below the dashed line of \(ReportStyle.fixed(wanted, 0)).",
      rows: [[growth, quantiles]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height, chart.figure.gap) = (true, 230, 22)
    return chart
  }

  /// The autocorrelation of a parameter by chain.
  static func autocorrelation(_ parameter: FitView.Parameter, isWide: Bool = true) -> Chart {
    let draws = parameter.draws
    let shown = min(draws.chainCount, ReportStyle.greatestChainCount)
    var firsts: [String] = []
    let marks = (0..<shown).compactMap { chain -> (any Mark)? in
      let values = ApusReport.autocorrelation(draws[chain], lagCount: 100)
      guard !values.isEmpty else { return nil }
      firsts.append(ReportStyle.fixed(values.count > 1 ? values[1] : .nan, 2))
      return Curve(chain: chain, x: values.indices.map(Double.init), y: values)
    }
    var panel = Panel("autocorrelation", Axis("lag in draws"), Axis("autocorrelation"), marks)
    panel.horizontalLines = [ReferenceLine(0)]
    var chart = Chart(
      "Autocorrelation of \(parameter.name)", description: "At lag 1: \(firsts.joined(separator: ", ")).",
      caption: "How alike draws are that lie so many draws apart: the sooner near zero, the more the draws are worth.",
      rows: [[panel]], isWide: isWide)
    chart.figure.height = 240
    return chart
  }
}
