// What a panel shows: points, curves, bands. Each kind is a file beside this one.

/// Something drawn in a panel from data.
///
/// Law: what is drawn lies in the frame, apart from the size of markers. Numbers that are not finite, or that a logarithmic
/// axis cannot show, are left out, and the group says in `data-count` how much was drawn.
package protocol Mark: Sendable {
  /// The extent of the data along both axes; nil where there are none.
  func extents(_ axes: Scales) -> (x: Interval?, y: Interval?)
  /// Draws it.
  func draw(in frame: Frame, to svg: inout SVGWriter)
  /// How the legend shows it; nil: not at all.
  var legendEntry: LegendEntry? { get }
}

/// Which axes are logarithmic.
package struct Scales: Sendable {
  package var isLogarithmicX = false
  package var isLogarithmicY = false
}

/// Where a panel draws: the maps of its axes.
package struct Frame: Sendable {
  /// From numbers to pixels.
  package let x: AxisMap
  package let y: AxisMap
  /// The identifier of the clipping path along the panel's edge.
  package let clip: String

  /// The pixel of a point; nil if it cannot be shown.
  func place(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
    guard xValue.isFinite, yValue.isFinite else { return nil }
    let (px, py) = (x.pixel(xValue), y.pixel(yValue))
    return px.isNaN || py.isNaN ? nil : (px, py)
  }

  /// The panel's edges in pixels.
  var left: Double { min(x.start, x.end) }
  var right: Double { max(x.start, x.end) }
  var top: Double { min(y.start, y.end) }
  var bottom: Double { max(y.start, y.end) }
}

/// A line of the legend.
package struct LegendEntry: Sendable {
  /// What stands before the name.
  package enum Sample: Sendable {
    case marker(Marker, color: String)
    case line(color: String, width: Double, dashes: String)
    case band(color: String, opacity: Double, lineColor: String?)
  }

  package var name: String
  package var sample: Sample
}
