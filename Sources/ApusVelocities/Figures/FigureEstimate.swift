// A quantity with its interval, rounded to the digits that its uncertainty leaves.

internal import ApusFigures

/// The median of a quantity and the ends of an interval of its posterior.
public struct FigureEstimate: Sendable, Equatable {
  public var median: Double
  public var lower: Double
  public var upper: Double

  /// An estimate.
  public init(median: Double, lower: Double, upper: Double) {
    (self.median, self.lower, self.upper) = (median, lower, upper)
  }

  /// The number to two digits of the smaller uncertainty: `75.77 ± 0.05`, or with raised and lowered ones where they differ.
  var text: RichText {
    let (up, down) = (upper - median, median - lower)
    let least = min(up > 0 ? up : .infinity, down > 0 ? down : .infinity)
    guard median.isFinite, least.isFinite, up.isFinite, down.isFinite else {
      return RichText(Decimal.significant(median, digits: 6))
    }
    let exponent = Decimal.leadingExponent(least) - 1
    let size = Decimal.leadingExponent(max(abs(median), up, down))
    // Long rows of zeros are written as a power of ten.
    let power = size > 6 || size < -4 ? size : 0
    guard let center = Decimal(median, exponent: min(exponent, max(0, power))),
      let plus = Decimal(up, exponent: min(exponent, max(0, power))),
      let minus = Decimal(down, exponent: min(exponent, max(0, power)))
    else { return RichText("\(median)") }
    func text(_ number: Decimal) -> String {
      Decimal(mantissa: number.mantissa, exponent: number.exponent - power).text
    }
    var result =
      plus == minus
      ? RichText("\(text(center)) ± \(text(plus))")
      : RichText(text(center)) + .raised("+\(text(plus))") + .lowered("−\(text(minus))")
    if power != 0 {
      result = (plus == minus ? "(" + result + ")" : result) + RichText(" × 10\(Decimal.superscript(power))")
    }
    return result
  }

  /// The number and its uncertainties in one line: `75.77 +0.05 −0.04`.
  package var plainText: String {
    text.runs.map { $0.style == .raised || $0.style == .lowered ? " \($0.text)" : $0.text }.joined()
  }
}
