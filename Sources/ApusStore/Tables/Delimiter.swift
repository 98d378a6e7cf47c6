// What separates the cells of a row, and how to tell from the first row.

/// What separates the cells of a row.
public enum Delimiter: Hashable, Sendable, CaseIterable {
  /// A comma.
  case comma
  /// A semicolon.
  case semicolon
  /// A single tab.
  case tab
  /// Any number of spaces and tabs; there are no empty cells, and spaces around a row do not count.
  case whitespace

  var byte: UInt8? {
    switch self {
    case .comma: return UInt8(ascii: ",")
    case .semicolon: return UInt8(ascii: ";")
    case .tab: return UInt8(ascii: "\t")
    case .whitespace: return nil
    }
  }

  /// The delimiter of a table from its first row: the most frequent of tab, comma, semicolon outside quotes, in this order
  /// where two are equally frequent; white space where there is none of them.
  static func detect(inRow row: UnsafeBufferPointer<UInt8>) -> Delimiter {
    var counts = [Delimiter.tab: 0, .comma: 0, .semicolon: 0]
    var isQuoted = false
    for byte in row {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      for candidate in [Delimiter.tab, .comma, .semicolon] where candidate.byte == byte {
        counts[candidate, default: 0] += 1
      }
    }
    var best = Delimiter.whitespace
    for candidate in [Delimiter.tab, .comma, .semicolon]
    where counts[candidate, default: 0] > counts[best, default: 0] {
      best = candidate
    }
    return best
  }
}
