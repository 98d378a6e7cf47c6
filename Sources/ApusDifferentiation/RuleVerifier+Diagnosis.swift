// The evidence for a diagnosis: single derivatives of a function and of its rule, at the point and near it.

internal import ApusGraph
internal import ApusInterpreter

extension RuleVerifier {
  /// The elements of an operand whose derivatives are looked at, at each point.
  private static let elementCount = 3

  /// The likely mistake of a rule for an operand; nil where none of the usual ones explains what it returns.
  ///
  /// - Parameter product: the operand's cotangent; nil where the rule says that it has none.
  func diagnose(_ operand: Int, _ product: Tensor?, _ seeds: [[Double]]) -> LikelyMistake? {
    guard let product else { return .disconnected }
    let bindings = Dictionary(uniqueKeysWithValues: zip(arguments, point))
    func response(_ factor: Double) -> [Double] { pulledBack(product, bindings, seeds, factor) ?? [] }
    let responses = CotangentResponses(
      once: response(1), twice: response(2), opposite: response(-1), zero: response(0))
    if let mistake = responses.mistake { return mistake }
    var evidence: [RuleEvidence] = []
    for (factor, shift) in [(1.0, 0.0), (1.03, 0.011), (0.96, -0.007)] {
      let moved = point.map { number in
        guard number.type.isDifferentiable else { return number }
        return NDArray(number.doubles.map { $0 * factor + shift }, shape: number.shape)
      }
      evidence += self.evidence(operand, product, at: moved)
    }
    let result = outputs.map(\.type.elementCount).max() ?? 1
    return RuleDiagnosis(
      evidence: evidence, names: numberNames, extents: (result, arguments[operand].type.elementCount)
    ).mistake
  }

  /// What the numbers of the evidence are called.
  private var numberNames: [String] {
    let operands = arguments.indices.map { "operand \($0)" }
    let names = outputs.count == 1 ? ["the result"] : outputs.indices.map { "result \($0)" }
    return operands + names
  }

  private func evidence(_ operand: Int, _ product: Tensor, at point: [NDArray]) -> [RuleEvidence] {
    let values = Dictionary(uniqueKeysWithValues: zip(arguments, point))
    guard let results = try? evaluate(outputs, values) else { return [] }
    let function = PointFunction(outputs, arguments, point)
    return chosenElements(arguments[operand].type.elementCount).prefix(Self.elementCount).compactMap { element in
      guard let (output, place) = function.strongest(operand, element),
        let expected = function.derivative(operand, element, of: output, at: place),
        expected.value.magnitude > 100 * expected.error
      else { return nil }
      let seeds = outputs.indices.map { index in
        (0..<outputs[index].type.elementCount).map { index == output && $0 == place ? 1.0 : 0 }
      }
      guard let returned = pulledBack(product, values, seeds, 1), returned[element].isFinite else { return nil }
      func number(_ array: NDArray) -> Double {
        let numbers = array.doubles
        if numbers.count == results[output].count { return numbers[place] }
        return numbers.count == 1 ? numbers[0] : .nan
      }
      var others: [Int: Double] = [:]
      for other in arguments.indices where other != operand && arguments[other].type == arguments[operand].type {
        others[other] = function.derivative(other, element, of: output, at: place)?.value
      }
      let isSquare = outputs.count == 1 && results[0].count == returned.count && returned.count > 1
      return RuleEvidence(
        expected: expected, returned: returned[element], numbers: point.map(number) + results.map(number),
        others: others,
        transposed: isSquare ? function.derivative(operand, place, of: 0, at: element)?.value : nil,
        rest: returned.indices.filter { $0 != element }.map { returned[$0] }, place: place)
    }
  }
}

/// A function at a point, moved along one element of an operand at a time.
private struct PointFunction {
  private let evaluator: Evaluator?
  private let arguments: [Tensor]
  private let point: [NDArray]
  private let counts: [Int]

  init(_ outputs: [Tensor], _ arguments: [Tensor], _ point: [NDArray]) {
    self.arguments = arguments
    self.point = point
    counts = outputs.map(\.type.elementCount)
    evaluator = (try? Program(outputs)).map(Evaluator.init)
    for (argument, value) in zip(arguments, point) { try? evaluator?.bind(argument, to: value) }
  }

  private func values(_ operand: Int, _ element: Int, _ step: Double) -> [[Double]]? {
    guard let evaluator, let buffer = evaluator.buffer(ofVarying: arguments[operand]) else { return nil }
    let center = point[operand].doubles[element]
    buffer.float64[element] = center + step
    defer { buffer.float64[element] = center }
    guard (try? evaluator.run()) != nil else { return nil }
    return counts.indices.map { Array(evaluator.output($0).float64) }
  }

  private func size(_ operand: Int, _ element: Int) -> Double {
    max(point[operand].doubles[element].magnitude, 1e-2)
  }

  /// The result's element that an operand's element moves the most.
  func strongest(_ operand: Int, _ element: Int) -> (output: Int, place: Int)? {
    let step = 1e-5 * size(operand, element)
    guard let up = values(operand, element, step), let down = values(operand, element, -step) else { return nil }
    var best: (output: Int, place: Int, change: Double)?
    for output in counts.indices {
      for place in 0..<counts[output] {
        let change = (up[output][place] - down[output][place]).magnitude
        if change.isFinite, change > (best?.change ?? 0) { best = (output, place, change) }
      }
    }
    return best.map { ($0.output, $0.place) }
  }

  /// The derivative of an element of a result.
  func derivative(_ operand: Int, _ element: Int, of output: Int, at place: Int) -> Estimate? {
    func value(_ step: Double) -> Double { values(operand, element, step)?[output][place] ?? .nan }
    return RiddersDifference.derivative(
      size: size(operand, element), rounding: value(0).magnitude * Double.ulpOfOne, value)
  }
}
