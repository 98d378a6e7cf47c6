// Doubles and strings as text that reads back as the same bits.

/// Doubles as text.
enum NumberText {
  /// The shortest decimal number that reads back as the same double, or `inf`, `-inf`, `nan`; any other NaN with its bits.
  static func text(_ value: Double) -> String {
    guard value.isNaN else { return "\(value)" }
    return value.bitPattern == Double.nan.bitPattern ? "nan" : "nan(0x\(String(value.bitPattern, radix: 16)))"
  }

  /// The double of a decimal number; nil where it is beyond the largest double, or too small for any but zero.
  static func number(_ text: String) -> Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    let mantissa = text.prefix { $0 != "e" && $0 != "E" }
    return value == 0 && mantissa.contains { ("1"..."9").contains($0) } ? nil : value
  }
}

extension String {
  /// The string between quotes: quotes, backslashes and what is not printed as escapes.
  var quoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(Character(scalar))"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Whether the string can stand after `%`, and is not taken for a number.
  var isValueName: Bool {
    guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
    return utf8.allSatisfy { $0.isNameByte }
  }
}

extension UInt8 {
  /// A letter, a digit or an underscore.
  var isNameByte: Bool { isDigit || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self) || self == 0x5f }
  /// A decimal digit.
  var isDigit: Bool { (0x30...0x39).contains(self) }
}
