// Lines across a panel that mark a number, such as a level of significance.

/// A straight line across a panel at one number, with a label outside of it.
package struct ReferenceLine: Sendable {
  package var value: Double
  package var label: RichText
  package var color = Palette.shade
  /// The lengths of dashes and gaps; empty: a full line.
  package var dashes = "4 3"
  /// Whether the axis is extended so that the line can be seen.
  package var widensAxis = true

  package init(_ value: Double, label: RichText = "", color: String = Palette.shade, dashes: String = "4 3") {
    (self.value, self.label, self.color, self.dashes) = (value, label, color, dashes)
  }
}
