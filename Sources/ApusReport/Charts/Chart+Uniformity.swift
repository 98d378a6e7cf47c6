// Probability integral transforms: where the observations lie among their predictions.

internal import ApusFigures

extension Chart {
  /// The distribution of numbers that should be uniform, less the uniform one, with a band.
  ///
  /// - Parameter source: what they are, such as "PIT".
  static func uniformity(_ numbers: [Double], of name: String, source: String) -> Chart {
    let (places, differences) = ProbabilityIntegral.differences(numbers)
    let envelope = UniformEnvelope(count: numbers.count)
    let bounds = places.map { envelope.bounds(at: $0) }
    var band = Band(
      "where uniform numbers stay", x: places, lower: bounds.map(\.lower), upper: bounds.map(\.upper))
    band.opacity = 0.25
    let line = Curve(source, x: places, y: differences, color: ReportStyle.predicted, width: 1.6)
    let outside = zip(differences, bounds).contains { $0 < $1.lower - 1e-9 || $0 > $1.upper + 1e-9 }
    var x = Axis(RichText(source), limits: Interval(0, 1))
    x.padding = (0, 0)
    let said = outside ? "The curve leaves the band." : "The curve stays within the band."
    var chart = Chart(
      "\(source) of \(name)", description: "\(ReportStyle.count(numbers.count, "observation")). \(said)",
      caption:
        "Share of predictions below each observation, less what is expected: a curve that stays in the band, as 95 of 100 do if "
        + "the predictions are right, speaks for them. \(said)",
      rows: [[Panel("uniformity", x, Axis("ECDF difference"), numbers.isEmpty ? [] : [band, line])]], isWide: true)
    chart.figure.height = 220
    return chart
  }
}
