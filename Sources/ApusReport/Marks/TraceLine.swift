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

  /// Through the draws, or through the least and the greatest of each step, the one that came first before the other.
  private func path(_ frame: Frame) -> PathData {
    var path = PathData()
    var isOpen = false
    func add(_ index: Int) {
      let (x, y) = (frame.x.pixel(Double(index)), frame.y.pixel(draws[index]))
      if isOpen { path.relativeLine(to: x, y) } else { path.relativeMove(to: x, y) }
      isOpen = true
    }
    for start in stride(from: 0, to: draws.count, by: max(step, 1)) {
      let part = start..<min(start + max(step, 1), draws.count)
      var (low, high): (Int?, Int?) = (nil, nil)
      for index in part where frame.y.shows(draws[index]) {
        if draws[index] < low.map({ draws[$0] }) ?? .infinity { low = index }
        if draws[index] > high.map({ draws[$0] }) ?? -.infinity { high = index }
      }
      guard let low, let high else {
        isOpen = false
        continue
      }
      add(min(low, high))
      if low != high { add(max(low, high)) }
    }
    return path
  }

  var legendEntry: LegendEntry? {
    LegendEntry(name: name, sample: .line(color: color, width: 2, dashes: ""))
  }
}
