// The model's curve in a figure, with the interval of its posterior.

internal import ApusFigures

/// A curve of the model, and the interval of its posterior.
public struct FigureCurve: Sendable {
  /// Where it is known, in ascending order: times in days, or phases.
  public var times: [Double]
  /// The medians of the posterior in m/s.
  public var median: [Double]
  /// The ends of the interval in m/s; empty: no band.
  public var lower: [Double]
  public var upper: [Double]

  /// A curve.
  ///
  /// - Precondition: the lists have the same count; `lower` and `upper` may both be empty.
  public init(times: [Double], median: [Double], lower: [Double] = [], upper: [Double] = []) {
    precondition(
      times.count == median.count && lower.count == upper.count && (lower.isEmpty || lower.count == times.count),
      "\(times.count) times, \(median.count) medians, \(lower.count) lower and \(upper.count) upper ends")
    (self.times, self.median, self.lower, self.upper) = (times, median, lower, upper)
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
