// Text of a file as messages show it: on one line, without anything that a terminal would obey.

/// Text from outside in a form that can be printed.
package enum ShownText {
  /// The text with control characters, line separators and marks of direction escaped, at most `limit` characters of it.
  package static func escaped(_ text: String, limit: Int = 60) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == limit { return result + "…" }
      count += 1
      if isHarmless(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }

  /// The name of a column in quotes.
  static func name(_ text: String) -> String { "'\(escaped(text))'" }

  /// Names in quotes, at most twenty.
  static func names(_ names: [String]) -> String {
    let shown = names.prefix(20).map { name($0) }.joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }

  /// Whether a terminal shows the character and does nothing else.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
