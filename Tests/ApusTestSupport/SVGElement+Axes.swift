// Reads numbers back from a chart: from pixels to data, through the ticks alone.

internal import Foundation

extension SVGElement {
  /// The number at a pixel of an axis of this panel, by its first and last labelled tick.
  ///
  /// - Parameters:
  ///   - axis: `x` or `y`.
  ///   - labels: the panel whose labels stand for the axis, where this one has none.
  /// - Returns: nil if there are fewer than two labelled ticks.
  public func number(at pixel: Double, axis: String, labels: SVGElement? = nil) -> Double? {
    let panel = labels ?? self
    guard let group = panel.all(class: "axis").first(where: { $0.has(class: axis) }) else { return nil }
    let isLogarithmic = group.attributes["data-scale"] == "logarithmic"
    let ticks = group.all(class: "tick").compactMap { tick -> (pixel: Double, value: Double)? in
      guard let value = tick.number("data-value"), let place = tick.number(axis) else { return nil }
      // A label's baseline stands below its tick's height.
      let shift = axis == "y" ? 0.36 * (tick.number("font-size") ?? 0) : 0
      return (place - shift, isLogarithmic ? log(value) : value)
    }
    guard let first = ticks.first, let last = ticks.last, first.pixel != last.pixel else { return nil }
    let value = first.value + (pixel - first.pixel) / (last.pixel - first.pixel) * (last.value - first.value)
    return isLogarithmic ? exp(value) : value
  }
}
