// How far to go along a direction: to a point that is high enough, and where the slope has fallen.

/// A search for a step that meets the strong Wolfe conditions, in their approximate form where rounding hides differences of values.
struct LineSearch {
  /// The share of the first slope that values must keep.
  private static let sufficient = 1e-4
  /// The share of the first slope that is left at the end, at most.
  private static let remaining = 0.9

  /// A point found, or why there is none.
  struct Outcome {
    /// The point; nil where no step goes up.
    let point: DensityPoint?
    /// Whether NaN or +∞ were met on the way.
    let metNoNumber: Bool
  }

  /// - Precondition: the slope of the origin along the direction is positive.
  static func run(
    from origin: DensityPoint, along direction: [Double], slope: Double, firstStep: Double, _ probe: DensityProbe
  ) -> Outcome {
    var (low, lowSlope) = (0.0, slope)
    var (high, highSlope) = (Double.infinity, Double.nan)
    var step = firstStep
    var best: DensityPoint?
    var metNoNumber = false
    // What rounding makes of a value.
    let rounding = 1e-14 * max(origin.value.magnitude, 1)
    for _ in 0..<60 {
      let position = zip(origin.position, direction).map { $0 + step * $1 }
      let point = probe.point(position)
      let slopeHere = zip(point.gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      if !point.isUsable || !slopeHere.isFinite {
        if point.value.isNaN || point.value == .infinity { metNoNumber = true }
        (high, highSlope) = (step, .nan)
      } else {
        let isHigher = point.value >= origin.value + sufficient * step * slope
        let isHigherButForRounding =
          point.value >= origin.value - rounding && slopeHere >= (2 * sufficient - 1) * slope
        if !isHigher && !isHigherButForRounding {
          (high, highSlope) = (step, slopeHere)
        } else if slopeHere > remaining * slope {
          (low, lowSlope) = (step, slopeHere)
          // A step that rounding swallows is none.
          if point.value > origin.value { best = point }
        } else if slopeHere < -remaining * slope {
          (high, highSlope) = (step, slopeHere)
          if best.map({ point.value > $0.value }) ?? true { best = point }
        } else {
          return Outcome(point: point, metNoNumber: metNoNumber)
        }
      }
      if high == .infinity {
        step *= 4
      } else {
        // Where the slopes meet zero by a straight line, but not too near to an end.
        let share = highSlope < 0 ? lowSlope / (lowSlope - highSlope) : 0.25
        let next = low + (high - low) * min(max(share, 0.1), 0.9)
        if next == low || next == high { break }
        step = next
      }
    }
    return Outcome(point: best, metNoNumber: metNoNumber)
  }
}
