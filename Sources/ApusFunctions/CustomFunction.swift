// An expression with the user's own derivative: both are graphs, so it is inlined, fused and differentiated again.

internal import ApusDifferentiation
public import ApusGraph
internal import ApusInterpreter
public import ApusOps

/// A function of tensors with its own gradient rule, both written as graph operations.
///
/// ```swift
/// let square = CustomFunction("square") { x in [x[0] * x[0]] } pullback: { site in
///   [.value(site.cotangent() * 2 * site.operands[0])]
/// }
/// let y = square(x)
/// ```
///
/// The rule is what every backend, sampler and export uses; second derivatives differentiate the rule. Forward mode derives
/// its rule from the pullback, unless there is a pushforward. Body and rules must depend on their operands alone: what they take from outside would have no derivative, and is an error. Constants may
/// come from outside.
public struct CustomFunction: Sendable {
  /// The name in messages, reports and exports.
  public let name: String
  /// What the operands are called in messages; empty where they have numbers alone.
  package let operandNames: [String]
  /// The domains of operands that have one, by their numbers: outside, the operand is NaN for the body.
  package let domains: [Int: OperandDomain]
  /// How accurate values and rule are.
  public let accuracy: Accuracy
  private let body: @Sendable ([Tensor]) -> [Tensor]
  private let pullback: @Sendable (PullbackSite) -> [OperandCotangent]
  private let pushforward: (@Sendable (PushforwardSite) -> [Tensor?])?
  fileprivate let location: SourceLocation?

  /// A function of any number of operands and results.
  ///
  /// - Parameters:
  ///   - operandNames: what the operands are called in messages.
  ///   - domains: where operands must lie, by their numbers.
  ///   - accuracy: how accurate values and rule are, where they have fewer digits than double precision gives.
  ///   - body: the results for given operands.
  ///   - pullback: the cotangent of each operand at a site; linear in the site's cotangents.
  ///   - pushforward: the tangent of each result at a site, linear in the site's tangents and the adjoint of the pullback; nil
  ///     for a result is zero.
  ///   - file: the file of the rule, for messages.
  ///   - line: its line.
  public init(
    _ name: String, operandNames: [String] = [], domains: [Int: OperandDomain] = [:], accuracy: Accuracy = .full,
    file: StaticString = #fileID, line: UInt = #line,
    _ body: @escaping @Sendable ([Tensor]) -> [Tensor],
    pullback: @escaping @Sendable (PullbackSite) -> [OperandCotangent],
    pushforward: (@Sendable (PushforwardSite) -> [Tensor?])? = nil
  ) {
    self.name = name
    self.operandNames = operandNames
    self.domains = domains
    self.accuracy = accuracy
    self.body = body
    self.pullback = pullback
    self.pushforward = pushforward
    location = .line(file: file, line: line)
  }

  /// The function of a call that was made from graphs: for operands of these types alone.
  fileprivate init(
    _ name: String, operandNames: [String], domains: [Int: OperandDomain], accuracy: Accuracy, body: FunctionGraph,
    rule: CustomRule, pushforward: CustomPushforward?, at location: SourceLocation?
  ) {
    self.name = name
    self.operandNames = operandNames
    self.domains = domains
    self.accuracy = accuracy
    self.body = { body.inlined(on: $0) }
    pullback = { rule.cotangents(at: $0) }
    if let pushforward {
      self.pushforward = { pushforward.tangents(at: $0) }
    } else {
      self.pushforward = nil
    }
    self.location = location
  }

  /// The results on operands; poisoned where there are fewer than it has names for, or none.
  public func results(
    _ operands: [any TensorConvertible], file: StaticString = #fileID, line: UInt = #line
  ) -> [Tensor] {
    let tensors = operands.map(\.tensor)
    let location = SourceLocation.line(file: file, line: line)
    let types = tensors.map(\.type)
    // The body is not asked for fewer operands than are known to be needed: it would read one that is not there.
    let leastCount = max(1, operandNames.count, (domains.keys.max() ?? -1) + 1)
    guard operands.count >= leastCount else {
      let cause = TypeError.operandCount(operands.count, expected: leastCount)
      let error = GraphError(operation: name, operands: tensors.map(\.summary), cause: cause, location: location)
      return .poisoned(by: error)
    }
    let function = FunctionGraph(of: types) { body($0.enumerated().map(guarded)) }
    let operandError = tensors.lazy.compactMap(\.error).first
    if let error = operandError ?? function.error ?? captureError(function, "body", location) {
      return function.results.map { Tensor(poisonedBy: error, as: $0.type) }
    }
    let rule = tracedRule(types, function)
    if let error = captureError(rule.graph, "rule", location) {
      return function.results.map { Tensor(poisonedBy: error, as: $0.type) }
    }
    let forward = tracedPushforward(types, function.resultTypes)
    if let forward, let error = captureError(forward.graph, "pushforward", location) {
      return function.results.map { Tensor(poisonedBy: error, as: $0.type) }
    }
    let call = CustomFunctionCall(body: function, rule: rule, pushforward: forward, declaredBy: self)
    return Tensor.apply(call, tensors, at: location)
  }

  /// The only, or first, result on operands.
  public func callAsFunction(
    _ operands: any TensorConvertible..., file: StaticString = #fileID, line: UInt = #line
  ) -> Tensor {
    results(operands, file: file, line: line).first
      ?? .withoutResults(name, operands.map(\.tensor), at: .line(file: file, line: line))
  }

  /// An operand that is NaN outside its domain.
  private func guarded(_ index: Int, _ operand: Tensor) -> Tensor {
    guard let domain = domains[index], operand.type.isDifferentiable else { return operand }
    let isAbove = domain.includesLower ? operand .>= domain.lower : operand .> domain.lower
    let isBelow = domain.includesUpper ? operand .<= domain.upper : operand .< domain.upper
    return select(isAbove .& isBelow, operand, Tensor(.nan))
  }

  /// The error of a body or rule that is poisoned or uses a value from outside.
  private func captureError(_ function: FunctionGraph, _ part: String, _ location: SourceLocation) -> GraphError? {
    do throws(GraphError) {
      guard let outside = try function.captures().first else { return nil }
      let cause = TypeError(
        .attribute,
        "its \(part) uses \(outside.expression(depth: 1)) from outside, which its rule cannot answer for: "
          + "pass it as an operand")
      return GraphError(operation: name, operands: [], cause: cause, location: location)
    } catch { return error }
  }

  /// The pushforward as a graph of operands, results and tangents; nil where there is none.
  private func tracedPushforward(_ operandTypes: [TensorType], _ resultTypes: [TensorType]) -> CustomPushforward? {
    guard let pushforward else { return nil }
    return Tracing.withArguments(of: operandTypes + resultTypes + operandTypes) { arguments in
      let (n, m) = (operandTypes.count, resultTypes.count)
      let site = PushforwardSite(
        operands: Array(arguments[..<n]), results: Array(arguments[n..<(n + m)]),
        tangents: arguments[(n + m)...].map { $0.type.isDifferentiable ? $0 : nil })
      let answers = pushforward(site)
      return CustomPushforward(
        graph: FunctionGraph(arguments: arguments, results: answers.compactMap { $0 }),
        isZero: answers.map { $0 == nil })
    }
  }

  /// The rule as a graph of operands, results and cotangents.
  private func tracedRule(_ operandTypes: [TensorType], _ function: FunctionGraph) -> CustomRule {
    let resultTypes = function.resultTypes
    return Tracing.withArguments(of: operandTypes + resultTypes + resultTypes) { arguments in
      let (n, m) = (operandTypes.count, resultTypes.count)
      let site = PullbackSite(
        operands: Array(arguments[..<n]), results: Array(arguments[n..<(n + m)]),
        cotangents: Array(arguments[(n + m)...]))
      let answers = pullback(site)
      let values = answers.compactMap { if case .value(let cotangent) = $0 { cotangent } else { nil } }
      return CustomRule(
        graph: FunctionGraph(arguments: arguments, results: values), answers: answers.map(CustomRule.Answer.init))
    }
  }
}

/// A custom function's pushforward: a graph from operands, results and tangents to the results' tangents.
package struct CustomPushforward: Hashable, Sendable {
  /// The tangents that are values.
  package let graph: FunctionGraph
  /// For each result, whether its tangent is zero and no result of the graph.
  package let isZero: [Bool]

  /// A pushforward; the graph has a result for each tangent that is not zero.
  package init(graph: FunctionGraph, isZero: [Bool]) {
    self.graph = graph
    self.isZero = isZero
  }

  fileprivate func tangents(at site: PushforwardSite) -> [Tensor?] {
    var values = graph.inlined(onNonzero: site.operands + site.results + site.tangents)[...]
    return isZero.map { $0 ? nil : values.popFirst() ?? nil }
  }
}

/// A custom function's rule: a graph from operands, results and cotangents to the operands' cotangents.
package struct CustomRule: Hashable, Sendable {
  package enum Answer: Hashable, Sendable {
    /// The next result of the graph is its cotangent.
    case value
    /// The results do not depend on it.
    case disconnected
    /// There is mathematically no derivative.
    case undefined(String)
    /// There is a derivative that nobody has written down.
    case notImplemented(String)

    init(_ answer: OperandCotangent) {
      switch answer {
      case .value: self = .value
      case .disconnected: self = .disconnected
      case .undefined(let reason): self = .undefined(reason)
      case .notImplemented(let reason): self = .notImplemented(reason)
      }
    }
  }

  /// The cotangents that are values.
  package let graph: FunctionGraph
  package let answers: [Answer]

  /// A rule; the graph has a result for each answer that is a value.
  package init(graph: FunctionGraph, answers: [Answer]) {
    self.graph = graph
    self.answers = answers
  }

  fileprivate func cotangents(at site: PullbackSite) -> [OperandCotangent] {
    var values = graph.inlined(onNonzero: site.operands + site.results + site.cotangents)[...]
    return answers.map { answer in
      switch answer {
      case .value: (values.popFirst() ?? nil).map(OperandCotangent.value) ?? .disconnected
      case .disconnected: .disconnected
      case .undefined(let reason): .undefined(reason)
      case .notImplemented(let reason): .notImplemented(reason)
      }
    }
  }
}

package struct CustomFunctionCall: PreparedOp, ForwardDifferentiable, SymbolicOp, DomainContract {
  package let name: String
  package let body: FunctionGraph
  package let customRule: CustomRule
  /// Its forward-mode rule; nil where it has none of its own.
  package let customPushforward: CustomPushforward?
  private let declaration: Annotation

  /// What the operands are called; empty where they have numbers alone.
  package let operandNames: [String]
  /// Where operands must lie, by their numbers.
  package let domains: [Int: OperandDomain]
  package let accuracy: Accuracy

  /// A call of a function, as a graph for the types of its operands, with its rule. Where it was declared is no part of its
  /// equality.
  init(body: FunctionGraph, rule: CustomRule, pushforward: CustomPushforward?, declaredBy function: CustomFunction) {
    name = function.name
    self.body = body
    customRule = rule
    customPushforward = pushforward
    operandNames = function.operandNames
    domains = function.domains
    accuracy = function.accuracy
    declaration = Annotation(function: function)
  }

  /// A call of a function that is known by its graphs, whose types fit each other.
  package init(
    _ name: String, operandNames: [String], domains: [Int: OperandDomain], accuracy: Accuracy, body: FunctionGraph,
    rule: CustomRule, pushforward: CustomPushforward?, at location: SourceLocation?
  ) {
    let function = CustomFunction(
      name, operandNames: operandNames, domains: domains, accuracy: accuracy, body: body, rule: rule,
      pushforward: pushforward, at: location)
    self.init(body: body, rule: rule, pushforward: pushforward, declaredBy: function)
  }

  /// The same call, with the same rules, of a graph of the same values.
  package func evaluating(_ body: FunctionGraph) -> CustomFunctionCall {
    CustomFunctionCall(body: body, rule: customRule, pushforward: customPushforward, declaredBy: function)
  }

  package var function: CustomFunction { declaration.function }

  package func domain(ofOperand index: Int) -> OperandDomain? { domains[index] }
  package func nameOfOperand(_ index: Int) -> String {
    operandNames.indices.contains(index) ? operandNames[index] : "operand \(index)"
  }

  package var ruleLocation: SourceLocation? { function.location }

  package func inlinedBody(on operands: [Tensor]) -> [Tensor] { body.inlined(on: operands) }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands == body.argumentTypes else {
      throw TypeError(.shape, "operands of types \(operands) were given where \(body.argumentTypes) are taken")
    }
    return body.resultTypes
  }

  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    BodyEvaluation(body).run
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] { customRule.cotangents(at: site) }
}

extension CustomFunctionCall {
  package var hasPushforward: Bool { customPushforward != nil }

  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    customPushforward?.tangents(at: site) ?? site.results.map { _ in nil }
  }
}

/// A declaration that makes no difference: any two are equal.
private struct Annotation: Hashable {
  let function: CustomFunction

  static func == (a: Annotation, b: Annotation) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
