// Directional derivatives by extrapolated central differences, with an estimate of their own error.

/// A number with an estimate of its error.
struct Estimate {
  let value: Double
  let error: Double
}

/// Central differences with shrinking steps, extrapolated to step zero (Ridders 1982, Adv. Eng. Software 4, 75).
///
/// The error is the larger of what the extrapolation shows and of the rounding error of the function's values, so it
/// holds at any scale of the function.
enum RiddersDifference {
  private static let shrink = 1.6
  private static let columnCount = 12

  /// The derivative at 0 of `function`, which is smooth within `start` of 0; nil where no step gives finite values.
  static func derivative(start: Double, scale: Double, _ function: (Double) -> Double) -> Estimate? {
    var step = start
    var first: Double?
    while step > start * 1e-7 {
      let value = slope(step, function)
      if value.isFinite {
        first = value
        break
      }
      step /= 4
    }
    guard let first else { return nil }
    var previous = [first]
    var best = Estimate(value: first, error: .infinity)
    for column in 1..<columnCount {
      step /= shrink
      var row = [slope(step, function)]
      var factor = shrink * shrink
      for order in 1...column {
        row.append((factor * row[order - 1] - previous[order - 1]) / (factor - 1))
        factor *= shrink * shrink
        let change = max((row[order] - row[order - 1]).magnitude, (row[order] - previous[order - 1]).magnitude)
        let rounding = 4 * scale * Double.ulpOfOne / step
        if change + rounding < best.error { best = Estimate(value: row[order], error: change + rounding) }
      }
      if (row[column] - previous[column - 1]).magnitude >= 2 * best.error && column > 4 { break }
      previous = row
    }
    return best.value.isFinite ? best : nil
  }

  private static func slope(_ step: Double, _ function: (Double) -> Double) -> Double {
    (function(step) - function(-step)) / (2 * step)
  }
}
