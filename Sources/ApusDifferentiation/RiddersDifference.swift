// Derivatives along one coordinate by extrapolated differences, central and one-sided, with an estimate of their error.

struct Estimate {
  let value: Double
  let error: Double
}

/// Differences with shrinking steps, extrapolated to step zero (Ridders 1982, Adv. Eng. Software 4, 75), for several first
/// steps.
///
/// A step that is too large for the function (many periods of a sine, a pole between the points) can look exact and be
/// wrong. So the smallest steps, whose error is the function's noise and is known, come first, and larger ones are believed
/// only where they agree.
struct RiddersDifference {
  enum Side: Double, CaseIterable {
    case below = -1
    case above = 1
  }

  /// The coordinate's value at the point.
  let center: Double
  /// The error of the function's values: what is known of it, or what is measured if that is more.
  var noise: Double { max(measured, stepHeight) }
  private let measured: Double
  /// The height of the function's steps, where it is a staircase; else 0.
  private(set) var stepHeight = 0.0
  private let rounding: Double
  private let function: (Double) -> Double
  private let middle: Double

  /// The size of the function: of the terms that it sums.
  private let valueSize: Double

  /// - Parameters:
  ///   - center: the coordinate's value at the point.
  ///   - valueSize: the size of the function, or of the terms that it sums.
  ///   - accuracy: the relative error of the function's values that is known beforehand.
  ///   - function: the function of the coordinate.
  init(
    center: Double, valueSize: Double, accuracy: Double = Double.ulpOfOne, _ function: @escaping (Double) -> Double
  ) {
    self.center = center
    self.valueSize = valueSize
    rounding = valueSize * max(accuracy, Double.ulpOfOne)
    self.function = function
    middle = function(center)
    measured = max(rounding, Self.measuredNoise(center, 0, function))
    // What does not change over a difference that has digits may be flat, or a step of a staircase.
    let isFlat = function(center + 1e-9 * size) == middle && function(center - 1e-9 * size) == middle
    if isFlat, [1e-3, -1e-3].contains(where: { function(center + $0 * size) != middle }) { measureSteps() }
  }

  private mutating func measureSteps() {
    stepHeight = max(stepHeight, StepsOfFunction.height(around: center, size: size, function))
  }

  /// The same, after a look whether the function is a staircase; nil where it is none.
  func lookingForSteps() -> RiddersDifference? {
    var result = self
    result.measureSteps()
    return result.stepHeight > measured ? result : nil
  }

  /// The magnitude of the coordinate, at least a hundredth: a coordinate of zero has no scale of its own.
  private var size: Double { max(center.magnitude, 1e-2) }

  /// The scale of the smallest steps: of a large coordinate not its own, since the function may turn many times within a
  /// millionth of it (an angle, a date); but many units in its last place.
  private static func fineScale(_ size: Double) -> Double { min(size, max(1e5, 1e-4 * size)) }

  /// The first steps, the smallest first. Of a tiny coordinate they begin at its own scale, which may be the function's.
  private var firstSteps: [Double] {
    let least = 3e-7 * (center == 0 ? 1e-2 : Self.fineScale(min(max(center.magnitude, 1e-280), size)))
    var steps = [3e-2 * size]
    while let last = steps.last, last > 1.001 * least, steps.count < 40 { steps.append(last / 10) }
    return steps.reversed()
  }

  // MARK: Derivatives

  /// The derivative at the point from both of its sides; nil where the function is not finite around it.
  func central() -> Estimate? {
    var steps = firstSteps
    // A domain may end closer to the point than the first step: smaller ones are tried, as far as they have digits.
    var nearest = steps[0]
    while !(slope(nearest).isFinite), nearest > 1e-12 * size { nearest /= 10 }
    if nearest < steps[0] { steps = [nearest] + (1..<3).map { nearest * [1, 3, 9][$0] } }
    return best(of: steps) { extrapolated(start: $0, isCentral: true, noise, slope) }
  }

  /// The derivative at the point from one of its sides; nil where the function is not finite there.
  func oneSided(_ side: Side) -> Estimate? {
    guard middle.isFinite else { return nil }
    let noise = noise(side)
    let slope = { step in oneSidedSlope(step, side) }
    return best(of: firstSteps) { extrapolated(start: $0, isCentral: false, noise, slope) }
  }

  /// Whether the function is finite right beside the point.
  func isFinite(_ side: Side) -> Bool { function(center + side.rawValue * firstSteps[0] * 1e-2).isFinite }

  /// The rounding error of a slope of the size that the function and the coordinate have.
  var slopeRounding: Double { valueSize * Double.ulpOfOne / size }

  /// The size of a slope over a change of the coordinate by its own size, or by 1.
  var slopeScale: Double { valueSize / max(center.magnitude, 1) }

  /// The height of the function's steps in parts of its size; 0 where it has none.
  var resolution: Double { valueSize > 0 ? stepHeight / valueSize : 0 }

  /// The slope over the largest step on a side: the size that slopes have there.
  func secant(_ side: Side) -> Double { oneSidedSlope(3e-2 * size, side) }

  /// Whether the slopes of two tiny steps to the left and right differ as no smooth function's do.
  var looksKinked: Bool {
    let step = 1e-6 * Self.fineScale(size)
    let (below, above) = (oneSidedSlope(step, .below), oneSidedSlope(step, .above))
    let gap = (above - below).magnitude - 1e-2 * max(above.magnitude, below.magnitude)
    return gap > 0 && gap > 8 * min(noise(.below), noise(.above)) / step
  }

  /// The noise on one side: a jump on the other is no noise of this one.
  private func noise(_ side: Side) -> Double {
    max(rounding, stepHeight, Self.measuredNoise(center, 3 * side.rawValue, function))
  }

  // MARK: The method

  private func best(of steps: [Double], _ estimate: (Double) -> Estimate?) -> Estimate? {
    var best: Estimate?
    for start in steps {
      guard let next = estimate(start) else {
        if best == nil { continue } else { break }
      }
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

  /// The noise of the function around a point, or around one that is some steps aside.
  private static func measuredNoise(_ center: Double, _ aside: Double, _ function: (Double) -> Double) -> Double {
    // Where the coordinate is tiny the function may bend at its scale.
    let size = fineScale(center.magnitude < 1e-7 && center != 0 ? center.magnitude : max(center.magnitude, 1e-2))
    func noise(_ step: Double) -> Double {
      NoiseOfFunction.estimate(NoiseOfFunction.nodes.map { function(center + ($0 + aside) * step * size) }) ?? 0
    }
    // What comes from a difference, such as 1 − cos x, may be the same number over short steps and show its roundings over
    // longer ones. Over those a function may bend; but what bends does so 81 times less over a third of the step.
    let (near, far, wide) = (noise(1e-9), noise(3.7e-8), noise(1.11e-7))
    return wide < 20 * far ? max(near, far) : near
  }

  private func extrapolated(start: Double, isCentral: Bool, _ noise: Double, _ slope: (Double) -> Double) -> Estimate? {
    // The errors of central differences have even powers of the step alone. What the extrapolation makes of noise is the
    // product of (f + 1)/(f − 1) over its factors f: 3.8 and 8, times the noise of the difference itself.
    let (shrink, columns, amplification) = isCentral ? (1.6, 7, 4.0) : (2.0, 6, 16.0)
    let power = isCentral ? shrink * shrink : shrink
    var step = start
    var previous = [slope(step)]
    guard previous[0].isFinite else { return nil }
    var best = Estimate(value: previous[0], error: .infinity)
    for column in 1..<columns {
      step /= shrink
      var row = [slope(step)]
      var factor = power
      for order in 1...column {
        row.append((factor * row[order - 1] - previous[order - 1]) / (factor - 1))
        factor *= power
        let change = max((row[order] - row[order - 1]).magnitude, (row[order] - previous[order - 1]).magnitude)
        let error = change + amplification * noise / step
        if error < best.error { best = Estimate(value: row[order], error: error) }
      }
      previous = row
    }
    return best.value.isFinite && best.error.isFinite ? best : nil
  }

  /// The slope between two points, whose distance is the one that their coordinates really have.
  private func slope(_ step: Double) -> Double {
    let (above, below) = (center + step, center - step)
    return (function(above) - function(below)) / (above - below)
  }

  private func oneSidedSlope(_ step: Double, _ side: Side) -> Double {
    let other = center + side.rawValue * step
    return (function(other) - middle) / (other - center)
  }
}
