// From numbers to pixels along one axis.

internal import RealModule

/// A linear or logarithmic map of an interval onto a line of pixels.
package struct AxisMap: Sendable {
  /// The numbers at the ends.
  package let limits: Interval
  /// Whether the map is linear in the logarithm.
  package let isLogarithmic: Bool
  /// The pixels of the lower and of the upper limit.
  package let start: Double
  package let end: Double
  private let low: Double
  private let factor: Double

  /// A map of an interval that is not empty; a logarithmic one needs positive limits.
  package init(_ limits: Interval, isLogarithmic: Bool, start: Double, end: Double) {
    (self.limits, self.isLogarithmic, self.start, self.end) = (limits, isLogarithmic, start, end)
    low = isLogarithmic ? Double.log(limits.lower) : 0.5 * limits.lower
    let high = isLogarithmic ? Double.log(limits.upper) : 0.5 * limits.upper
    factor = (end - start) / (high - low)
  }

  /// The length in pixels.
  package var length: Double { abs(end - start) }

  /// The pixel of a number. What a logarithmic axis cannot show is NaN; places far outside stay within 100,000 pixels.
  package func pixel(_ value: Double) -> Double {
    if isLogarithmic {
      return value > 0 ? Self.bounded(start + (Double.log(value) - low) * factor) : .nan
    }
    return Self.bounded(start + (0.5 * value - low) * factor)
  }

  /// Whether the number is finite and within the limits.
  package func shows(_ value: Double) -> Bool { limits.contains(value) && (!isLogarithmic || value > 0) }

  /// The nearest pixel on the axis.
  package func clamped(_ pixel: Double) -> Double { min(max(pixel, min(start, end)), max(start, end)) }

  private static func bounded(_ pixel: Double) -> Double { pixel.isNaN ? pixel : min(max(pixel, -1e5), 1e5) }
}
