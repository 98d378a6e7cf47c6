// The area between two curves.

/// A band, such as an interval of the posterior around a curve.
package struct Band: Mark {
  package var name: String
  package var x: [Double]
  package var lower: [Double]
  package var upper: [Double]
  package var color = Palette.shade
  package var opacity = 0.35
  /// If set, the opacity where the upper curve turns more than once in a pixel, so that the band is a block.
  package var envelopeOpacity: Double?
  /// The color of the curve within the band, which the legend shows with it.
  package var lineColor: String?
  package var isInLegend = true

  /// A band with gaps where numbers are not finite.
  ///
  /// - Precondition: all lists have the same count.
  package init(_ name: String, x: [Double], lower: [Double], upper: [Double]) {
    precondition(
      x.count == lower.count && x.count == upper.count, "\(x.count) x, \(lower.count) lower and \(upper.count) upper")
    (self.name, self.x, self.lower, self.upper) = (name, x, lower, upper)
  }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    let low = Interval(lower, isPositive: axes.isLogarithmicY)
    return (
      Interval(x, isPositive: axes.isLogarithmicX),
      low.map { $0.union(Interval(upper, isPositive: axes.isLogarithmicY)) }
    )
  }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = x.indices.count { frame.x.shows(x[$0]) && lower[$0].isFinite && upper[$0].isFinite }
    let isBlock = envelopeOpacity != nil && PixelTrace(x: x, y: upper, frame: frame).turnsPerColumn > 1
    svg.open("g", ["class": "series band", "data-name": name, "data-count": "\(shown)"])
    svg.element("title", text: name)
    svg.path(
      path(frame),
      [
        "class": "area", "fill": color, "fill-opacity": SVGWriter.part(isBlock ? envelopeOpacity ?? opacity : opacity),
        "stroke": "none",
        "clip-path": "url(#\(frame.clip))",
      ])
    svg.close()
  }

  /// The outline: along the upper curve and back along the lower one. Columns of pixels with many points keep their extremes.
  private func path(_ frame: Frame) -> PathData {
    var path = PathData()
    var columns: [(x: Double, low: Double, high: Double)] = []
    func finish() {
      for (index, column) in columns.enumerated() {
        index == 0 ? path.move(to: column.x, column.high) : path.line(to: column.x, column.high)
      }
      for column in columns.reversed() { path.line(to: column.x, column.low) }
      if !columns.isEmpty { path.close() }
      columns = []
    }
    let isThinned = x.count > PixelTrace.thinningCount
    for index in x.indices {
      guard let low = frame.place(x[index], lower[index]), let high = frame.place(x[index], upper[index]) else {
        finish()
        continue
      }
      let column = isThinned ? low.x.rounded(.down) + 0.5 : low.x
      if isThinned, let last = columns.last, last.x == column {
        columns[columns.count - 1].low = max(last.low, low.y)
        columns[columns.count - 1].high = min(last.high, high.y)
      } else {
        columns.append((column, low.y, high.y))
      }
    }
    finish()
    return path
  }

  package var legendEntry: LegendEntry? {
    guard isInLegend, !name.isEmpty else { return nil }
    return LegendEntry(name: name, sample: .band(color: color, opacity: opacity, lineColor: lineColor))
  }
}
