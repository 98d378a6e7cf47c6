// Where a text stands, and how it is set.

/// How a text is placed.
package struct TextPlacement: Sendable {
  /// Which part of the text stands at the point.
  package enum Anchor: String, Sendable { case start, middle, end }

  package var x: Double
  package var y: Double
  package var anchor = Anchor.start
  /// The font's size in pixels.
  package var size: Double
  package var color = Palette.ink
  package var isBold = false
  /// Whether the text reads upwards.
  package var isVertical = false
  /// Whether white around the letters hides what lies below.
  package var hasHalo = false

  package init(
    x: Double, y: Double, anchor: Anchor = .start, size: Double, color: String = Palette.ink, isBold: Bool = false,
    isVertical: Bool = false, hasHalo: Bool = false
  ) {
    (self.x, self.y, self.anchor, self.size, self.color) = (x, y, anchor, size, color)
    (self.isBold, self.isVertical, self.hasHalo) = (isBold, isVertical, hasHalo)
  }
}
