// Directional derivatives by extrapolated central differences, with an estimate of their own error.

/// A number with an estimate of its error.
struct Estimate {
  let value: Double
  let error: Double
}

/// Central differences with shrinking steps, extrapolated to step zero (Ridders 1982, Adv. Eng. Software 4, 75), for several
/// first steps.
///
/// A step that is too large for the function (many periods of a sine) can look exact and be wrong. So the smallest steps,
/// whose error is the function's noise and is known, come first, and larger ones are believed only where they agree.
enum RiddersDifference {
  private static let shrink = 1.6
  private static let columnCount = 7

  /// The derivative at 0 of `function`; nil where it is not finite around 0.
  ///
  /// - Parameters:
  ///   - size: the magnitude of the coordinate that is moved.
  ///   - rounding: the rounding error of the function's values that is known beforehand.
  static func derivative(size: Double, rounding: Double, _ function: (Double) -> Double) -> Estimate? {
    let noise = max(rounding, measuredNoise(step: 1e-9 * size, function))
    var best: Estimate?
    for exponent in [-6.0, -5, -4, -3, -2, -1] {
      let start = 0.3 * size * power(exponent)
      guard let next = extrapolated(start: start, noise: noise, function) else { continue }
      guard let current = best else {
        best = next
        continue
      }
      let isConsistent = (next.value - current.value).magnitude <= 3 * (next.error + current.error)
      if isConsistent && next.error < current.error { best = next }
      if !isConsistent { break }
    }
    return best
  }

  /// The noise of the function around 0, from fourth differences over steps so small that a smooth function is a line
  /// (Hamming 1973; Moré and Wild 2011, SIAM J. Sci. Comput. 33, 1292).
  private static func measuredNoise(step: Double, _ function: (Double) -> Double) -> Double {
    var differences = (-3...3).map { function(Double($0) * step) }
    guard differences.allSatisfy(\.isFinite) else { return 0 }
    for _ in 0..<4 { differences = zip(differences.dropFirst(), differences).map { $0 - $1 } }
    let squares = differences.reduce(0) { $0 + $1 * $1 }
    return (squares / Double(70 * differences.count)).squareRoot()
  }

  private static func extrapolated(start: Double, noise: Double, _ function: (Double) -> Double) -> Estimate? {
    var step = start
    var previous = [slope(step, function)]
    guard previous[0].isFinite else { return nil }
    var best = Estimate(value: previous[0], error: .infinity)
    for column in 1..<columnCount {
      step /= shrink
      var row = [slope(step, function)]
      var factor = shrink * shrink
      for order in 1...column {
        row.append((factor * row[order - 1] - previous[order - 1]) / (factor - 1))
        factor *= shrink * shrink
        let change = max((row[order] - row[order - 1]).magnitude, (row[order] - previous[order - 1]).magnitude)
        let error = change + 4 * noise / step
        if error < best.error { best = Estimate(value: row[order], error: error) }
      }
      previous = row
    }
    return best.value.isFinite && best.error.isFinite ? best : nil
  }

  private static func slope(_ step: Double, _ function: (Double) -> Double) -> Double {
    (function(step) - function(-step)) / (2 * step)
  }

  private static func power(_ exponent: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(exponent.magnitude) { result /= 10 }
    return result
  }
}
