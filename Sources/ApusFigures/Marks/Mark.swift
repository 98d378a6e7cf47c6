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
