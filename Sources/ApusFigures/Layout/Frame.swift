// The place of a panel in pixels, and the maps of its axes.

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
