// Text elements: plain, on a halo, turned.

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
