// The evidence for a diagnosis: single derivatives of a function and of its rule, at the point and near it.

internal import ApusGraph

extension RuleVerifier {
  /// The elements of an operand whose derivatives are looked at, at each point.
  private static let elementCount = 4
  /// The numbers of all results from which on each evaluation takes so long that one derivative at each point must do.
  private static let largeCount = 2000
  /// The most elements of an operand all of whose derivatives are looked at.
  private static let rowLimit = 12

  /// The likely mistake of a rule for an operand; nil where none of the usual ones explains what it returns.
  ///
  /// - Parameters:
  ///   - elements: the elements for which the rule is wrong.
  ///   - returned: what it returns.
  func diagnose(_ rule: OperandRule, _ elements: [Int], _ returned: [Double]?) -> LikelyMistake? {
    guard rule.product != nil, let returned else { return .disconnected }
    if elements.contains(where: { !returned[$0].isFinite }) { return .notFinite }
    func response(_ factor: Double) -> [Double] { rule.cotangent(seeds.map { $0.scaled(by: factor) }, at: point) ?? [] }
    let responses = CotangentResponses(
      once: returned, thousandfold: response(1000), twice: response(2), opposite: response(-1), zero: response(0))
    if let mistake = responses.mistake { return mistake }
    let chosen = chosenElements(arguments[rule.operand].type.elementCount)
    var evidence: [RuleEvidence] = []
    // A step of a domain may lie near: then smaller moves serve.
    for scale in [1, 0.1, 0.01] where evidence.count < 3 {
      evidence = []
      for (factor, shift) in [(0.0, 0.0), (0.03, 0.011), (-0.04, -0.007)] {
        let moved = moved(1 + scale * factor, scale * shift)
        let wrong = Array(Set(elements)).sorted()
        let looked = (wrong + chosen.filter { !wrong.contains($0) }).prefix(isLarge ? 1 : Self.elementCount)
        evidence += self.evidence(rule, Array(looked), at: moved)
      }
    }
    if evidence.isEmpty { return PointFunction(self, point)?.isConstant(rule.operand, chosen) == true ? .notZero : nil }
    let result = outputs.map(\.type.elementCount).max() ?? 1
    return RuleDiagnosis(
      evidence: evidence, names: numberNames, extents: (result, arguments[rule.operand].type.elementCount)
    ).mistake
  }

  private var isLarge: Bool { outputs.reduce(0) { $0 + $1.type.elementCount } > Self.largeCount }

  private var numberNames: [String] {
    let operands = arguments.indices.map { "operand \($0)" }
    let names = outputs.count == 1 ? ["the result"] : outputs.indices.map { "result \($0)" }
    return operands + names
  }

  private func evidence(_ rule: OperandRule, _ elements: [Int], at point: [NDArray]) -> [RuleEvidence] {
    guard let function = PointFunction(self, point) else { return [] }
    return elements.flatMap { element in
      function.strongest(rule.operand, element).prefix(isLarge ? 1 : Int.max).compactMap { output, place in
        row(rule, element, output, place, function)
      }
    }
  }

  private func row(
    _ rule: OperandRule, _ element: Int, _ output: Int, _ place: Int, _ function: PointFunction
  ) -> RuleEvidence? {
    let operand = rule.operand
    guard let expected = function.derivative(operand, element, of: output, at: place),
      expected.value.magnitude > 100 * expected.error
    else { return nil }
    guard let returned = rule.cotangent(unitSeeds(output, place), at: function.point), returned[element].isFinite else {
      return nil
    }
    var others: [Int: Double] = [:]
    for other in arguments.indices where other != operand && arguments[other].type == arguments[operand].type {
      others[other] = function.derivative(other, element, of: output, at: place)?.value
    }
    let twins = outputs.indices.filter { $0 != output && outputs[$0].type == outputs[output].type }
    let isSquare = outputs.count == 1 && outputs[0].type.elementCount == returned.count && returned.count > 1
    let isShort = returned.count <= Self.rowLimit && returned.count > 1
    let row = returned.indices.map { isShort ? function.derivative(operand, $0, of: output, at: place)?.value : nil }
    return RuleEvidence(
      expected: expected, returned: returned[element],
      numbers: function.numbers(operand, element, output: output, place: place), others: others,
      otherResults: twins.compactMap { function.derivative(operand, element, of: $0, at: place)?.value },
      transposed: isSquare ? function.derivative(operand, place, of: 0, at: element)?.value : nil,
      element: element, all: returned, allExpected: row.contains { $0 == nil } ? nil : row.compactMap { $0 },
      result: (output, place))
  }
}

/// A function at a point, moved along one element of an operand at a time.
struct PointFunction {
  let point: [NDArray]
  private let program: BoundProgram
  private let results: [NDArray]

  init?(_ verifier: RuleVerifier, _ point: [NDArray]) {
    guard let program = try? BoundProgram(verifier.outputs, inputs: verifier.arguments),
      let results = program.outputs(on: point)
    else { return nil }
    self.program = program
    self.results = results
    self.point = point
  }

  private func moving<Result>(
    _ operand: Int, _ element: Int, to coordinate: Double, _ read: (BoundProgram) -> Result
  ) -> Result? {
    guard let buffer = program.elements(ofInput: operand) else { return nil }
    let center = point[operand].doubles[element]
    buffer[element] = coordinate
    defer { buffer[element] = center }
    return program.run() ? read(program) : nil
  }

  private func values(_ operand: Int, _ element: Int, _ coordinate: Double) -> [[Double]]? {
    moving(operand, element, to: coordinate) { program in
      results.indices.map { Array(program.elements(ofOutput: $0)) }
    }
  }

  /// The elements of each result that an operand's element moves the most, and the first and last that it moves.
  func strongest(_ operand: Int, _ element: Int, over relativeStep: Double = 1e-5) -> [(output: Int, place: Int)] {
    let center = point[operand].doubles[element]
    let step = relativeStep * max(center.magnitude, 1e-2)
    guard let up = values(operand, element, center + step), let down = values(operand, element, center - step) else {
      return []
    }
    return results.indices.flatMap { output in
      let changes = zip(up[output], down[output]).map { ($0 - $1).magnitude }
      let moved = changes.indices.filter { changes[$0].isFinite && changes[$0] > 0 }
      guard let most = moved.max(by: { changes[$0] < changes[$1] }) else { return [(output: Int, place: Int)]() }
      return Set([most, moved[0], moved[moved.count - 1]]).sorted().map { (output, $0) }
    }
  }

  /// Whether no result depends on any of some elements of an operand.
  func isConstant(_ operand: Int, _ elements: [Int]) -> Bool {
    // What rounds its operand may not see a small change.
    elements.allSatisfy { element in
      [1e-5, 1e-3, 3e-2].allSatisfy { strongest(operand, element, over: $0).isEmpty }
    }
  }

  /// The derivative of an element of a result.
  func derivative(_ operand: Int, _ element: Int, of output: Int, at place: Int) -> Estimate? {
    let size = results[output].doubles[place].magnitude
    let line = RiddersDifference(center: point[operand].doubles[element], valueSize: size) { coordinate in
      moving(operand, element, to: coordinate) { $0.elements(ofOutput: output)[place] } ?? .nan
    }
    return line.central()
  }

  /// The operands' and results' numbers that belong to a derivative: that of the operand's element, and of the others that
  /// which goes with the result's place.
  func numbers(_ operand: Int, _ element: Int, output: Int, place: Int) -> [Double] {
    let target = results[output]
    let operands = point.enumerated().map { index, array in
      index == operand ? array.doubles[element] : Self.number(of: array, at: place, in: target.shape)
    }
    return operands + results.map { Self.number(of: $0, at: place, in: target.shape) }
  }

  /// The element of an array that is broadcast to a place of a shape; NaN where it does not broadcast to it.
  private static func number(of array: NDArray, at place: Int, in shape: Shape) -> Double {
    guard array.shape.broadcasts(to: shape) else {
      return array.count == 1 ? array.doubles[0] : .nan
    }
    var (rest, index, stride) = (place, 0, 1)
    let (own, all) = (array.shape.dimensions, shape.dimensions)
    for axis in all.indices.reversed() {
      let coordinate = rest % all[axis]
      rest /= all[axis]
      let ownAxis = axis - (all.count - own.count)
      if ownAxis >= 0 {
        if own[ownAxis] > 1 { index += coordinate * stride }
        stride *= own[ownAxis]
      }
    }
    return array.doubles[index]
  }
}
