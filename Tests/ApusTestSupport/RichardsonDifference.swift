// Derivatives of graphs along one element of one argument, by extrapolated central differences of the interpreter.

internal import ApusGraph
internal import ApusInterpreter

/// Differences of Σ weights · outputs along elements of one argument, each output apart, so that large outputs that do not
/// depend on the element add no noise.
struct RichardsonDifference {
  /// A derivative with an estimate of its error.
  struct Estimate {
    var value: Double
    var error: Double
  }

  private let evaluator: Evaluator
  private let buffer: MutableTensorView?
  private let weights: [[Double]]
  private static let levelCount = 6

  init(
    of outputs: [Tensor], weights: [NDArray], along argument: Tensor, _ bindings: [Tensor: NDArray]
  ) throws {
    evaluator = Evaluator(try Program(outputs))
    for bound in evaluator.program.arguments where bound != argument {
      if let value = bindings[bound] { try evaluator.bind(bound, to: value) }
    }
    buffer = evaluator.buffer(ofVarying: argument)
    if let buffer, let value = bindings[argument] { buffer.copy(from: value) }
    self.weights = weights.map(\.doubles)
  }

  /// The derivative along an element, from the first step whose extrapolation is most certain; nil where none is finite.
  func derivative(along element: Int) throws -> Estimate? {
    guard let buffer else { return Estimate(value: 0, error: 0) }
    let center = buffer.float64[element]
    defer { buffer.float64[element] = center }
    let size = max(center.magnitude, 1e-2)
    var best: Estimate?
    var start = 0.1 * size
    while start > 1e-7 * size || center != 0 && start > 1e-7 * center.magnitude {
      if let next = try extrapolated(center, element, start), next.error < best?.error ?? .infinity { best = next }
      start /= 8
    }
    return best
  }

  /// Richardson's table for steps start, start/2, …: its entry with the least estimated error.
  private func extrapolated(_ center: Double, _ element: Int, _ start: Double) throws -> Estimate? {
    var best: Estimate?
    var previous: [Double] = []
    for level in 0..<Self.levelCount {
      let step = start / Double(1 << level)
      let (slope, noise) = try slope(center, element, step)
      guard slope.isFinite else { return best }
      var row = [slope]
      var factor = 4.0
      for order in previous.indices {
        row.append((factor * row[order] - previous[order]) / (factor - 1))
        factor *= 4
        let change = max((row[order + 1] - row[order]).magnitude, (row[order + 1] - previous[order]).magnitude)
        let error = change + noise
        if error < best?.error ?? .infinity { best = Estimate(value: row[order + 1], error: error) }
      }
      previous = row
    }
    return best
  }

  /// The central difference for a step, and its rounding error.
  private func slope(_ center: Double, _ element: Int, _ step: Double) throws -> (slope: Double, noise: Double) {
    guard let buffer else { return (0, 0) }
    let (high, low) = (center + step, center - step)
    buffer.float64[element] = high
    try evaluator.run()
    let above = weights.indices.map { Array(evaluator.output($0).float64) }
    buffer.float64[element] = low
    try evaluator.run()
    var (total, noise) = (0.0, 0.0)
    for (index, weights) in weights.enumerated() {
      let below = evaluator.output(index).float64
      for k in weights.indices where above[index][k] != below[k] {
        total += weights[k] * (above[index][k] - below[k])
        noise += (weights[k] * below[k]).magnitude * 2e-16
      }
    }
    return (total / (high - low), noise / (high - low))
  }
}

extension OpLaw {
  /// Compares rules with differences: for each of `operands`, the elements of a gradient with the derivatives of
  /// Σ weights · outputs.
  func differenceFindings(
    _ what: String, of outputs: [Tensor], weights: [NDArray], gradients: [Int: NDArray], at site: LawSite
  ) throws -> [String] {
    var findings: [String] = []
    for (operand, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
      let argument = site.arguments[operand]
      let difference = try RichardsonDifference(of: outputs, weights: weights, along: argument, site.bindings)
      for (element, value) in gradient.doubles.enumerated() {
        let place = "\(name), \(what) for operand \(operand), element \(element)"
        guard let estimate = try difference.derivative(along: element) else {
          findings.append("\(place): the function is not finite around the sample")
          continue
        }
        let size = max(value.magnitude, estimate.value.magnitude)
        let allowed = tolerance * size
        // Differences that see less than the tolerance prove nothing, but where the derivative is nothing itself.
        if estimate.error > allowed && estimate.error > 1e-9 {
          findings.append("\(place): differences are too noisy, \(estimate.value) ± \(estimate.error)")
        } else if !((value - estimate.value).magnitude <= allowed + estimate.error) {
          findings.append("\(place): the rule gives \(value), differences \(estimate.value) ± \(estimate.error)")
        }
      }
    }
    return findings
  }
}
