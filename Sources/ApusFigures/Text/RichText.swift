// A line of text with italics, subscripts and superscripts.

/// Text in a chart.
package struct RichText: Sendable, Equatable, ExpressibleByStringLiteral {
  /// How a piece is set.
  package enum Style: Sendable { case upright, italic, lowered, raised }

  /// A piece in one style.
  package struct Run: Sendable, Equatable {
    package var text: String
    package var style: Style
  }

  /// The pieces.
  package private(set) var runs: [Run]

  /// Upright text, shown as it is.
  package init(_ text: String) { runs = text.isEmpty ? [] : [Run(text: text, style: .upright)] }
  package init(stringLiteral text: String) { self.init(text) }
  package init(runs: [Run]) { self.runs = runs }

  /// Pieces one after the other.
  package init(joining parts: RichText...) { runs = parts.flatMap(\.runs) }

  /// A symbol in italics.
  package static func italic(_ text: String) -> RichText { RichText(runs: [Run(text: text, style: .italic)]) }
  /// An index.
  package static func lowered(_ text: String) -> RichText { RichText(runs: [Run(text: text, style: .lowered)]) }
  /// An exponent.
  package static func raised(_ text: String) -> RichText { RichText(runs: [Run(text: text, style: .raised)]) }

  package static func + (left: RichText, right: RichText) -> RichText { RichText(runs: left.runs + right.runs) }

  /// The text with spaces at which lines are not broken.
  package var unbroken: RichText {
    RichText(runs: runs.map { run in Run(text: String(run.text.map { $0 == " " ? "\u{A0}" : $0 }), style: run.style) })
  }

  /// Whether there is no text.
  package var isEmpty: Bool { runs.isEmpty }
  /// The text without its styles.
  package var plain: String { runs.map(\.text).joined() }

  /// How small raised and lowered pieces are.
  static let smallSize = 0.72

  /// The estimated width in pixels.
  package func width(size: Double) -> Double {
    runs.reduce(0) { sum, run in
      let isSmall = run.style == .raised || run.style == .lowered
      return sum + TextWidth.of(run.text, size: isSmall ? size * Self.smallSize : size)
    }
  }

  /// The text, cut with an ellipsis where it is wider than `width` pixels.
  package func truncated(to width: Double, size: Double) -> RichText {
    guard self.width(size: size) > width else { return self }
    var shorter = self
    while let last = shorter.runs.last, (shorter + "…").width(size: size) > width {
      shorter.runs[shorter.runs.count - 1].text = String(last.text.dropLast())
      if last.text.count <= 1 { shorter.runs.removeLast() }
    }
    return shorter + "…"
  }

  /// The text in lines, broken at spaces of upright pieces where it is wider than `width` pixels.
  package func lines(within width: Double, size: Double) -> [RichText] {
    var lines: [RichText] = []
    for word in words {
      if let last = lines.last, (last + " " + word).width(size: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  /// The parts between spaces of upright pieces. A minus or plus sign between spaces stays with what follows.
  private var words: [RichText] {
    var words: [RichText] = [RichText(runs: [])]
    for run in runs {
      guard run.style == .upright else {
        words[words.count - 1].runs.append(run)
        continue
      }
      for (index, piece) in run.text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
        if index > 0 {
          if let last = words.last, last.plain == "−" || last.plain == "+" {
            words[words.count - 1].runs.append(Run(text: " ", style: .upright))
          } else {
            words.append(RichText(runs: []))
          }
        }
        if !piece.isEmpty { words[words.count - 1].runs.append(Run(text: String(piece), style: .upright)) }
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// The text with raised and lowered pieces as `tspan` elements, which move the baseline and move it back.
  var markup: String {
    var result = ""
    var shift = 0.0
    for run in runs {
      let text = SVGWriter.escaped(run.text)
      let wanted = run.style == .raised ? -0.38 : run.style == .lowered ? 0.25 : 0
      var attributes = ""
      // A shift within small text counts in small ems.
      let isSmall = wanted != 0
      if wanted != shift { attributes += " dy=\"\(Self.em((wanted - shift) / (isSmall ? Self.smallSize : 1)))em\"" }
      if isSmall { attributes += " font-size=\"72%\"" }
      if run.style == .italic { attributes += " font-style=\"italic\"" }
      shift = wanted
      result += attributes.isEmpty ? text : "<tspan\(attributes)>\(text)</tspan>"
    }
    return result
  }

  private static func em(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
