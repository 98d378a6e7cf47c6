// Horizontal intervals with a point in each: rows of a forest plot.

internal import ApusFigures

/// Intervals at heights.
struct IntervalBars: Mark {
  /// One interval.
  struct Item {
    var y: Double
    var outer: (lower: Double, upper: Double)
    var inner: (lower: Double, upper: Double)
    var center: Double
  }

  var name: String
  var items: [Item]
  var color: String
  var marker = Marker.circle

  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    (Interval(items.flatMap { [$0.outer.lower, $0.outer.upper, $0.center] }), Interval(items.map(\.y)))
  }

  func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = items.filter { $0.center.isFinite }
    svg.open("g", ["class": "series intervals", "data-name": name, "data-count": "\(shown.count)"])
    svg.element("title", text: name)
    svg.path(
      bars(shown.map { ($0.y, $0.outer) }, frame),
      ["class": "outer", "fill": "none", "stroke": color, "stroke-width": "1.2"])
    svg.path(
      bars(shown.map { ($0.y, $0.inner) }, frame),
      ["class": "inner", "fill": "none", "stroke": color, "stroke-width": "3.2"])
    var path = PathData()
    for item in shown where frame.x.shows(item.center) {
      path.move(to: frame.x.pixel(item.center), frame.y.pixel(item.y))
      path.append(relative: marker.commands(radius: 2.8))
    }
    svg.path(path, ["class": "markers", "fill": "#FFFFFF", "stroke": color, "stroke-width": "1.3"])
    svg.close()
  }

  private func bars(_ bars: [(y: Double, ends: (lower: Double, upper: Double))], _ frame: Frame) -> PathData {
    var path = PathData()
    for (y, ends) in bars where ends.lower.isFinite && ends.upper.isFinite {
      path.move(to: frame.x.clamped(frame.x.pixel(ends.lower)), frame.y.pixel(y))
      path.horizontal(to: frame.x.clamped(frame.x.pixel(ends.upper)))
    }
    return path
  }

  var legendEntry: LegendEntry? {
    name.isEmpty ? nil : LegendEntry(name: name, sample: .line(color: color, width: 2, dashes: ""))
  }
}
