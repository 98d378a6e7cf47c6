// Values with their errors as astronomers write them: two digits of the error, and the value to the same place.

internal import ApusDiagnostics
internal import RealModule

/// A posterior's median with the distances to its 16 % and 84 % quantiles.
struct Measured {
  let median: Double
  let below: Double
  let above: Double

  init(_ draws: ScalarDraws) {
    let quantiles = draws.quantiles([0.158655, 0.5, 0.841345])
    median = quantiles[1]
    (below, above) = (quantiles[1] - quantiles[0], quantiles[2] - quantiles[1])
  }

  /// `4.23077 ± 0.00004`, or `0.10 +0.12 −0.07` where the two sides differ by more than a quarter.
  var text: String {
    guard median.isFinite, below.isFinite, above.isFinite else { return "not a number" }
    let (low, high) = (max(below, 0), max(above, 0))
    let least = min(low, high)
    guard max(low, high) > 1e-12 * median.magnitude, max(low, high) > 0 else { return Self.exact(median) }
    let error = 0.5 * (low + high)
    if max(low, high) < 1.25 * least {
      let decimals = Self.decimals(error)
      return "\(Self.fixed(median, decimals)) ± \(Self.fixed(error, decimals))"
    }
    let decimals = Self.decimals(least > 0.05 * error ? least : error)
    return "\(Self.fixed(median, decimals)) +\(Self.fixed(high, decimals)) −\(Self.fixed(low, decimals))"
  }

  /// How many decimals show two digits of an error; negative where it is 100 or more.
  static func decimals(_ error: Double) -> Int {
    guard error > 0, error.isFinite else { return 0 }
    let exponent = Int(Double.log10(error).rounded(.down))
    // An error of 0.0996 is 0.10: rounding may carry.
    let decimals = 1 - exponent
    let carried = (error * .pow(10, decimals)).rounded() >= 100
    return min(carried ? decimals - 1 : decimals, 15)
  }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    if decimals >= 0 { return NumberText.fixed(value, decimals: decimals).replacingMinus }
    let scale = Double.pow(10, -decimals)
    return NumberText.fixed((value / scale).rounded() * scale, decimals: 0).replacingMinus
  }

  /// A value rounded to so many digits; itself where it is not positive, or its scale no number.
  static func rounded(_ value: Double, digits: Int) -> Double {
    guard value > 0, value.isFinite else { return value }
    let scale = Double.pow(10, Double(digits - 1) - Double.log10(value).rounded(.down))
    return scale.isFinite ? (value * scale).rounded() / scale : value
  }

  /// A value without an error: up to seven digits.
  static func exact(_ value: Double) -> String { OrbitPrior.short(value) }
}

extension String {
  fileprivate var replacingMinus: String { hasPrefix("-") ? "−" + dropFirst() : self }

  /// Padded on the right to a number of characters.
  func padded(to width: Int) -> String { count < width ? self + String(repeating: " ", count: width - count) : self }

  /// Padded on the left.
  func leftPadded(to width: Int) -> String {
    count < width ? String(repeating: " ", count: width - count) + self : self
  }
}
