// Points with error bars, one path for all markers of a series.

/// A series of points.
package struct Points: Mark {
  package var name: String
  package var x: [Double]
  package var y: [Double]
  /// Half the length of each error bar; empty: no bars. Numbers that are not positive have none.
  package var errors: [Double] = []
  /// Half the length of the longer, lighter bars below these; empty: none.
  package var extendedErrors: [Double] = []
  package var marker = Marker.circle
  package var color = Palette.series[0]
  /// The marker's radius in pixels; nil: smaller for more points.
  package var radius: Double?
  package var opacity = 1.0
  package var isInLegend = true
  /// Whether the legend shows the marker with an error bar.
  package var hasBarInLegend = true

  /// Above so many points in the panel cells are shaded by the number of points in them.
  static let maximumMarkerCount = 10_000

  /// A series of points.
  ///
  /// - Precondition: `x` and `y` have the same count.
  package init(_ name: String, x: [Double], y: [Double]) {
    precondition(x.count == y.count, "\(x.count) x and \(y.count) y")
    (self.name, self.x, self.y) = (name, x, y)
  }

  package func extents(_ axes: Scales) -> (x: Interval?, y: Interval?) {
    let shown = x.indices.filter {
      x[$0].isFinite && y[$0].isFinite && (!axes.isLogarithmicX || x[$0] > 0) && (!axes.isLogarithmicY || y[$0] > 0)
    }
    let across = Interval(shown.lazy.map { x[$0] })
    guard let values = Interval(shown.lazy.map { y[$0] }) else { return (across, nil) }
    guard !axes.isLogarithmicY else { return (across, values) }
    // Error bars count, but one wild error must not press all points into a line.
    let bars = shown.map { bar($0) }
    let room = max(values.halfSpan, Self.median(bars))
    var (lower, upper) = (values.lower, values.upper)
    for (index, bar) in zip(shown, bars) {
      lower = min(lower, max(y[index] - bar, values.lower - room))
      upper = max(upper, min(y[index] + bar, values.upper + room))
    }
    return (across, lower.isFinite && upper.isFinite ? Interval(lower, upper) : values)
  }

  /// Half the length of the longest bar of a point.
  private func bar(_ index: Int) -> Double {
    let short = index < errors.count && errors[index].isFinite ? errors[index] : 0
    let long = index < extendedErrors.count && extendedErrors[index].isFinite ? extendedErrors[index] : 0
    return max(short, long, 0)
  }

  private static func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }

  package func draw(in frame: Frame, to svg: inout SVGWriter) {
    let shown = x.indices.filter { frame.x.shows(x[$0]) && frame.y.shows(y[$0]) }
    let finiteCount = x.indices.count { x[$0].isFinite && y[$0].isFinite }
    let isDense = shown.count > Self.maximumMarkerCount
    svg.open(
      "g",
      [
        "class": "series points", "data-name": name, "data-count": "\(shown.count)",
        "data-outside": "\(finiteCount - shown.count)", "data-drawn": isDense ? "cells" : "markers",
      ])
    svg.element("title", text: name)
    if isDense {
      svg.element("desc", text: "\(shown.count) points, as cells that are darker where there are more of them")
      PointCells(shown.lazy.map { (frame.x.pixel(x[$0]), frame.y.pixel(y[$0])) }, frame: frame)
        .draw(color: color, to: &svg)
    } else {
      drawBars(extendedErrors, of: shown, class: "extended-errors", opacity: 0.35 * opacity, in: frame, to: &svg)
      drawBars(errors, of: shown, class: "errors", opacity: 0.8 * opacity, in: frame, to: &svg)
      drawMarkers(shown, in: frame, to: &svg)
    }
    svg.close()
  }

  private func drawBars(
    _ lengths: [Double], of shown: [Int], class name: String, opacity: Double, in frame: Frame, to svg: inout SVGWriter
  ) {
    var path = PathData()
    for index in shown where index < lengths.count && lengths[index] > 0 && lengths[index].isFinite {
      let place = frame.x.pixel(x[index])
      let low = frame.y.pixel(y[index] - lengths[index])
      let high = frame.y.pixel(y[index] + lengths[index])
      path.move(to: place, frame.y.clamped(low.isNaN ? frame.y.start : low))
      path.vertical(to: frame.y.clamped(high))
    }
    svg.path(
      path,
      [
        "class": name, "fill": "none", "stroke": color, "stroke-width": shown.count > 1000 ? "0.7" : "1",
        "stroke-opacity": SVGWriter.part(opacity),
      ])
  }

  private func drawMarkers(_ shown: [Int], in frame: Frame, to svg: inout SVGWriter) {
    let size = radius ?? (shown.count <= 300 ? 3 : shown.count <= 1500 ? 2.4 : 1.7)
    let shape = marker.commands(radius: size)
    var path = PathData()
    for index in shown {
      path.move(to: frame.x.pixel(x[index]), frame.y.pixel(y[index]))
      path.append(relative: shape)
    }
    svg.path(
      path,
      [
        "class": "markers", "fill": marker.isOpen ? "#FFFFFF" : color, "stroke": marker.isOpen ? color : "none",
        "stroke-width": "1.2", "fill-opacity": SVGWriter.part(opacity), "stroke-opacity": SVGWriter.part(opacity),
      ])
  }

  package var legendEntry: LegendEntry? {
    guard isInLegend, !name.isEmpty else { return nil }
    return LegendEntry(
      name: name, sample: hasBarInLegend ? .marker(marker, color: color) : .point(marker, color: color))
  }
}
