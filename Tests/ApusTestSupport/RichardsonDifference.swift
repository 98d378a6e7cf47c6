// Derivatives of graphs along one element of one argument, by extrapolated central differences of the interpreter.

internal import ApusGraph
internal import ApusInterpreter

/// Differences of Σ weights · outputs along elements of one argument, over the outputs that depend on the element only, so that
/// large ones that do not add no noise.
struct RichardsonDifference {
  /// A derivative with an estimate of its error.
  struct Estimate {
    var value: Double
    var error: Double

    /// Whether the two are one number within ten times their errors.
    func agrees(with other: Estimate) -> Bool { (value - other.value).magnitude <= 10 * (error + other.error) }

    /// Whether its relative error is smaller; where neither has a digit, its absolute error.
    func isMoreCertain(than other: Estimate) -> Bool {
      let (own, others) = (relativeError, other.relativeError)
      return own == others ? error < other.error : own < others
    }

    private var relativeError: Double { value == 0 ? 0.5 : min(error / value.magnitude, 0.5) }
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

  /// The derivative along an element, from the start whose extrapolation is most certain among those that a neighbour
  /// confirms; nil where none is finite.
  ///
  /// Steps that reach over poles, kinks or jumps may give a table that looks certain by accident, but not twice.
  func derivative(along element: Int) throws -> Estimate? {
    guard let buffer else { return Estimate(value: 0, error: 0) }
    let center = buffer.float64[element]
    defer { buffer.float64[element] = center }
    let dependents = try dependents(on: element, center)
    if dependents.allSatisfy(\.isEmpty) { return Estimate(value: 0, error: 0) }
    let size = max(center.magnitude, 1e-2)
    var estimates: [Estimate] = []
    var start = 0.1 * size
    while start > 1e-7 * size || center != 0 && start > 1e-7 * center.magnitude {
      if let next = try extrapolated(center, element, start, dependents) { estimates.append(next) }
      start /= 8
    }
    let confirmed = zip(estimates, estimates.dropFirst()).filter { $0.agrees(with: $1) }.flatMap { [$0, $1] }
    return (confirmed.isEmpty ? estimates : confirmed).min { $0.isMoreCertain(than: $1) }
  }

  /// Which elements of each output change when the element takes quite other values.
  private func dependents(on element: Int, _ center: Double) throws -> [[Int]] {
    guard let buffer else { return weights.map { _ in [] } }
    buffer.float64[element] = center
    try evaluator.run()
    let base = outputs
    var changed = base.map { $0.map { _ in false } }
    for value in [0.3, -0.7, 3, center - 200, center + 200, -center, 0.9 * center, 1.1 * center] {
      buffer.float64[element] = value
      try evaluator.run()
      for (index, output) in outputs.enumerated() {
        for k in output.indices where output[k] != base[index][k] { changed[index][k] = true }
      }
    }
    return changed.map { row in row.indices.filter { row[$0] } }
  }

  private var outputs: [[Double]] { weights.indices.map { Array(evaluator.output($0).float64) } }

  /// Richardson's table for steps start, start/2, …: its entry with the least estimated error.
  private func extrapolated(
    _ center: Double, _ element: Int, _ start: Double, _ dependents: [[Int]]
  ) throws -> Estimate? {
    var best: Estimate?
    var previous: [Double] = []
    for level in 0..<Self.levelCount {
      let step = start / Double(1 << level)
      let (slope, noise) = try slope(center, element, step, dependents)
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
  private func slope(_ center: Double, _ element: Int, _ step: Double, _ dependents: [[Int]]) throws -> (
    slope: Double, noise: Double
  ) {
    guard let buffer else { return (0, 0) }
    let (high, low) = (center + step, center - step)
    buffer.float64[element] = high
    try evaluator.run()
    let above = outputs
    buffer.float64[element] = low
    try evaluator.run()
    var (total, noise) = (0.0, 0.0)
    for (index, weights) in weights.enumerated() {
      let below = evaluator.output(index).float64
      for k in dependents[index] {
        if above[index][k] != below[k] { total += weights[k] * (above[index][k] - below[k]) }
        noise += (weights[k] * below[k]).magnitude * 1e-15
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
        if value == 0 && estimate.value == 0 { continue }
        if estimate.error > allowed && estimate.error > 1e-8 {
          findings.append("\(place): differences are too noisy, \(estimate.value) ± \(estimate.error)")
        } else if !((value - estimate.value).magnitude <= allowed + estimate.error) {
          findings.append("\(place): the rule gives \(value), differences \(estimate.value) ± \(estimate.error)")
        }
      }
    }
    return findings
  }
}
