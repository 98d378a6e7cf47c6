// A stretch of an axis, from the least to the greatest number.

internal import RealModule

/// Finite limits, lower below upper or equal to it.
package struct Interval: Sendable, Equatable {
  package var lower: Double
  package var upper: Double

  /// The interval between two finite numbers in any order.
  package init(_ a: Double, _ b: Double) { (lower, upper) = (min(a, b), max(a, b)) }

  /// The least interval with all finite numbers of a list; nil if there are none.
  ///
  /// - Parameter isPositive: whether numbers that a logarithmic axis cannot show are left out.
  package init?(_ values: some Sequence<Double>, isPositive: Bool = false) {
    var (lower, upper) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isPositive || value > 0) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    guard lower <= upper else { return nil }
    (self.lower, self.upper) = (lower, upper)
  }

  /// The least interval with both.
  package func union(_ other: Interval?) -> Interval {
    guard let other else { return self }
    return Interval(min(lower, other.lower), max(upper, other.upper))
  }

  /// Whether the number is in it.
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// Half of its length, which is finite whatever the limits.
  var halfSpan: Double { 0.5 * upper - 0.5 * lower }
  /// The number half-way.
  var middle: Double { 0.5 * lower + 0.5 * upper }

  /// An interval with room around it. One that is too short to be drawn, because all numbers are the same, is widened to
  /// `minimumSpan` or, without that, by a tenth of its middle, or by 1 around 0.
  ///
  /// - Parameters:
  ///   - below, above: the room as a part of the length.
  ///   - minimumSpan: a length that it has at least.
  package func padded(below: Double, above: Double, minimumSpan: Double = 0) -> Interval {
    var (lower, upper) = (lower, upper)
    let size = max(abs(lower), abs(upper))
    if halfSpan <= max(1e-13 * size, 1e-300) {
      let room = minimumSpan > 0 ? max(0.5 * minimumSpan, 1e-12 * size) : size <= 1e-290 ? 1 : 0.1 * size
      (lower, upper) = (middle - room, middle + room)
    } else if 2 * halfSpan < minimumSpan {
      (lower, upper) = (middle - 0.5 * minimumSpan, middle + 0.5 * minimumSpan)
    } else {
      (lower, upper) = (lower - 2 * below * halfSpan, upper + 2 * above * halfSpan)
    }
    let greatest = Double.greatestFiniteMagnitude
    return Interval(max(lower, -greatest), min(upper, greatest))
  }

  /// An interval of positive numbers with room around it in logarithms; one number gets a factor of 2 to both sides.
  package func logarithmicallyPadded(below: Double, above: Double) -> Interval {
    let (low, high) = (Double.log(lower), Double.log(upper))
    let least = 0.5 * Double.log(2)
    let isShort = high - low < 1e-9
    let (down, up) = isShort ? (2 * least, 2 * least) : ((high - low) * below, (high - low) * above)
    let limits = (Double.exp(max(low - down, -800)), Double.exp(min(high + up, 709.78)))
    return Interval(min(lower, max(limits.0, .leastNonzeroMagnitude)), max(upper, limits.1))
  }
}
