// A row of short strokes at the foot of a panel: where transitions diverged.

internal import ApusFigures

/// Strokes at numbers of x, which rise from the lower edge.
struct TickRow: Mark {
  var name: String
  var x: [Double]
  var color = ReportStyle.alarm
  var length = 9.0
  /// Whether the page's script stretches it with the traces.
  var isZoomed = false

  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) { (nil, nil) }

  func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = x.filter { frame.x.shows($0) }
    svg.open("g", ["class": "series tick-row", "data-name": name, "data-count": "\(shown.count)"])
    svg.element("title", text: name)
    svg.open("g", ["clip-path": "url(#\(frame.clip))"])
    svg.open("g", ["class": isZoomed ? "zoomed" : "still"])
    var path = PathData()
    for value in shown {
      path.move(to: frame.x.pixel(value), frame.y.start)
      path.vertical(to: frame.y.start - length)
    }
    svg.path(path, ["fill": "none", "stroke": color, "stroke-width": "1.6"])
    svg.close()
    svg.close()
    svg.close()
  }

  var legendEntry: LegendEntry? {
    x.isEmpty ? nil : LegendEntry(name: name, sample: .line(color: color, width: 1.6, dashes: "2 4"))
  }
}
