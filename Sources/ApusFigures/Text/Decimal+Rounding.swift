// Numbers rounded to a number of decimals or of significant digits.

internal import RealModule

extension Decimal {
  /// The number rounded to 10^exponent; nil if it has more than 15 digits then, or is not finite.
  package init?(_ value: Double, exponent: Int) {
    guard value.isFinite, (-300...300).contains(exponent) else { return nil }
    let unit = Decimal(mantissa: 1, exponent: abs(exponent)).value
    let scaled = (exponent < 0 ? value * unit : value / unit).rounded()
    guard abs(scaled) < 1e15 else { return nil }
    self.init(mantissa: Int(scaled), exponent: exponent)
  }

  /// The exponent of the leading digit of a positive number: 2 for 123.
  package static func leadingExponent(_ value: Double) -> Int {
    guard value > 0, value.isFinite else { return 0 }
    var exponent = Int(Double.log10(value).rounded(.down))
    if Decimal(mantissa: 1, exponent: exponent + 1).value <= value { exponent += 1 }
    if Decimal(mantissa: 1, exponent: exponent).value > value { exponent -= 1 }
    return exponent
  }

  /// The text of a number with so many significant digits: "75.76", "0.0042", "1.2 × 10⁻⁸".
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    guard value != 0 else { return "0" }
    var leading = leadingExponent(abs(value))
    if let rounded = Decimal(value, exponent: leading - digits + 1) { leading = leadingExponent(abs(rounded.value)) }
    if (-4...6).contains(leading) {
      return Decimal(value, exponent: min(0, leading - digits + 1))?.text ?? "\(value)"
    }
    let unit = Decimal(mantissa: 1, exponent: leading).value
    let mantissa = Decimal(unit > 0 ? value / unit : 0, exponent: 1 - digits)?.text ?? "\(value)"
    return "\(mantissa) × 10\(superscript(leading))"
  }

  /// The number without its sign, with a power of ten instead of many zeros.
  var magnitudeText: String {
    var digits = String(mantissa.magnitude)
    guard digits.count + exponent > 10, exponent > 0 else {
      return Decimal(mantissa: abs(mantissa), exponent: exponent).text
    }
    let leading = digits.count - 1 + exponent
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    if digits.count > 1 { digits.insert(".", at: digits.index(after: digits.startIndex)) }
    return "\(digits) × 10\(Self.superscript(leading))"
  }

  /// A whole number in raised digits.
  package static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (number < 0 ? "⁻" : "") + String(String(number.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] })
  }
}
