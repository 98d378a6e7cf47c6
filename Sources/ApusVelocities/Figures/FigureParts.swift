// What the figures of velocities have in common: series of instruments, curves with bands.

internal import ApusFigures

extension FigureVelocities {
  /// The velocities as points with bars and, lighter, bars with jitter. The index gives shape and
  /// color, the number of all points in the panel the size.
  func points(index: Int, of count: Int, x: [Double], y: [Double]) -> Points {
    var points = Points(instrument, x: x, y: y)
    points.errors = errors
    points.extendedErrors = extendedErrors
    points.marker = Marker.shape(index)
    points.color = Palette.color(index)
    points.radius = count <= 100 ? 3 : count <= 300 ? 2.6 : count <= 1500 ? 2.1 : 1.6
    return points
  }
}

extension FigureCurve {
  /// The band and, over it, the curve.
  ///
  /// - Parameters:
  ///   - name: what the legend says.
  ///   - times: the places along x.
  func marks(_ name: String, x: [Double]) -> [any Mark] {
    var line = Line(name, x: x, y: median)
    line.envelopeOpacity = 0.16
    guard !lower.isEmpty else { return [line] }
    line.isInLegend = false
    var band = Band(name, x: x, lower: lower, upper: upper)
    band.envelopeOpacity = 0.1
    band.lineColor = Palette.curve
    return [band, line]
  }
}

/// A percentage without needless decimals: "90 %".
func percent(_ part: Double) -> String { "\(Decimal.significant(part * 100, digits: 3).trimmingZeros) %" }

extension String {
  /// The number's text without zeros at its end, after the point.
  var trimmingZeros: String {
    guard contains(".") else { return self }
    var text = self
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
