// A part of 1 as a percentage in words and legends.

internal import ApusFigures

/// A percentage without needless decimals: "90 %", "0.1 %".
struct Percentage: CustomStringConvertible {
  let description: String

  /// The percentage of a part of 1, to three digits.
  init(_ part: Double) {
    var digits = Decimal.significant(part * 100, digits: 3)
    if digits.contains(".") {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.hasSuffix(".") { digits.removeLast() }
    }
    description = "\(digits) %"
  }
}
