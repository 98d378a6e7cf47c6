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
    if shown.count > Self.singleCount {
      svg.path(runs(shown.map(frame.x.pixel), frame), ["class": "runs", "fill": color])
    } else {
      var path = PathData()
      for value in shown {
        path.move(to: frame.x.pixel(value), frame.y.start)
        path.vertical(to: frame.y.start - length)
      }
      svg.path(path, ["class": "strokes", "fill": "none", "stroke": color, "stroke-width": "1.6"])
    }
    svg.close()
    svg.close()
    svg.close()
  }

  /// Above so many, neighbouring strokes are one bar.
  private static let singleCount = 150

  /// Bars over columns of three pixels that have a stroke.
  private func runs(_ places: [Double], _ frame: Frame) -> PathData {
    var path = PathData()
    let columns = Set(places.map { Int(($0 / 3).rounded(.down)) }).sorted()
    var start = 0
    for index in columns.indices where index + 1 == columns.count || columns[index + 1] > columns[index] + 1 {
      path.move(to: 3 * Double(columns[start]), frame.y.start)
      path.horizontal(to: 3 * Double(columns[index] + 1))
      path.vertical(to: frame.y.start - length)
      path.horizontal(to: 3 * Double(columns[start]))
      path.close()
      start = index + 1
    }
    return path
  }

  var legendEntry: LegendEntry? {
    x.isEmpty ? nil : LegendEntry(name: name, sample: .line(color: color, width: 1.6, dashes: "2 4"))
  }
}
