// Many small dots: draws of a posterior.

/// Dots of one size without outlines, which take few bytes each.
package struct Dots: Mark {
  package var name: String
  package var x: [Double]
  package var y: [Double]
  package var color = Palette.shade
  package var opacity = 0.4
  /// The diameter in pixels.
  package var diameter = 1.6
  /// How many are drawn at most: then every second, third, … point.
  package var maximumCount = 1000

  /// Dots.
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
    let shown = x.indices.filter { frame.x.shows(x[$0]) && frame.y.shows(y[$0]) }
    let stride = max(1, (shown.count + maximumCount - 1) / maximumCount)
    var path = PathData()
    var count = 0
    for index in Swift.stride(from: 0, to: shown.count, by: stride) {
      path.move(to: frame.x.pixel(x[shown[index]]), frame.y.pixel(y[shown[index]]))
      path.append(relative: Array("h0".utf8))
      count += 1
    }
    svg.open("g", ["class": "series dots", "data-name": name, "data-count": "\(count)", "data-of": "\(shown.count)"])
    if stride > 1 { svg.element("desc", text: "one point in \(stride)") }
    svg.path(
      path,
      [
        "class": "markers", "fill": "none", "stroke": color, "stroke-opacity": SVGWriter.part(opacity),
        "stroke-linecap": "round",
        "stroke-width": PathData.text(diameter),
      ])
    svg.close()
  }

  package var legendEntry: LegendEntry? { nil }
}
