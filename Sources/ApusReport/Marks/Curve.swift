// A curve of few points, with few bytes: densities and differences of distribution functions.

internal import ApusFigures

/// A curve in relative commands. Unlike `Line` it is not thinned, and has no gaps: it ends where a number is not finite.
struct Curve: Mark {
  var name: String
  var x: [Double]
  var y: [Double]
  var color: String
  var dashes = ""
  var width = 1.3
  var isInLegend = true

  init(_ name: String, x: [Double], y: [Double], color: String, dashes: String = "", width: Double = 1.3) {
    (self.name, self.x, self.y) = (name, x, y)
    (self.color, self.dashes, self.width) = (color, dashes, width)
  }

  /// That of a chain.
  init(chain: Int, x: [Double], y: [Double]) {
    self.init("chain \(chain)", x: x, y: y, color: ReportStyle.color(chain), dashes: ReportStyle.dash(chain))
  }

  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) { (Interval(x), Interval(y)) }

  func draw(in frame: Frame, to svg: inout SVGWriter) {
    var path = PathData()
    for (index, (a, b)) in zip(x, y).enumerated() {
      guard a.isFinite, b.isFinite else { break }
      if index == 0 {
        path.relativeMove(to: frame.x.pixel(a), frame.y.pixel(b))
      } else {
        path.relativeLine(to: frame.x.pixel(a), frame.y.pixel(b))
      }
    }
    svg.open("g", ["class": "series curve", "data-name": name, "clip-path": "url(#\(frame.clip))"])
    svg.element("title", text: name)
    svg.path(
      path,
      [
        "fill": "none", "stroke": color, "stroke-width": PathData.text(width),
        "stroke-dasharray": dashes.isEmpty ? "none" : dashes,
      ])
    svg.close()
  }

  var legendEntry: LegendEntry? {
    isInLegend && !name.isEmpty
      ? LegendEntry(name: name, sample: .line(color: color, width: width, dashes: dashes)) : nil
  }
}
