// The name of a column taken apart: `e_RV (km/s)` is the key erv and the unit km/s.

/// The name of a column: what it is called, and what its unit says.
struct HeaderName {
  /// The name as the file has it.
  let text: String
  /// The name in lower case, cut at everything that is neither letter nor digit, without its unit.
  let words: [String]
  /// The words in one.
  let key: String
  /// The unit of velocity in the name.
  let unit: VelocityUnit?
  /// What else stands in brackets, such as the `JD-2400000` of `rjd (JD-2400000)`.
  let remark: String

  init(_ text: String) {
    self.text = text
    var rest = text
    var unit: VelocityUnit?
    var remark = ""
    if let (before, inside, after) = Self.bracketed(text) {
      if let found = VelocityUnit(inside) {
        unit = found
        rest = before + " " + after
      } else if !before.allSatisfy(\.isWhitespace), TimeSystem.isRemark(inside) {
        remark = inside
        rest = before + " " + after
      }
    }
    if unit == nil, let (name, found) = Self.trailingUnit(rest) {
      unit = found
      rest = name
    }
    var words = rest.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if unit == nil, let (count, found) = Self.wordsOfUnit(words) {
      unit = found
      words.removeLast(count)
    }
    self.words = words
    key = words.joined()
    self.unit = unit
    self.remark = remark
  }

  /// The first part in brackets, with what stands before and after.
  private static func bracketed(_ text: String) -> (before: String, inside: String, after: String)? {
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}"), ("<", ">")] as [(Character, Character)] {
      if let first = text.firstIndex(of: open), let last = text[first...].lastIndex(of: close) {
        let inside = text.index(after: first)
        return (String(text[..<first]), String(text[inside..<last]), String(text[text.index(after: last)...]))
      }
    }
    return nil
  }

  /// The unit behind a comma, a slash or white space, as in `RV, m/s`.
  private static func trailingUnit(_ text: String) -> (String, VelocityUnit)? {
    var place = text.startIndex
    while place < text.endIndex {
      let next = text.index(after: place)
      if text[place] == "," || text[place] == "/" || text[place].isWhitespace, place > text.startIndex {
        let rest = text[next...]
        if rest.utf8.count <= 20, rest.contains(where: \.isLetter), let unit = VelocityUnit(String(rest)) {
          return (String(text[..<place]), unit)
        }
      }
      place = next
    }
    return nil
  }

  /// The unit that the last words make, as in `velocity_m_s`, and how many they are.
  private static func wordsOfUnit(_ words: [String]) -> (Int, VelocityUnit)? {
    for count in [3, 2, 1] where words.count > count {
      let tail = words.suffix(count).joined(separator: "_")
      for (unit, spellings) in units where spellings.contains(tail) { return (count, unit) }
    }
    return nil
  }

  private static let units: [(VelocityUnit, Set<String>)] = [
    (.kilometersPerSecond, ["km_s_1", "km_s1", "km_s", "kms_1", "kms1", "kms", "kmps", "km_per_s", "km_sec"]),
    (.centimetersPerSecond, ["cm_s_1", "cm_s1", "cm_s", "cms_1", "cms1", "cms", "cmps", "cm_per_s", "cm_sec"]),
    (.metersPerSecond, ["m_s_1", "m_s1", "m_s", "ms_1", "ms1", "ms", "mps", "m_per_s", "m_sec"]),
  ]
}
