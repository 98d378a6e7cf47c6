// The draws of a chain in their order, with few bytes: at most two points for each step along the axis.

internal import ApusFigures

/// A trace. Its path is in relative commands, and in a group of its own that the page's script can stretch.
struct TraceLine: Mark {
  var name: String
  var draws: [Double]
  var color: String
  /// How many draws are shown as one stroke from the least to the greatest of them.
  var step: Int

  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    (Interval(0, Double(max(draws.count - 1, 1))), Interval(draws))
  }

  func draw(in frame: Frame, to svg: inout SVGWriter) {
    svg.open("g", ["class": "series trace", "data-name": name, "data-count": "\(draws.count(where: \.isFinite))"])
    svg.element("title", text: name)
    svg.open("g", ["clip-path": "url(#\(frame.clip))"])
    svg.open("g", ["class": "zoomed"])
    svg.path(path(frame), ["fill": "none", "stroke": color, "stroke-width": "0.8", "stroke-linejoin": "bevel"])
    svg.close()
    svg.close()
    svg.close()
  }

  /// Through all draws; or, for each step, a stroke from the least to the greatest of its draws, which begins at the end that is
  /// nearer to the last stroke. Heights are rounded to half a pixel.
  private func path(_ frame: Frame) -> PathData {
    var path = PathData()
    var last: Double?
    func add(_ place: Double, _ y: Double) {
      // Whole pixels where strokes are some pixels apart anyway.
      let x = step > 1 ? frame.x.pixel(place).rounded() : frame.x.pixel(place)
      if last == nil { path.relativeMove(to: x, y) } else { path.relativeLine(to: x, y) }
      last = y
    }
    for start in stride(from: 0, to: draws.count, by: max(step, 1)) {
      let part = start..<min(start + max(step, 1), draws.count)
      let shown = part.lazy.map { draws[$0] }.filter { frame.y.shows($0) }
      guard let low = shown.min(), let high = shown.max() else {
        last = nil
        continue
      }
      let grain = step > 1 ? 1.0 : 2
      let (a, b) = ((frame.y.pixel(low) * grain).rounded() / grain, (frame.y.pixel(high) * grain).rounded() / grain)
      let place = Double(part.lowerBound) + 0.5 * Double(part.count - 1)
      let isRising = abs((last ?? a) - a) <= abs((last ?? a) - b)
      add(place, isRising ? a : b)
      if a != b { add(place, isRising ? b : a) }
    }
    return path
  }

  var legendEntry: LegendEntry? {
    LegendEntry(name: name, sample: .line(color: color, width: 2, dashes: ""))
  }
}
