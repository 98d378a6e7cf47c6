// Decimal numbers that are exact: labels of ticks.

/// The number mantissa × 10^exponent.
package struct Decimal: Sendable, Equatable {
  package var mantissa: Int
  package var exponent: Int

  package init(mantissa: Int, exponent: Int) { (self.mantissa, self.exponent) = (mantissa, exponent) }

  /// The number nearest to it.
  package var value: Double {
    if exponent >= 0 && exponent <= 22 { return Double(mantissa) * Self.powers[exponent] }
    if exponent < 0 && exponent >= -22 { return Double(mantissa) / Self.powers[-exponent] }
    return Double("\(mantissa)e\(exponent)") ?? .nan
  }

  /// The number in digits, with a minus sign and the decimals that the exponent says.
  package var text: String {
    if mantissa == 0 && exponent >= 0 { return "0" }
    var digits = String(mantissa.magnitude)
    if exponent >= 0 {
      digits += String(repeating: "0", count: exponent)
    } else {
      let missing = max(0, 1 - exponent - digits.count)
      digits = String(repeating: "0", count: missing) + digits
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: exponent))
    }
    return mantissa < 0 ? "−" + digits : digits
  }

  /// The same number without zeros at the end of its decimals.
  var shortened: Decimal {
    var result = self
    while result.exponent < 0 && result.mantissa % 10 == 0 {
      result = Decimal(mantissa: result.mantissa / 10, exponent: result.exponent + 1)
    }
    return result
  }

  /// The number of digits of its text.
  var digitCount: Int {
    let digits = mantissa == 0 ? 1 : String(mantissa.magnitude).count
    return max(1, digits + exponent) + max(0, -exponent)
  }

  /// A whole number with the minus sign of typesetting.
  package static func minus(_ number: Int) -> String { number < 0 ? "−\(number.magnitude)" : String(number) }

  /// The powers of ten that are exact as doubles.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
