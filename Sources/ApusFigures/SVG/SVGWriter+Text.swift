// Text elements: plain, on a halo, turned, in several lines.

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

extension SVGWriter {
  /// Writes a line of text whose baseline begins, is centred, or ends at the placement's point.
  ///
  /// - Parameter value: the number that the text stands for, as `data-value`.
  package mutating func text(
    _ text: RichText, _ placement: TextPlacement, class name: String = "label", value: Double? = nil
  ) {
    guard !text.isEmpty else { return }
    let (x, y) = (PathData.text(placement.x), PathData.text(placement.y))
    var attributes = " x=\"\(x)\" y=\"\(y)\" font-size=\"\(PathData.text(placement.size))\""
    if placement.anchor != .start { attributes += " text-anchor=\"\(placement.anchor.rawValue)\"" }
    if placement.isBold { attributes += " font-weight=\"bold\"" }
    if placement.isVertical { attributes += " transform=\"rotate(-90 \(x) \(y))\"" }
    if placement.hasHalo {
      write(
        "<text aria-hidden=\"true\" class=\"halo\"\(attributes) fill=\"none\" stroke=\"#FFFFFF\" stroke-width=\"3\""
          + " stroke-linejoin=\"round\">\(text.markup)</text>\n")
    }
    if placement.color != Palette.ink { attributes += " fill=\"\(Self.escaped(placement.color))\"" }
    if let value { attributes += " data-value=\"\(value)\"" }
    write("<text class=\"\(Self.escaped(name))\"\(attributes)>\(text.markup)</text>\n")
  }
}
