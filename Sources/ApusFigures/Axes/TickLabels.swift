// Short labels for equally spaced numbers: without the digits that all share, and without long rows of zeros.

/// Labels of the numbers n·10^e.
struct TickLabels {
  /// The labels in the order of the numbers.
  let labels: [String]
  /// What was subtracted.
  let offset: Decimal?
  /// The power of ten by which the rest was divided.
  let exponent: Int

  /// Labels with at most `digitLimit` digits where that can be had.
  ///
  /// - Parameters:
  ///   - numbers: n in ascending order.
  ///   - unit: e.
  init(_ numbers: [Int], unit: Int, digitLimit: Int = 5) {
    var rest = numbers
    var exponent = 0
    if let first = numbers.first, let last = numbers.last, let base = Self.sharedPart(first, last, unit, digitLimit) {
      rest = numbers.map { $0 - base }
      offset = Decimal(mantissa: base, exponent: unit).shortened
    } else {
      offset = nil
    }
    let greatest = rest.map { Decimal(mantissa: abs($0), exponent: unit) }.max { $0.mantissa < $1.mantissa }
    if let greatest, greatest.mantissa > 0 {
      let leading = String(greatest.mantissa).count - 1 + unit
      if leading >= 5 || (leading <= -3 && unit <= -3) || (leading <= -2 && unit < -3) { exponent = leading }
    }
    let last = unit - exponent
    self.exponent = exponent
    labels = rest.map { Decimal(mantissa: $0, exponent: last).text }
  }

  /// The round number that all share, if their labels have more than `digitLimit` digits and differ in the last ones only.
  private static func sharedPart(_ first: Int, _ last: Int, _ unit: Int, _ digitLimit: Int) -> Int? {
    guard (first > 0) == (last > 0), first != 0, last != 0 else { return nil }
    let (near, far) = (min(abs(first), abs(last)), max(abs(first), abs(last)))
    guard Decimal(mantissa: far, exponent: unit).digitCount > digitLimit else { return nil }
    let span = max(far - near, 1)
    var power = 1
    while power < span { power *= 10 }
    let base = near / power * power
    guard base >= 10 * span else { return nil }
    return first > 0 ? base : -base
  }
}
