// Numbers in messages: with as many digits as show what is meant.

internal import RealModule

package enum NumberDigits {
  /// Three digits more than are needed to see that two numbers differ.
  package static func telling(_ a: Double, from b: Double) -> Int {
    let gap = (a - b).magnitude / max(a.magnitude, b.magnitude)
    guard gap.isFinite, gap > 0 else { return 6 }
    return min(17, max(1, Int((-Double.log10(gap)).rounded(.up))) + 3)
  }

  /// The power of ten that is nearest to a positive number, such as `1e-7`.
  package static func power(_ number: Double) -> String {
    guard number > 0, number.isFinite else { return "\(number)" }
    return "1e\(Int(Double.log10(number).rounded()))"
  }

  /// A number with so many significant digits, without zeros at the end.
  package static func text(_ number: Double, _ digits: Int) -> String {
    guard number.isFinite, number != 0 else { return number.isNaN ? "nan" : number == 0 ? "0" : "\(number)" }
    guard digits < 16 else { return "\(number)" }
    let exponent = Int(Double.log10(number.magnitude).rounded(.down))
    guard (-5..<7).contains(exponent) else {
      let mantissa = number / .pow(10, exponent)
      // Of subnormal numbers the power of ten does not exist.
      guard mantissa.isFinite, mantissa != 0 else { return "\(number)" }
      let rounded = text(mantissa, digits)
      // 9.96 to one digit is 1e1.
      return rounded.hasSuffix("10") ? "\(rounded.dropLast())e\(exponent + 1)" : "\(rounded)e\(exponent)"
    }
    let decimals = digits - 1 - exponent
    guard decimals > 0 else {
      let unit = Double.pow(10, -decimals)
      return "\(Int((number / unit).rounded() * unit))"
    }
    let scaled = (number.magnitude * .pow(10, decimals)).rounded()
    guard scaled < 9e15 else { return "\(number)" }
    var text = String(Int(scaled))
    if text.count <= decimals { text = String(repeating: "0", count: decimals + 1 - text.count) + text }
    text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return (number < 0 ? "-" : "") + text
  }
}
