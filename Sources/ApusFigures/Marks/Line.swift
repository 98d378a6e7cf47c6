// Curves: straight lines from point to point, thinned where there are many to a pixel.

/// A curve.
package struct Line: Mark {
  package var name: String
  package var x: [Double]
  package var y: [Double]
  package var color = Palette.curve
  package var width = 1.3
  /// The lengths of dashes and gaps, such as "4 3"; empty: none.
  package var dashes = ""
  package var isInLegend = true
  /// If set, a curve that turns more than once in a pixel is shaded with this opacity between its extremes, since a line
  /// would be a solid block.
  package var envelopeOpacity: Double?

  /// A curve, which has gaps where numbers are not finite.
  ///
  /// - Precondition: `x` and `y` have the same count.
  package init(_ name: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    (self.name, self.x, self.y) = (name, x, y)
  }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    (Interval(x, isPositive: axes.isLogarithmicX), Interval(y, isPositive: axes.isLogarithmicY))
  }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    let trace = PixelTrace(x: x, y: y, frame: frame)
    svg.open("g", ["class": "series line", "data-name": name, "data-count": "\(trace.count)"])
    svg.element("title", text: name)
    if let envelopeOpacity, trace.turnsPerColumn > 1 {
      svg.path(
        trace.envelope,
        [
          "class": "envelope", "fill": color, "fill-opacity": SVGWriter.part(envelopeOpacity), "stroke": "none",
          "clip-path": "url(#\(frame.clip))",
        ])
    } else {
      var attributes: KeyValuePairs = [
        "class": "curve", "fill": "none", "stroke": color, "stroke-width": PathData.text(width),
        "stroke-linejoin": "round", "clip-path": "url(#\(frame.clip))",
      ]
      if !dashes.isEmpty {
        attributes = [
          "class": "curve", "fill": "none", "stroke": color, "stroke-width": PathData.text(width),
          "stroke-linejoin": "round", "clip-path": "url(#\(frame.clip))", "stroke-dasharray": dashes,
        ]
      }
      svg.path(trace.path, attributes)
    }
    svg.close()
  }

  package var legendEntry: LegendEntry? {
    guard isInLegend, !name.isEmpty else { return nil }
    return LegendEntry(name: name, sample: .line(color: color, width: width, dashes: dashes))
  }
}
