// How wide text is, estimated without the font, which only the reader's machine knows.

/// Widths of characters in a wide sans-serif font, such as DejaVu Sans; Helvetica and Arial are some 10 % narrower.
package enum TextWidth {
  /// The width of plain text in pixels.
  ///
  /// - Parameter size: the font's size in pixels.
  package static func of(_ text: String, size: Double) -> Double {
    var sum = 0.0
    for scalar in text.unicodeScalars { sum += em(scalar) }
    return sum * size
  }

  /// The width of a character as a part of the font's size.
  private static func em(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'", "|", "I", ".", ",", ":", ";", "!", " ", "\u{A0}": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "-", "/", "\\", "J": 0.42
    case "m", "w", "M", "W", "@", "%", "—", "…": 1.0
    case "−", "+", "=", "<", ">", "~", "±", "×", "#": 0.84
    case "A"..."Z": 0.74
    case "0"..."9", "a"..."z", "_", "–": 0.636
    case "⁰"..."⁹", "²", "³", "¹", "⁻": 0.42
    case "\u{0}"..."\u{24F}": 0.66
    case "\u{250}"..."\u{10FF}": 0.75
    default: 1.05
    }
  }
}
