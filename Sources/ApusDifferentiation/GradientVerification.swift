// The verifier of gradient rules: what it is given, and the order of its checks.

public import ApusGraph
internal import ApusInterpreter
public import ApusOps

/// Checks an Op's gradient rule at a point.
///
/// The rule must keep its contract (shapes, element types), be linear in the cotangent, agree with extrapolated differences
/// of the function, with the derivative of the body of a symbolic function and with the Op's own pushforward, each within
/// the error of that comparison, whatever the function's scale. The Op must be a function of its operands alone: it
/// neither remembers other evaluations, nor writes to what it reads, nor minds a second thread (which is tried for rules that
/// are not built in).
///
/// Where the function has a kink or its domain ends, that is a note of the result and no failure.
///
/// - Parameters:
///   - op: any Op: a catalogue Op, a user's ``ElementwiseOp``, the call of a black box or custom function.
///   - operands: the point; it must lie inside the domain.
/// - Throws: ``GradientError`` where the rule breaks its contract (number of answers, shapes, element types).
public func verifyGradient(of op: any Op, at operands: [NDArray]) throws(GradientError) -> Verification {
  try RuleVerifier(op, at: operands).verify()
}

/// The same with a choice whether two threads are tried, for checks of many points.
package func verifyGradient(
  of op: any Op, at operands: [NDArray], onTwoThreads: Bool
) throws(GradientError) -> Verification {
  try RuleVerifier(op, at: operands, triesThreads: onTwoThreads).verify()
}

/// Checks what an Op writes, and that it is a function of its operands alone, where no rule of it is used.
package func verifyEvaluation(of op: any Op, at operands: [NDArray]) throws(GradientError) -> Verification {
  try RuleVerifier(op, at: operands).verifyEvaluation()
}

/// Checks the gradient of a black box; see ``verifyGradient(of:at:)-(Op,_)``.
///
/// - Throws: ``GradientError`` where the rule breaks its contract.
public func verifyGradient(of function: some BlackBoxOp, at operands: [NDArray]) throws(GradientError) -> Verification {
  try verifyGradient(of: BlackBox(function: function), at: operands)
}

struct RuleVerifier {
  let op: any Op
  let arguments: [Tensor]
  /// All results, the residuals included.
  let applied: [Tensor]
  let point: [NDArray]
  /// The results that carry gradients.
  let outputs: [Tensor]
  let cotangents: [Tensor]
  /// The cotangents' values: of both signs and different sizes, zero where a result is not finite; 1 for a single number.
  let seeds: [NDArray]
  /// Whether all results are finite at the point.
  let isFinite: Bool
  /// The most elements of one operand that are checked one by one; of larger operands these many, spread evenly. Fewer where
  /// the results are so large that each evaluation takes long.
  private let elementLimit: Int
  private let triesThreads: Bool
  private let thrown: String?

  init(_ op: any Op, at point: [NDArray], triesThreads: Bool = true) throws(GradientError) {
    self.op = op
    self.triesThreads = triesThreads && [.user, .swift].contains(op.rule)
    self.point = point
    arguments = point.enumerated().map { Tensor.argument("operand \($0)", $1.type) }
    applied = Tensor.apply(op, arguments)
    if let error = applied.lazy.compactMap(\.error).first { throw .graph(error) }
    let residualCount = (op as? any ResidualBearing)?.residualCount(of: arguments.map(\.type)) ?? 0
    outputs = applied.dropLast(residualCount).filter { $0.type.isDifferentiable }
    cotangents = outputs.map { Tensor.argument("cotangent", $0.type) }
    elementLimit = max(2, min(24, 2_400_000 / outputs.reduce(1) { $0 + $1.type.elementCount }))
    let program: BoundProgram
    do throws(GraphError) { program = try BoundProgram(outputs, inputs: arguments) } catch { throw .graph(error) }
    let values = program.outputs(on: point) ?? outputs.map { NDArray.filled(.nan, $0.shape) }
    thrown = program.firstError
    isFinite = values.allSatisfy { $0.doubles.allSatisfy(\.isFinite) }
    let isSingle = values.reduce(0) { $0 + $1.count } == 1
    seeds = values.enumerated().map { index, value in
      let seed = isSingle ? [1] : Self.seed(index, value.count)
      return NDArray(zip(seed, value.doubles).map { $1.isFinite ? $0 : 0 }, shape: value.shape)
    }
  }

  func verify() throws(GradientError) -> Verification {
    guard !outputs.isEmpty, let function = try? BoundProgram(outputs, inputs: arguments) else {
      return Verification(op: op.name)
    }
    var found = Verification(op: op.name)
    found.accuracy = op.accuracy
    found.thrown = thrown
    let rules = try operandRules(&found)
    found.failures = bufferFailures(rules)
    // What was left unwritten is no number.
    guard found.failures.isEmpty else { return found }
    found.failures = purityFailures(rules)
    // Numbers of a function that is none mean nothing.
    guard found.failures.isEmpty else { return found }
    if let thrown { found.notes.append("\(op.name) threw where its rule was to be compared: \(thrown)") }
    if !isFinite, thrown == nil {
      found.notes.append("\(op.name) is not finite at this point: what is not finite was not compared")
    }
    for rule in rules {
      let returned = rule.cotangent(seeds, at: point)
      var failures = lawFailures(rule, returned)
      failures += comparisonFailures(rule, returned, function, &found)
      if !failures.isEmpty {
        let mistake = diagnose(rule, failures.compactMap(\.element), returned)
        let derivative = wrongDerivative(rule, failures.compactMap(\.element), returned)
        for index in failures.indices {
          failures[index].likelyMistake = mistake
          failures[index].derivative = [.differences, .disconnected].contains(failures[index].check) ? derivative : nil
        }
      }
      found.failures += failures
    }
    if found.resolution > 1e-12 {
      found.notes.append(
        "\(op.name) has steps of about \(NumberDigits.power(found.resolution)) of its size, as single precision and "
          + "iterations that stop early make them: its rule was compared within that")
    }
    if found.failures.isEmpty { found.failures += adjointFailures(rules, resolution: found.resolution) }
    if found.failures.isEmpty, triesThreads, let failure = concurrencyFailure(rules) { found.failures.append(failure) }
    return found
  }

  func verifyEvaluation() -> Verification {
    var found = Verification(op: op.name)
    found.accuracy = op.accuracy
    found.thrown = thrown
    found.failures = bufferFailures([])
    if found.failures.isEmpty { found.failures = purityFailures([]) }
    return found
  }

  /// The rule for each differentiable operand; those that have none are recorded.
  private func operandRules(_ found: inout Verification) throws(GradientError) -> [OperandRule] {
    var rules: [OperandRule] = []
    for (operand, argument) in arguments.enumerated() where argument.type.isDifferentiable {
      do throws(GradientError) {
        let product = try vectorJacobianProduct(of: outputs, cotangents: cotangents, withRespectTo: [argument])[0]
        rules.append(OperandRule(operand: operand, product: product, inputs: arguments + cotangents))
      } catch {
        switch error {
        case .undefined(let missing), .notImplemented(let missing): found.unavailable[operand] = missing.reason
        default: throw error
        }
      }
    }
    return rules
  }

  private func lawFailures(_ rule: OperandRule, _ once: [Double]?) -> [VerificationFailure] {
    guard let once else { return [] }
    // Powers of two scale sums without rounding.
    let size = once.reduce(0) { max($0, $1.isFinite ? $1.magnitude : 0) }
    let laws: [(VerificationFailure.Check, Double)] = [(.zero, 0), (.odd, -1), (.linear, 2)]
    return laws.compactMap { check, factor in
      guard let scaled = rule.cotangent(seeds.map { $0.scaled(by: factor) }, at: point) else { return nil }
      let tolerance = 1e-12 * size * max(1, factor.magnitude)
      for (element, (a, b)) in zip(once, scaled).enumerated() where a.isFinite {
        if !((b - factor * a).magnitude <= tolerance) {
          return failure(rule.operand, element, check, factor * a, b, tolerance)
        }
      }
      return nil
    }
  }

  func failure(
    _ operand: Int, _ element: Int?, _ check: VerificationFailure.Check, _ expected: Double, _ returned: Double,
    _ tolerance: Double, _ mistake: LikelyMistake? = nil
  ) -> VerificationFailure {
    VerificationFailure(
      op: op.name, rule: ruleName, location: (op as? any SymbolicOp)?.ruleLocation, operand: operand, element: element,
      check: check, expected: expected, returned: returned, tolerance: tolerance, point: point, likelyMistake: mistake,
      operandNames: op.operandNames(point.count), expression: op.swiftExpression)
  }

  /// The user's function that is the rule, such as `EccentricAnomaly.partials`; nil where the rule is no type's function.
  private var ruleName: String? {
    guard op.rule == .user, !(op is any SymbolicOp) else { return nil }
    if op is any UnaryElementwise { return "\(op.name).derivative" }
    return "\(op.name).\(op.isElementwise ? "partials" : "pullback")"
  }

  /// 0.5 + the fractional part of k times the golden ratio, with alternating signs: the same at each run.
  private static func seed(_ index: Int, _ count: Int) -> [Double] {
    (0..<count).map { k in
      let position = Double(k + 7 * index + 1) * 0.6180339887498949
      return (k.isMultiple(of: 2) ? 1 : -1) * (0.5 + position - position.rounded(.down))
    }
  }

  func chosenElements(_ count: Int) -> [Int] {
    guard count > elementLimit else { return Array(0..<count) }
    return (0..<elementLimit).map { $0 * (count - 1) / (elementLimit - 1) }
  }

  /// The point with its numbers moved a little.
  func moved(_ factor: Double, _ shift: Double) -> [NDArray] {
    point.map { number in
      guard number.type.isDifferentiable else { return number }
      return NDArray(number.doubles.map { $0 * factor + shift }, shape: number.shape)
    }
  }
}

/// The rule for one operand, as a program of operands and cotangents.
struct OperandRule {
  let operand: Int
  /// The operand's cotangent; nil where it is a structural zero.
  let product: Tensor?
  let program: BoundProgram?

  init(operand: Int, product: Tensor?, inputs: [Tensor]) {
    self.operand = operand
    self.product = product
    program = product.flatMap { try? BoundProgram([$0], inputs: inputs) }
  }

  /// The operand's cotangent for cotangents of the results at a point; nil where it is a structural zero.
  func cotangent(_ seeds: [NDArray], at point: [NDArray]) -> [Double]? {
    program?.outputs(on: point + seeds)?.first?.doubles
  }
}

extension NDArray {
  static func filled(_ number: Double, _ shape: Shape) -> NDArray {
    NDArray([Double](repeating: number, count: shape.elementCount), shape: shape)
  }

  func scaled(by factor: Double) -> NDArray { NDArray(doubles.map { $0 * factor }, shape: shape) }
}
