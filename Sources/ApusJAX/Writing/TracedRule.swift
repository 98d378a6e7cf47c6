// A gradient rule as a graph: of a custom function, or of an Op whose pullback is called once with arguments.

internal import ApusDifferentiation
internal import ApusFunctions
internal import ApusGraph
internal import ApusOps
internal import ApusRewriting

/// A pullback from operands, results and cotangents to the operands' cotangents.
struct TracedRule {
  /// The arguments: operands, results, cotangents of the results.
  let arguments: [Tensor]
  /// What the rule says for each operand.
  let answers: [OperandCotangent]
  let operandTypes: [TensorType]
  let resultTypes: [TensorType]

  var operands: ArraySlice<Tensor> { arguments[..<operandTypes.count] }
  var results: ArraySlice<Tensor> { arguments[operandTypes.count..<(operandTypes.count + resultTypes.count)] }
  var cotangents: ArraySlice<Tensor> { arguments[(operandTypes.count + resultTypes.count)...] }

  /// The rule of a custom function, of which some results are not used: what is linear in their cotangents goes.
  init(_ call: CustomFunctionCall, unused: Set<Int>) throws(JAXExportError) {
    let arguments = call.customRule.graph.arguments
    self.arguments = arguments
    operandTypes = call.body.argumentTypes
    resultTypes = call.body.resultTypes
    let (n, m) = (operandTypes.count, resultTypes.count)
    let found = call.pullback(
      PullbackSite(
        operands: Array(arguments[..<n]), results: Array(arguments[n..<(n + m)]),
        cotangents: (0..<m).map { unused.contains($0) ? nil : arguments[n + m + $0] }))
    answers = try Self.simplifying(found)
  }

  /// Those of a call's unused results that its rule does not use either: the cotangents of the others come back where the
  /// rule is differentiated.
  static func ignorable(_ call: CustomFunctionCall, _ unused: Set<Int>) throws(JAXExportError) -> Set<Int> {
    guard !unused.isEmpty, !call.hasPushforward else { return [] }
    let rule = try TracedRule(call, unused: unused)
    let order: [Node]
    do { order = try Traversal.topologicalOrder(of: rule.values) } catch { throw .model(.graph(error)) }
    let read = Set(order.map { Tensor($0) })
    let results = Array(rule.results)
    let ignored = unused.filter { !read.contains(results[$0]) }
    return ignored == unused ? unused : try ignorable(call, ignored)
  }

  /// The rule of an Op on operands of given types.
  init(_ op: any Op, _ operandTypes: [TensorType], _ resultTypes: [TensorType]) throws(JAXExportError) {
    let residualCount = (op as? any ResidualBearing)?.residualCount(of: operandTypes) ?? 0
    var found: [OperandCotangent] = []
    let graph = FunctionGraph(of: operandTypes + resultTypes + resultTypes) { arguments in
      let (n, m) = (operandTypes.count, resultTypes.count)
      let cotangents = arguments[(n + m)...].enumerated().map { index, cotangent -> Tensor? in
        cotangent.type.isDifferentiable && index < m - residualCount ? cotangent : nil
      }
      found = op.pullback(
        PullbackSite(
          operands: Array(arguments[..<n]), results: Array(arguments[n..<(n + m)]), cotangents: cotangents))
      return found.compactMap { if case .value(let cotangent) = $0 { cotangent } else { nil } }
    }
    arguments = graph.arguments
    self.operandTypes = operandTypes
    self.resultTypes = resultTypes
    answers = try Self.simplifying(found)
  }

  /// The answers with simplified values.
  private static func simplifying(_ answers: [OperandCotangent]) throws(JAXExportError) -> [OperandCotangent] {
    var values = try simplified(answers.compactMap { if case .value(let value) = $0 { value } else { nil } })[...]
    return answers.map { answer in
      if case .value = answer { values.popFirst().map(OperandCotangent.value) ?? .disconnected } else { answer }
    }
  }

  var values: [Tensor] { answers.compactMap { if case .value(let cotangent) = $0 { cotangent } else { nil } } }

  /// Why there is no derivative, by the operands of which there is none.
  var refusals: [Int: String] {
    var reasons: [Int: String] = [:]
    for (index, answer) in answers.enumerated() {
      switch answer {
      case .undefined(let reason): reasons[index] = "there is no derivative for \(operandName(index)): \(reason)"
      case .notImplemented(let reason):
        reasons[index] = "the derivative for \(operandName(index)) is not there: \(reason)"
      case .value, .disconnected: break
      }
    }
    return reasons
  }

  /// The pushforward that the rule amounts to where operands and results are scalars: its Jacobian is then as good as
  /// known, since a cotangent is multiplied by a derivative as a tangent is.
  func pushforwardOfScalars(_ site: PushforwardSite) -> [Tensor?] {
    site.results.indices.map { result in
      let terms = site.operands.indices.compactMap { operand -> Tensor? in
        guard let tangent = site.tangents[operand] else { return nil }
        guard case .value(let product) = answers[operand] else {
          // What refuses a derivative stays connected, so that the refusal is met, and nothing is zero in silence.
          return refusals[operand] == nil ? nil : tangent * Double.nan
        }
        var places: [Tensor: Tensor] = [:]
        for (argument, value) in zip(operands, site.operands) { places[argument] = value }
        for (argument, value) in zip(results, site.results) { places[argument] = value }
        for (index, argument) in cotangents.enumerated() {
          places[argument] = index == result ? tangent : .zeros(argument.type)
        }
        return (try? Traversal.substitute(places, in: [product]))?.first
      }
      guard let first = terms.first else { return nil }
      return terms.dropFirst().reduce(first) { $0 + $1 }
    }
  }

  private func operandName(_ index: Int) -> String { "operand \(index)" }
}

/// Values without what does nothing, and with the stable forms that the model itself has. No gradient rule is touched.
func simplified(_ values: [Tensor]) throws(JAXExportError) -> [Tensor] {
  do { return try rewrite(values, with: .simplify + .stabilize).outputs } catch { throw .model(.graph(error)) }
}
