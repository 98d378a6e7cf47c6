// The Pareto shapes of leave-one-out cross-validation: which observations weigh too much.

internal import ApusFigures

extension Chart {
  /// The Pareto shapes of the observations, with the greatest that is reliable.
  static func paretoShapes(_ validation: CrossValidation) -> Chart {
    let shapes = validation.result.observations.map(\.paretoShape)
    let limit = validation.result.goodShape
    let places = shapes.indices.map(Double.init)
    let (good, bad) = (shapes.indices.filter { shapes[$0] <= limit }, shapes.indices.filter { !(shapes[$0] <= limit) })
    func points(_ name: String, _ chosen: [Int], _ marker: Marker, _ color: String) -> Points {
      var points = Points(name, x: chosen.map { places[$0] }, y: chosen.map { shapes[$0] })
      (points.marker, points.color, points.isInLegend) = (marker, color, !chosen.isEmpty)
      points.hasBarInLegend = false
      return points
    }
    var panel = Panel(
      "pareto", Axis("observation"), Axis("Pareto k"),
      [
        points("reliable", good, .circle, ReportStyle.predicted),
        points("not reliable", bad, .triangle, ReportStyle.alarm),
      ])
    panel.horizontalLines = [
      ReferenceLine(limit, label: RichText(ReportStyle.fixed(limit, 2)), color: ReportStyle.alarm)
    ]
    let worst = bad.sorted { shapes[$0] > shapes[$1] }.prefix(6)
    let listed = worst.map { "\(validation.observations[$0]) (\(ReportStyle.fixed(shapes[$0], 2)))" }.joined(
      separator: ", ")
    let said =
      bad.isEmpty
      ? "All \(ReportStyle.count(shapes.count, "observation")) are reliable."
      : "\(ReportStyle.count(bad.count, "observation")) of \(shapes.count) lie above: \(listed)\(bad.count > worst.count ? " and others" : "")."
    var chart = Chart(
      "Pareto shapes of \(validation.name)", description: said,
      caption:
        "How much each observation weighs on the fit: above the dashed line (k = \(ReportStyle.fixed(limit, 2))) its cross-validated density is not reliable. \(said)",
      rows: [[panel]], isWide: true)
    (chart.figure.hasLegend, chart.figure.height) = (true, 230)
    return chart
  }
}
