// The Pareto shapes of leave-one-out cross-validation: which observations weigh too much.

internal import ApusFigures

extension Chart {
  /// The Pareto shapes of the observations, with the greatest that is reliable.
  static func paretoShapes(_ validation: CrossValidation) -> Chart {
    let shapes = validation.result.observations.map(\.paretoShape)
    let limit = validation.result.goodShape
    let places = shapes.indices.map(Double.init)
    let (good, bad) = (shapes.indices.filter { shapes[$0] <= limit }, shapes.indices.filter { !(shapes[$0] <= limit) })
    // Thousands of observations are small dots, of which some are drawn; those above the line have their marker all the same.
    var dots = Dots("reliable", x: good.map { places[$0] }, y: good.map { shapes[$0] })
    (dots.color, dots.opacity, dots.diameter, dots.maximumCount) = (ReportStyle.predicted, 0.6, 2.4, 4000)
    func points(_ name: String, _ chosen: [Int], _ marker: Marker, _ color: String) -> Points {
      var points = Points(name, x: chosen.map { places[$0] }, y: chosen.map { shapes[$0] })
      (points.marker, points.color, points.isInLegend) = (marker, color, !chosen.isEmpty)
      points.hasBarInLegend = false
      return points
    }
    let worst = bad.sorted { shapes[$0] > shapes[$1] }
    let reliable: any Mark = good.count > 1000 ? dots : points("reliable", good, .circle, ReportStyle.predicted)
    let others = points("not reliable", Array(worst.prefix(1000)), .triangle, ReportStyle.alarm)
    var panel = Panel("pareto", Axis("observation"), Axis("Pareto k"), [reliable, others])
    panel.horizontalLines = [
      ReferenceLine(limit, label: RichText(ReportStyle.fixed(limit, 2)), color: ReportStyle.alarm)
    ]
    let listed = worst.prefix(6).map { "\(validation.observations[$0]) (\(ReportStyle.fixed(shapes[$0], 2)))" }.joined(
      separator: ", ")
    let said =
      bad.isEmpty
      ? "All \(ReportStyle.count(shapes.count, "observation")) are reliable."
      : "\(ReportStyle.count(bad.count, "observation")) of \(shapes.count) lie above: \(listed)\(bad.count > 6 ? " and others" : "")."
    var chart = Chart(
      "Pareto shapes of \(validation.name)", description: said,
      caption:
        "How much each observation weighs on the fit: above the dashed line (k = \(ReportStyle.fixed(limit, 2))) its cross-validated density is not reliable. \(said)",
      rows: [[panel]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height) = (true, 230)
    return chart
  }
}
