// The verifier of gradient rules: cotangent laws, and differences with an error of their own, at the function's scale.

public import ApusGraph
internal import ApusInterpreter
public import ApusOps

/// Checks an Op's gradient rule at a point: its shapes, that it is linear in the cotangent, and that it agrees with
/// extrapolated differences of the function within their own error, whatever the function's scale.
///
/// - Parameters:
///   - op: any Op: a catalogue Op, a user's ``ElementwiseOp``, the call of a black box or custom function.
///   - operands: the point; it must lie inside the domain.
/// - Throws: ``GradientError`` where the rule breaks its contract (number of answers, shapes, element types).
public func verifyGradient(of op: any Op, at operands: [NDArray]) throws(GradientError) -> Verification {
  let arguments = operands.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
  let residualCount = (op as? any ResidualBearing)?.residualCount(of: arguments.map(\.type)) ?? 0
  let applied = Tensor.apply(op, arguments)
  if let error = applied.first?.error { throw .graph(error) }
  let results = Array(applied.dropLast(residualCount))
  return try RuleVerifier(name: op.name, arguments, results, operands).verify()
}

/// Checks the gradient of a black box; see ``verifyGradient(of:at:)-(Op,_)``.
///
/// - Throws: ``GradientError`` where the rule breaks its contract.
public func verifyGradient(of function: some BlackBoxOp, at operands: [NDArray]) throws(GradientError) -> Verification {
  try verifyGradient(of: BlackBox(function: function), at: operands)
}

/// One verification.
struct RuleVerifier {
  private let name: String
  let arguments: [Tensor]
  private let results: [Tensor]
  let point: [NDArray]
  /// The results that carry gradients.
  let outputs: [Tensor]
  private let cotangents: [Tensor]
  /// The most elements of one operand that are checked one by one; of larger operands these many, spread evenly. Fewer where
  /// the results are so large that each evaluation takes long.
  private var elementLimit: Int {
    let resultCount = outputs.reduce(1) { $0 + $1.type.elementCount }
    return max(2, min(24, 2_400_000 / resultCount))
  }

  init(name: String, _ arguments: [Tensor], _ results: [Tensor], _ point: [NDArray]) throws(GradientError) {
    if let error = results.lazy.compactMap(\.error).first { throw .graph(error) }
    self.name = name
    self.arguments = arguments
    self.results = results
    self.point = point
    outputs = results.filter { $0.type.isDifferentiable }
    cotangents = outputs.map { Tensor.argument("cotangent", $0.type) }
  }

  func verify() throws(GradientError) -> Verification {
    var failures: [VerificationFailure] = []
    var unavailable: [Int: String] = [:]
    var comparisonCount = 0
    var largestError = 0.0
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, point))
    guard let values = try? evaluate(outputs, bindings), let again = try? evaluate(outputs, bindings) else {
      return Verification(op: name, failures: [], comparisonCount: 0, largestError: 0, unavailable: [:])
    }
    if values != again { failures.append(failure(0, nil, .pure, 0, 0, 0)) }
    let seeds = values.enumerated().map { Self.seed($0, $1.shape) }
    for (operand, argument) in arguments.enumerated() where argument.type.isDifferentiable {
      let product: Tensor?
      do throws(GradientError) {
        product = try vectorJacobianProduct(of: outputs, cotangents: cotangents, withRespectTo: [argument])[0]
      } catch {
        switch error {
        case .undefined(let missing), .notImplemented(let missing):
          unavailable[operand] = missing.reason
          continue
        default: throw error
        }
      }
      let firstFailure = failures.count
      let returned = pulledBack(product, bindings, seeds, 1)
      if product != nil { failures += lawFailures(product, bindings, seeds, operand, returned) }
      for element in chosenElements(argument.type.elementCount) {
        guard let estimate = difference(operand, element, seeds) else { continue }
        comparisonCount += 1
        let value = returned?[element] ?? 0
        let tolerance = 10 * estimate.error + 1e-11 * max(estimate.value.magnitude, value.magnitude)
        let error = (value - estimate.value).magnitude
        if error.isNaN || error > tolerance {
          let check: VerificationFailure.Check = product == nil ? .disconnected : .differences
          failures.append(failure(operand, element, check, estimate.value, value, tolerance))
        }
        let size = max(estimate.value.magnitude, value.magnitude, 10 * estimate.error)
        if size > 0, error.isFinite { largestError = max(largestError, error / size) }
      }
      if failures.count > firstFailure {
        let mistake = diagnose(operand, product, seeds)
        for index in firstFailure..<failures.count { failures[index].likelyMistake = mistake }
      }
    }
    return Verification(
      op: name, failures: failures, comparisonCount: comparisonCount, largestError: largestError,
      unavailable: unavailable)
  }

  /// The operand's cotangent for the seeds times a factor; nil where it is a structural zero.
  func pulledBack(
    _ product: Tensor?, _ bindings: [Tensor: NDArray], _ seeds: [[Double]], _ factor: Double
  ) -> [Double]? {
    guard let product else { return nil }
    var all = bindings
    for (cotangent, seed) in zip(cotangents, seeds) {
      all[cotangent] = NDArray(seed.map { $0 * factor }, shape: cotangent.shape)
    }
    return (try? evaluate(product, all))?.doubles
  }

  private func lawFailures(
    _ product: Tensor?, _ bindings: [Tensor: NDArray], _ seeds: [[Double]], _ operand: Int, _ once: [Double]?
  ) -> [VerificationFailure] {
    guard let once else { return [] }
    // Powers of two scale sums without rounding.
    let size = once.reduce(0) { max($0, $1.isFinite ? $1.magnitude : 0) }
    let laws: [(VerificationFailure.Check, Double)] = [(.zero, 0), (.odd, -1), (.linear, 2)]
    return laws.compactMap { check, factor in
      guard let scaled = pulledBack(product, bindings, seeds, factor) else { return nil }
      let tolerance = 1e-12 * size * max(1, factor.magnitude)
      for (element, (a, b)) in zip(once, scaled).enumerated() where a.isFinite {
        if !((b - factor * a).magnitude <= tolerance) {
          return failure(operand, element, check, factor * a, b, tolerance)
        }
      }
      return nil
    }
  }

  /// The derivative of ⟨seeds, results⟩ along one element of an operand; nil where it is not finite around the point.
  private func difference(_ operand: Int, _ element: Int, _ seeds: [[Double]]) -> Estimate? {
    guard let program = try? Program(outputs) else { return nil }
    let evaluator = Evaluator(program)
    for (argument, value) in zip(arguments, point) { try? evaluator.bind(argument, to: value) }
    guard let buffer = evaluator.buffer(ofVarying: arguments[operand]) else { return Estimate(value: 0, error: 0) }
    let center = point[operand].doubles[element]
    func total(_ step: Double) -> (sum: Double, size: Double) {
      buffer.float64[element] = center + step
      guard (try? evaluator.run()) != nil else { return (.nan, .nan) }
      var (sum, size) = (0.0, 0.0)
      for (index, seed) in seeds.enumerated() {
        let values = evaluator.output(index).float64
        for k in 0..<values.count {
          sum += seed[k] * values[k]
          size += (seed[k] * values[k]).magnitude
        }
      }
      return (sum, size)
    }
    let size = total(0).size
    guard size.isFinite else { return nil }
    return RiddersDifference.derivative(
      size: max(center.magnitude, 1e-2), rounding: size * Double.ulpOfOne
    ) { total($0).sum }
  }

  private func failure(
    _ operand: Int, _ element: Int?, _ check: VerificationFailure.Check, _ expected: Double, _ returned: Double,
    _ tolerance: Double
  ) -> VerificationFailure {
    VerificationFailure(
      op: name, operand: operand, element: element, check: check, expected: expected, returned: returned,
      tolerance: tolerance, point: point)
  }

  /// Cotangents of both signs and different sizes, the same at each run: 0.5 + the fractional part of k times the golden
  /// ratio, with alternating signs.
  private static func seed(_ index: Int, _ shape: Shape) -> [Double] {
    (0..<shape.elementCount).map { k in
      let position = Double(k + 7 * index + 1) * 0.6180339887498949
      return (k.isMultiple(of: 2) ? 1 : -1) * (0.5 + position - position.rounded(.down))
    }
  }

  func chosenElements(_ count: Int) -> [Int] {
    guard count > elementLimit else { return Array(0..<count) }
    return (0..<elementLimit).map { $0 * (count - 1) / (elementLimit - 1) }
  }
}
