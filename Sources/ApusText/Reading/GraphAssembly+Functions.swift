// Custom functions and the user's routines: Ops that hold graphs, or that the reader was given.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

extension GraphAssembly {
  private func body(
    _ name: String, _ statement: Statement, _ attributes: inout AttributeReader, depth: UInt64
  ) throws(GraphTextError) -> (graph: FunctionGraph, position: TextPosition) {
    guard let literal = attributes.literal(name) else {
      throw statement.opPosition.error(.attribute, "\(statement.op) needs the attribute '\(name)'")
    }
    guard case .function(let syntax) = literal.value else {
      throw literal.position.error(.attribute, "expected a function as '\(name)' of \(statement.op)")
    }
    return (try function(syntax, depth: depth), literal.position)
  }

  // MARK: Custom functions

  /// A function with its own rule.
  func customFunction(
    _ statement: Statement, _ attributes: inout AttributeReader, _ operands: [TensorType], depth: UInt64
  ) throws(GraphTextError) -> CustomFunctionCall {
    let name: String = try attributes.value("name")
    let operandNames: [String] = try attributes.optional("operandNames") ?? []
    let accuracy = try accuracy(statement, &attributes)
    let domains = try domains(statement, &attributes)
    let body = try body("body", statement, &attributes, depth: depth)
    guard body.graph.argumentTypes == operands else {
      throw body.position.error(.type, "expected parameters of the types of the operands, \(operands.listed)")
    }
    guard operandNames.count <= operands.count, domains.keys.allSatisfy({ $0 < operands.count }) else {
      throw statement.opPosition.error(
        .attribute, "expected names and domains of at most \(operands.count) operands")
    }
    let results = body.graph.resultTypes
    let rule = try rule(statement, &attributes, operands, results, depth: depth)
    let pushforward = try pushforward(statement, &attributes, operands, results, depth: depth)
    return CustomFunctionCall(
      name, operandNames: operandNames, domains: domains, accuracy: accuracy, body: body.graph, rule: rule,
      pushforward: pushforward, at: location(of: statement))
  }

  private func rule(
    _ statement: Statement, _ attributes: inout AttributeReader, _ operands: [TensorType], _ results: [TensorType],
    depth: UInt64
  ) throws(GraphTextError) -> CustomRule {
    let (graph, position) = try body("rule", statement, &attributes, depth: depth)
    let expected = operands + results + results
    guard graph.argumentTypes == expected else {
      throw position.error(.type, "expected parameters for operands, results and cotangents, \(expected.listed)")
    }
    let words: [CustomRule.Answer] = try attributes.value("answers")
    guard words.count == operands.count else {
      throw position.error(.attribute, "expected \(operands.count) answers, and found \(words.count)")
    }
    let due = zip(words, operands).compactMap { $0 == .value ? $1 : nil }
    guard graph.resultTypes == due else {
      throw position.error(.type, "expected the cotangents \(due.listed), and found \(graph.resultTypes.listed)")
    }
    return CustomRule(graph: graph, answers: words)
  }

  private func pushforward(
    _ statement: Statement, _ attributes: inout AttributeReader, _ operands: [TensorType], _ results: [TensorType],
    depth: UInt64
  ) throws(GraphTextError) -> CustomPushforward? {
    guard statement.attributes.contains(where: { $0.name == "pushforward" }) else { return nil }
    let (graph, position) = try body("pushforward", statement, &attributes, depth: depth)
    let expected = operands + results + operands
    guard graph.argumentTypes == expected else {
      throw position.error(.type, "expected parameters for operands, results and tangents, \(expected.listed)")
    }
    let isZero: [Bool] = try attributes.value("zeroTangents")
    guard isZero.count == results.count else {
      throw position.error(.attribute, "expected \(results.count) zeroTangents, and found \(isZero.count)")
    }
    let due = zip(isZero, results).compactMap { $0 ? nil : $1 }
    guard graph.resultTypes == due else {
      throw position.error(.type, "expected the tangents \(due.listed), and found \(graph.resultTypes.listed)")
    }
    return CustomPushforward(graph: graph, isZero: isZero)
  }

  private func accuracy(
    _ statement: Statement, _ attributes: inout AttributeReader
  ) throws(GraphTextError) -> Accuracy {
    guard let numbers: [Double] = try attributes.optional("accuracy") else { return .full }
    let accuracy = numbers.count == 2 ? Accuracy(value: numbers[0], rule: numbers[1]) : .full
    guard numbers.count == 2, accuracy.value == numbers[0], accuracy.rule == numbers[1] else {
      throw statement.opPosition.error(
        .attribute, "expected two numbers from 0 to \(Accuracy.limit) as 'accuracy', of the value and of the rule")
    }
    return accuracy
  }

  private func domains(
    _ statement: Statement, _ attributes: inout AttributeReader
  ) throws(GraphTextError) -> [Int: OperandDomain] {
    let list: [NumberedDomain] = try attributes.optional("domains") ?? []
    let domains = Dictionary(list.map { ($0.operand, $0.domain) }) { first, _ in first }
    guard domains.count == list.count else {
      throw statement.opPosition.error(.attribute, "expected each operand once in 'domains'")
    }
    return domains
  }

  // MARK: The user's routines

  /// A routine that the reader was given, or one of its derivatives; what stands for it where it may be unknown.
  func external(
    _ statement: Statement, _ attributes: inout AttributeReader, _ operands: [TensorType]
  ) throws(GraphTextError) -> any Op {
    let name: String = try attributes.value("name")
    let call = reader.externals[name]
    guard call != nil || reader.takesUnknownRoutines else {
      throw statement.opPosition.error(
        .missingExternal, "expected the routine \(name.quoted), which the reader was not given")
    }
    let partName: String = try attributes.optional("part") ?? "call"
    let part: RoutinePart
    switch partName {
    case "call": part = .call
    case "pullback":
      part = .pullback(operandCount: try attributes.value("operandCount"), wanted: try attributes.value("wanted"))
    case "difference":
      part = .difference(
        operandCount: try attributes.value("operandCount"), moved: try attributes.value("moved"),
        provided: try attributes.value("provided"))
    case "partials": part = .partials
    case "secondPartials": part = .secondPartials
    default:
      throw statement.opPosition.error(
        .attribute, "expected call, pullback, difference, partials or secondPartials as 'part' of External")
    }
    guard let call else { return UnknownRoutine(routine: name, part: part, types: statement.types.map(\.type)) }
    do throws(TypeError) { return try part.op(of: call, on: operands) } catch {
      throw statement.opPosition.error(.type, "External: \(error.reason)")
    }
  }
}

extension [TensorType] {
  /// The types as a list.
  fileprivate var listed: String { isEmpty ? "none" : map(\.description).joined(separator: ", ") }
}

/// The domain of an operand: `(1, 0.0, inf, false, true)` is its number, its ends, and whether these belong to it.
struct NumberedDomain: AttributeValue {
  let operand: Int
  let domain: OperandDomain

  init(_ operand: Int, _ domain: OperandDomain) { (self.operand, self.domain) = (operand, domain) }

  static var expectation: String { "(operand, lower, upper, includesLower, includesUpper)" }

  init?(_ literal: Literal) {
    guard case .tuple(let parts) = literal.value, parts.count == 5, let operand = Int(parts[0]),
      let lower = Double(parts[1]), let upper = Double(parts[2]), let includesLower = Bool(parts[3]),
      let includesUpper = Bool(parts[4]), (0..<1 << 16).contains(operand)
    else { return nil }
    self.init(operand, OperandDomain(lower, upper, includesLower: includesLower, includesUpper: includesUpper))
  }

  var text: String {
    "(\(operand), \(domain.lower.text), \(domain.upper.text), \(domain.includesLower), \(domain.includesUpper))"
  }
}

/// What a rule says for an operand: `value`, `disconnected`, `("undefined", "reason")`, `("notImplemented", "reason")`.
extension CustomRule.Answer: AttributeValue {
  static var expectation: String { "value, disconnected, (undefined, \"reason\") or (notImplemented, \"reason\")" }

  init?(_ literal: Literal) {
    switch literal.value {
    case .word("value"): self = .value
    case .word("disconnected"): self = .disconnected
    case .tuple(let parts):
      guard parts.count == 2, case .word(let word) = parts[0].value, let reason = String(parts[1]) else { return nil }
      switch word {
      case "undefined": self = .undefined(reason)
      case "notImplemented": self = .notImplemented(reason)
      default: return nil
      }
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .value: "value"
    case .disconnected: "disconnected"
    case .undefined(let reason): "(undefined, \(reason.quoted))"
    case .notImplemented(let reason): "(notImplemented, \(reason.quoted))"
    }
  }
}
