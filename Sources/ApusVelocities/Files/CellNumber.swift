// The numbers in the cells of tables of velocities, as programs and people write them.

internal import ApusStore

/// What a cell holds.
enum CellNumber {
  /// The number that a cell spells, correctly rounded; nil where it spells none.
  ///
  /// Besides `-1.5e3` there are Fortran's `1.5D+03` and the typographic minus.
  static func parse(_ cell: String) -> Double? {
    if let number = decimal(cell) { return number }
    guard cell.utf8.count <= 64 else { return nil }
    var plain = ""
    for scalar in cell.unicodeScalars {
      switch scalar {
      case "−": plain += "-"
      case "d", "D": plain += "e"
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return plain == cell ? nil : decimal(plain)
  }

  private static func decimal(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { DecimalNumber.parse($0) }
  }

  /// Whether the cell says that there is no value.
  static func isMissing(_ cell: String) -> Bool {
    if cell.utf8.count > 8 { return false }
    return cell.isEmpty || missing.contains(cell.lowercased()) || cell.allSatisfy { $0 == "-" || $0 == "." }
  }

  /// Whether the cell is a number with a comma where the point should be.
  static func hasDecimalComma(_ cell: String) -> Bool {
    let parts = cell.split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].allSatisfy(\.isNumber) && !parts[1].isEmpty && decimal(String(parts[0])) != nil
  }

  /// Whether the cell is a date of the calendar, such as `2004-08-20` or `20/08/2004`, with or without a time.
  static func isCalendarDate(_ cell: String) -> Bool {
    let date = cell.prefix { $0 != "T" && $0 != " " }
    let parts = date.split { $0 == "-" || $0 == "/" }
    return parts.count == 3 && parts.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) }
  }

  private static let missing: Set<String> = ["nan", "null", "none", "n/a", "na", "masked", "nil", "*", "?", "…"]
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
