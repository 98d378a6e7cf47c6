// Predictions beside observations: densities, or rootograms for counts.

internal import ApusFigures

extension Chart {
  /// The distribution of the observations beside those of predicted sets: densities, or a rootogram of counts.
  ///
  /// - Parameter source: "posterior" or "prior".
  static func predictive(_ variable: PredictedVariable, source: String = "posterior") -> Chart {
    variable.isCount ? rootogram(variable, source: source) : densities(variable, source: source)
  }

  private static func densities(_ variable: PredictedVariable, source: String) -> Chart {
    let sets = variable.replications.prefix(400)
    let shown = stride(from: 0, to: sets.count, by: max(1, (sets.count + 39) / 40)).map { sets[$0] }
    let pooled = (sets.prefix(100).flatMap { $0.filter(\.isFinite) }).sorted()
    let data = Interval(variable.observed)
    // The data are always seen; predictions far beyond them are cut off.
    var limits = KernelDensity.range(ofSorted: pooled)?.union(data) ?? data
    if let data, let wide = limits, data.upper > data.lower {
      let span = 1.5 * (data.upper - data.lower)
      limits = Interval(max(wide.lower, data.lower - span), min(wide.upper, data.upper + span))
    }
    var marks: [any Mark] = []
    for (index, set) in shown.enumerated() {
      guard let density = KernelDensity(set, within: limits, pointCount: 56) else { continue }
      var line = Curve("predicted", x: density.x, y: density.y, color: ReportStyle.replicated, width: 0.7)
      line.isInLegend = index == 0
      marks.append(line)
    }
    if let mean = KernelDensity(pooled, within: limits, pointCount: 100) {
      marks.append(
        Curve(
          "mean of the predictions", x: mean.x, y: mean.y, color: ReportStyle.predicted, dashes: "7 4", width: 1.8))
    }
    if let density = KernelDensity(variable.observed, within: limits, pointCount: 100) {
      marks.append(Curve("observed", x: density.x, y: density.y, color: ReportStyle.observed, width: 2))
    }
    if variable.observed.count <= 200 {
      var ticks = TickRow(name: "observations", x: variable.observed, color: ReportStyle.observed)
      ticks.length = 7
      marks.append(ticks)
    }
    var x = Axis(RichText(variable.name).truncated(to: 500, size: 12), limits: limits)
    x.padding = (0, 0)
    var chart = Chart(
      "Predictions of \(variable.name) from the \(source)", description: moments(variable),
      caption:
        "Densities of \(ReportStyle.count(shown.count, "predicted data set")) (thin) and of the data (thick): the data should look like one of the "
        + "predicted sets.",
      rows: [[Panel("predictive", x, .density("density"), marks)]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height) = (true, 260)
    return chart
  }

  /// Square roots of how often each count was observed, beside the interval of predictions.
  private static func rootogram(_ variable: PredictedVariable, source: String) -> Chart {
    let sets = variable.replications
    let pooled = sets.flatMap { $0 }.sorted()
    let most = variable.observed.max() ?? 0
    let top = Int(max(most, pooled.isEmpty ? 0 : pooled[min(pooled.count - 1, pooled.count * 999 / 1000)]))
    let width = max(1, top / 60 + (top >= 60 && top % 60 > 0 ? 1 : 0))
    let binCount = top / width + 1
    func frequencies(_ values: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: binCount)
      for value in values where value.isFinite {
        let bin = value / Double(width)
        if bin < Double(binCount) { counts[Int(bin)] += 1 }
      }
      return counts
    }
    let observed = frequencies(variable.observed)
    let predicted = sets.map(frequencies)
    func quantile(_ bin: Int, _ p: Double) -> Double {
      let sorted = predicted.map { $0[bin] }.sorted()
      return sorted.isEmpty ? .nan : sorted[min(Int((p * Double(sorted.count - 1)).rounded()), sorted.count - 1)]
    }
    let centers = (0..<binCount).map { Double($0 * width) + 0.5 * Double(width - 1) }
    let (low, middle, high) = (
      (0..<binCount).map { quantile($0, 0.03) }, (0..<binCount).map { quantile($0, 0.5) },
      (0..<binCount).map { quantile($0, 0.97) }
    )
    let outside = (0..<binCount).filter { observed[$0] < low[$0] || observed[$0] > high[$0] }
    var expected = SpanBars(
      name: "94 % of the predictions", x: centers, lower: low.map { $0.squareRoot() },
      upper: high.map { $0.squareRoot() }, width: 0.8 * Double(width))
    expected.middle = middle.map { $0.squareRoot() }
    func points(_ name: String, _ bins: [Int], _ marker: Marker, _ color: String) -> Points {
      var points = Points(name, x: bins.map { centers[$0] }, y: bins.map { observed[$0].squareRoot() })
      (points.marker, points.color, points.radius, points.isInLegend) = (marker, color, 3, !bins.isEmpty)
      points.hasBarInLegend = false
      return points
    }
    let inside = (0..<binCount).filter { !outside.contains($0) }
    let marks: [any Mark] = [
      expected, points("observed", inside, .circle, ReportStyle.observed),
      points("observed, outside", outside, .triangle, ReportStyle.alarm),
    ]
    var y = Axis("√ frequency")
    y.padding = (below: 0.03, above: 0.08)
    let x = Axis(
      RichText(variable.name).truncated(to: 500, size: 12),
      limits: Interval(-0.6 * Double(width), Double((binCount - 1) * width) + Double(width) - 0.4))
    let said =
      outside.isEmpty
      ? "All observed frequencies lie within their intervals."
      : "Observed frequencies outside of their intervals at \(outside.prefix(8).map { ReportStyle.number(centers[$0]) }.joined(separator: ", "))"
        + "\(outside.count > 8 ? " and elsewhere" : "")."
    var chart = Chart(
      "Rootogram of \(variable.name) from the \(source)", description: said + " " + moments(variable),
      caption:
        "How often each count occurs, as square roots: bars hold 94 % of the predicted frequencies; the observed points should "
        + "lie on them\(width > 1 ? ", counts taken \(width) at a time" : ""). \(said)",
      rows: [[Panel("rootogram", x, y, marks)]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height) = (true, 260)
    return chart
  }

  /// The mean and standard deviation of the data and of the predictions in words.
  private static func moments(_ variable: PredictedVariable) -> String {
    func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
      let n = Double(values.count)
      let mean = values.reduce(0) { $0 + $1 / n }
      return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / n }.squareRoot())
    }
    let (data, predicted) = (moments(variable.observed), moments(variable.replications.flatMap { $0 }))
    return
      "\(ReportStyle.count(variable.observed.count, "observation")) with mean \(ReportStyle.number(data.mean)) and standard "
      + "deviation \(ReportStyle.number(data.deviation)); predictions with mean \(ReportStyle.number(predicted.mean)) and standard "
      + "deviation \(ReportStyle.number(predicted.deviation))."
  }
}
