// Upright intervals as bars: where predicted frequencies lie.

internal import ApusFigures

/// Bars from a lower to an upper number, with a stroke between.
struct SpanBars: Mark {
  var name: String
  var x: [Double]
  var lower: [Double]
  var upper: [Double]
  /// The strokes; empty: none.
  var middle: [Double] = []
  /// The width in units of x.
  var width: Double
  var color = ReportStyle.predicted

  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) { (Interval(x), Interval(lower + upper)) }

  func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = x.indices.filter { lower[$0].isFinite && upper[$0].isFinite && frame.x.shows(x[$0]) }
    svg.open("g", ["class": "series spans", "data-name": name, "data-count": "\(shown.count)"])
    svg.element("title", text: name)
    var (bars, strokes) = (PathData(), PathData())
    for index in shown {
      let left = frame.x.clamped(frame.x.pixel(x[index] - 0.5 * width))
      let right = frame.x.clamped(frame.x.pixel(x[index] + 0.5 * width))
      let (low, high) = (frame.y.pixel(lower[index]), frame.y.pixel(upper[index]))
      // A bar without height would not be seen.
      bars.move(to: left, max(low, high + 1))
      bars.horizontal(to: right)
      bars.vertical(to: high)
      bars.horizontal(to: left)
      bars.close()
      guard index < middle.count, middle[index].isFinite else { continue }
      strokes.move(to: left, frame.y.pixel(middle[index]))
      strokes.horizontal(to: right)
    }
    svg.path(bars, ["class": "bars", "fill": color, "fill-opacity": "0.35", "stroke": "none"])
    svg.path(strokes, ["class": "middles", "fill": "none", "stroke": color, "stroke-width": "1.6"])
    svg.close()
  }

  var legendEntry: LegendEntry? {
    LegendEntry(name: name, sample: .band(color: color, opacity: 0.35, lineColor: color))
  }
}
