// Contours of equal density, filled.

/// Closed lines around regions, each level over the one before.
package struct Contours: Mark {
  /// The lines of one level.
  package struct Level: Sendable {
    /// The part of all draws within the lines, such as 0.865.
    package var content: Double
    package var loops: [[(x: Double, y: Double)]]
  }

  package var name: String
  /// The levels, the outermost first.
  package var levels: [Level]
  package var color = Palette.series[0]

  package init(_ name: String, levels: [Level]) { (self.name, self.levels) = (name, levels) }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    let points = levels.flatMap { $0.loops.flatMap { $0 } }
    return (
      Interval(points.map(\.x), isPositive: axes.isLogarithmicX),
      Interval(points.map(\.y), isPositive: axes.isLogarithmicY)
    )
  }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    svg.open("g", ["class": "series contours", "data-name": name, "data-count": "\(levels.count)"])
    for (index, level) in levels.enumerated() {
      var path = PathData()
      for loop in level.loops {
        let places = loop.compactMap { frame.place($0.x, $0.y) }
        guard places.count == loop.count, places.count > 2 else { continue }
        path.move(to: places[0].x, places[0].y)
        for place in places.dropFirst() { path.line(to: place.x, place.y) }
        path.close()
      }
      svg.path(
        path,
        [
          "class": "contour", "data-content": "\(level.content)", "fill": color, "fill-rule": "evenodd",
          "fill-opacity": index == 0 ? "0.15" : "0.3", "stroke": color, "stroke-width": "1.1",
          "stroke-linejoin": "round", "clip-path": "url(#\(frame.clip))",
        ])
    }
    svg.close()
  }

  package var legendEntry: LegendEntry? { nil }
}
