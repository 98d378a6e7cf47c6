// Histograms: a step for each bin.

/// Heights over bins.
package struct Steps: Mark {
  package var name: String
  /// The edges of the bins in ascending order; one more than there are bins.
  package var edges: [Double]
  package var heights: [Double]
  package var color = Palette.series[0]
  /// The opacity of the area below the steps.
  package var fillOpacity = 0.2
  package var isInLegend = false

  /// A histogram.
  ///
  /// - Precondition: there is one more edge than heights, or there are none of both.
  package init(_ name: String, edges: [Double], heights: [Double]) {
    precondition(edges.count == heights.count + 1 || edges.isEmpty, "\(edges.count) edges of \(heights.count) bins")
    (self.name, self.edges, self.heights) = (name, edges, heights)
  }

  /// The histogram of the finite numbers of a list, in bins of equal width over their range. It has heights that sum to the
  /// count of numbers.
  package init(_ name: String, counting values: [Double], binCount: Int) {
    precondition(binCount > 0, "\(binCount) bins")
    let finite = values.filter(\.isFinite)
    guard var range = Interval(finite) else {
      self.init(name, edges: [], heights: [])
      return
    }
    if range.halfSpan <= 0 { range = range.padded(below: 0, above: 0) }
    var heights = [Double](repeating: 0, count: binCount)
    for value in finite {
      let place = (0.5 * value - 0.5 * range.lower) / range.halfSpan * Double(binCount)
      heights[min(max(Int(place), 0), binCount - 1)] += 1
    }
    let edges = (0...binCount).map { range.lower + 2 * range.halfSpan * (Double($0) / Double(binCount)) }
    self.init(name, edges: edges, heights: heights)
  }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    let tops = Interval(heights, isPositive: axes.isLogarithmicY)
    return (
      Interval(edges, isPositive: axes.isLogarithmicX),
      axes.isLogarithmicY ? tops : tops.map { $0.union(Interval(0, 0)) }
    )
  }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    svg.open("g", ["class": "series steps", "data-name": name, "data-count": "\(heights.count)"])
    svg.element("title", text: name)
    var path = PathData()
    let floor = frame.y.isLogarithmic ? frame.y.start : frame.y.pixel(0)
    for (index, height) in heights.enumerated() {
      let (left, right) = (frame.x.pixel(edges[index]), frame.x.pixel(edges[index + 1]))
      guard left.isFinite, right.isFinite else { continue }
      let top = frame.y.pixel(height)
      if path.isEmpty { path.move(to: left, floor) }
      path.vertical(to: top.isNaN ? floor : top)
      path.horizontal(to: right)
    }
    if !path.isEmpty { path.vertical(to: floor) }
    svg.path(
      path,
      [
        "class": "outline", "fill": color, "fill-opacity": SVGWriter.part(fillOpacity), "stroke": color,
        "stroke-width": "1.2",
        "clip-path": "url(#\(frame.clip))",
      ])
    svg.close()
  }

  package var legendEntry: LegendEntry? {
    isInLegend && !name.isEmpty
      ? LegendEntry(name: name, sample: .band(color: color, opacity: fillOpacity, lineColor: color)) : nil
  }
}
