// Which labels fit beside each other along an axis.

/// The room along an axis: which labels fit beside each other.
package struct TickRoom {
  package let map: AxisMap
  package let isHorizontal: Bool
  /// The font's size in pixels.
  package let size: Double
  /// Whether labels must not stick out.
  var staysInside = false
  /// How many digits labels have at most before the part that all share is taken out of them.
  var digitLimit = 5

  /// The room for labels of a font's size along an axis.
  package init(map: AxisMap, isHorizontal: Bool, size: Double, staysInside: Bool = false, digitLimit: Int = 5) {
    (self.map, self.isHorizontal, self.size) = (map, isHorizontal, size)
    (self.staysInside, self.digitLimit) = (staysInside, digitLimit)
  }

  /// The pixels between labelled ticks that look well.
  var spacing: Double { min(isHorizontal ? 6 * size : 2.6 * size, map.length / 3.4) }

  /// The pixels that a label takes along the axis.
  func extent(_ label: RichText) -> Double { isHorizontal ? label.width(size: size) + 0.9 * size : 1.3 * size }

  /// Whether no two neighbours touch.
  func fits(_ ticks: [Tick]) -> Bool {
    zip(ticks, ticks.dropFirst()).allSatisfy { left, right in
      abs(map.pixel(right.value) - map.pixel(left.value)) >= 0.5 * (extent(left.label) + extent(right.label))
    }
  }

  /// The ticks whose labels stay between the ends of the axis, give or take a pixel.
  func inside(_ ticks: [Tick]) -> [Tick] {
    guard staysInside else { return ticks }
    let tolerance = isHorizontal ? 1.0 : 3
    let (first, last) = (min(map.start, map.end) - tolerance, max(map.start, map.end) + tolerance)
    return ticks.filter { tick in
      let place = map.pixel(tick.value)
      let half = 0.5 * (isHorizontal ? tick.label.width(size: size) : size)
      return place - half >= first && place + half <= last
    }
  }
}
