// A point replayed in the interpreter, forward and backward: the first number that is not finite, and where it was made.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps
internal import ApusRewriting

/// What a model computes at a point, and where the first bad number comes from.
public struct PointExplanation: Sendable, CustomStringConvertible {
  /// A node whose result is not finite though its operands are.
  public struct BadNode: Sendable {
    /// The Op.
    public let op: String
    /// The user's line, where it is known.
    public let line: String?
    /// The node's place in the log density, or in its gradient.
    public let isInGradient: Bool
    /// The element of the result, in row-major order.
    public let element: Int
    /// The element's value: NaN, ∞ or −∞.
    public let value: Double
    /// The expression, two levels deep.
    public let expression: String
    /// What each operand holds at that element; the operand's least and greatest element where the shapes differ.
    public let operands: [String]
    /// The operands that lie outside the domain that the Op declares.
    public let outside: [String]
    /// The parameters that the node depends on.
    public let parameters: [String]
    /// Whether the value goes into a choice between branches, which does not take it: its derivative still counts.
    public let isChosenAway: Bool

    /// What is bad and where, with what helps, in one sentence.
    package var sentence: String {
      let place = line.map { " (\($0))" } ?? ""
      let origin =
        "the first bad number is \(PointExplanation.text(value)) at element \(element) of \(op)\(place): \(expression)"
      let what = ([origin] + outside).joined(separator: "; ")
      return isChosenAway ? "\(what). \(Self.idiom)" : what
    }

    /// What to write in place of a choice with a bad branch.
    static let idiom =
      "A select does not take it there, but its derivative still enters, as 0 · ∞: choose the operand too, as in "
      + "select(y .> 0, log(select(y .> 0, y, 1)), 0)"
  }

  /// The log density.
  public let logDensity: Double
  /// The gradient, coordinate by coordinate.
  public let gradient: [Double]
  /// The first bad node in the order of evaluation; nil where all is finite.
  public let firstBadNode: BadNode?
  /// The terms of the log density that are not finite, such as `likelihood of 'y'`.
  public let badTerms: [String]
  /// The parameters whose gradients are not finite.
  public let badGradients: [String]

  /// What Ops threw, such as `Orbit threw: no convergence`.
  public let thrown: [String]

  /// Whether the log density and its gradient are finite.
  public var isFinite: Bool { logDensity.isFinite && gradient.allSatisfy(\.isFinite) }

  /// A number without the sign that a NaN may have.
  static func text(_ number: Double) -> String { number.isNaN ? "nan" : "\(number)" }

  public var description: String {
    guard let bad = firstBadNode else {
      return (["log density \(logDensity); everything is finite"] + thrown).joined(separator: "\n")
    }
    var lines = ["log density \(Self.text(logDensity))"]
    if !badTerms.isEmpty { lines[0] += "; not finite: \(badTerms.joined(separator: ", "))" }
    if !badGradients.isEmpty && logDensity.isFinite {
      lines[0] += "; the gradient with respect to \(badGradients.joined(separator: ", ")) is not finite"
    }
    lines.append(
      "the first bad number is \(Self.text(bad.value)) at element \(bad.element) of \(bad.op)"
        + (bad.line.map { " (\($0))" } ?? "") + (bad.isInGradient ? ", in the gradient" : ""))
    lines.append("  \(bad.expression)")
    for (index, operand) in bad.operands.enumerated() { lines.append("  operand \(index): \(operand)") }
    lines += (bad.outside + thrown).map { "  \($0)" }
    if bad.isChosenAway { lines.append("  \(BadNode.idiom)") }
    if !bad.parameters.isEmpty { lines.append("  it depends on \(bad.parameters.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}

extension Model {
  /// Replays a point in the interpreter, forward and backward, and finds the first node that is not finite.
  ///
  /// - Parameter position: all unconstrained values, such as the end of a divergent step.
  /// - Throws: ``ModelError`` where a gradient rule is missing, or the position has not as many coordinates as the model.
  public func explain(at position: [Double]) throws(ModelError) -> PointExplanation {
    guard position.count == dimension else {
      throw .sampling(.wrongDimension(of: "the position", expected: dimension, given: position.count))
    }
    let written = try [logDensity()] + gradient()
    return try ModelError.lifting {
      let values = try rewrite(written, with: .replay).outputs
      return try explanation(at: position, values[0], Array(values.dropFirst()))
    }
  }

  private func explanation(at position: [Double], _ density: Tensor, _ gradients: [Tensor]) throws -> PointExplanation {
    let program = try Program([density] + gradients, varying: unconstrainedArguments)
    let evaluator = try Evaluator(program, data: dataBindings)
    let layout = PositionLayout(parameters)
    for (argument, value) in zip(unconstrainedArguments, layout.values(of: position, unconstrainedArguments)) {
      evaluator.buffer(ofVarying: argument)?.copy(from: value)
    }
    let forward = Set(try Traversal.topologicalOrder(of: [density]))
    var isFinite: Set<Node> = []
    var candidate: (node: Node, element: Int, value: Double)?
    try evaluator.trace { node, results in
      guard let (element, value) = Self.firstBad(results) else {
        isFinite.insert(node)
        return
      }
      let inputs = node.operands.compactMap(\.node)
      guard inputs.allSatisfy({ $0.op is Argument || isFinite.contains($0) }), !(node.op is Constant) else { return }
      // The value's own nodes come before those of the gradient.
      let isFirst = candidate.map { !forward.contains($0.node) && forward.contains(node) } ?? true
      if isFirst { candidate = (node, element, value) }
    }
    let logDensity = evaluator.output(0).float64[0]
    let slopes = gradients.indices.map { evaluator.output($0 + 1).array.doubles }
    let bad = zip(parameters, slopes).filter { _, slope in !slope.allSatisfy(\.isFinite) }.map(\.0.name)
    var badNode: PointExplanation.BadNode?
    if let candidate, !(logDensity.isFinite && bad.isEmpty) {
      let isInGradient = !forward.contains(candidate.node)
      badNode = try self.badNode(
        candidate.node, candidate.element, candidate.value, isInGradient: isInGradient,
        isChosenAway: logDensity.isFinite && isOperandOfSelect(candidate.node, in: forward), at: position)
    }
    return PointExplanation(
      logDensity: logDensity, gradient: slopes.flatMap { $0 }, firstBadNode: badNode,
      badTerms: try badTerms(at: position).map(\.name),
      badGradients: bad, thrown: evaluator.errors.entries.map { "\($0.op) threw: \($0.message)" })
  }

  private static func firstBad(_ results: [TensorView]) -> (element: Int, value: Double)? {
    for result in results where result.type.isDifferentiable {
      let values = result.float64
      if let element = values.firstIndex(where: { !$0.isFinite }) { return (element, values[element]) }
    }
    return nil
  }

  /// The terms of the log density that are not finite at a position, with their first bad element.
  func badTerms(
    at position: [Double]
  ) throws(ModelError) -> [(name: String, value: Double, element: Int, isScalar: Bool)] {
    let terms = logDensityTerms()
    let values = try CompiledFunction(terms.map(\.value), of: self, backend: .interpreter).values(at: position).values
    return zip(terms, values).compactMap { term, value in
      let numbers = value.doubles
      return numbers.firstIndex { !$0.isFinite }.map {
        ("\(term.source.rawValue) of '\(term.name)'", numbers[$0], $0, value.shape.isScalar)
      }
    }
  }

  private func badNode(
    _ node: Node, _ element: Int, _ value: Double, isInGradient: Bool, isChosenAway: Bool, at position: [Double]
  ) throws(ModelError) -> PointExplanation.BadNode {
    let values = try CompiledFunction(node.operands, of: self, backend: .interpreter).values(at: position).values
    let types = node.resultTypes
    let texts = values.map { operand in
      let numbers = operand.doubles
      if numbers.count == types[0].elementCount { return PointExplanation.text(numbers[element]) }
      if numbers.count == 1 { return PointExplanation.text(numbers[0]) }
      let (least, most) = (PointExplanation.text(numbers.min() ?? .nan), PointExplanation.text(numbers.max() ?? .nan))
      return "from \(least) to \(most), shape \(operand.shape)"
    }
    var outside: [String] = []
    if let contract = node.op as? any DomainContract {
      for (operand, domain) in contract.domains(count: values.count) {
        guard let number = values[operand].doubles.first(where: { !domain.contains($0) }) else { continue }
        outside.append("\(contract.nameOfOperand(operand)) is \(number), outside \(domain)")
      }
    }
    let sources = Set((try? Traversal.topologicalOrder(of: [Tensor(node)])) ?? [])
    return PointExplanation.BadNode(
      op: node.op.name, line: node.line, isInGradient: isInGradient, element: element, value: value,
      expression: Tensor(node).expression(depth: 2), operands: texts, outside: outside,
      parameters: parameters.filter { $0.unconstrained.node.map(sources.contains) ?? false }.map(\.name),
      isChosenAway: isChosenAway)
  }

  /// Whether a select chooses between a value that depends on the node, or that the node's derivative is of, and another.
  private func isOperandOfSelect(_ node: Node, in forward: Set<Node>) -> Bool {
    let known = Set((try? Traversal.topologicalOrder(of: [Tensor(node)])) ?? [])
    return forward.contains { choice in
      guard choice.op is Select else { return false }
      return choice.operands.dropFirst().contains { branch in
        guard let source = branch.node, !(source.op is Constant), !source.operands.isEmpty else { return false }
        if source === node || known.contains(source) { return true }
        return !Traversal.path(from: node, to: source).isEmpty
      }
    }
  }
}
