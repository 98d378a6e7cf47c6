// Functions with two rules of the user's, a pushforward and a pullback: JAX gets both, each for its own mode.

internal import ApusGraph

extension FunctionWriter {
  /// Whether all operands and results are numbers, as the helper function for two rules takes them.
  static func areReal(_ rule: TracedRule) -> Bool {
    (rule.operandTypes + rule.resultTypes).allSatisfy(\.isDifferentiable)
  }

  /// Adds a function with both rules.
  ///
  /// - Parameter body: the definition of the function of the given name.
  func addBoth(
    _ name: String, _ body: [String], _ arguments: [String], _ rule: TracedRule,
    _ forward: (PushforwardSite) -> [Tensor?], rule summary: String, isUsers: Bool
  ) throws(JAXExportError) {
    contents.use("with_both_rules")
    let count = rule.resultTypes.count
    let function = contents.names.claim("\(name)_value")
    let (pushforward, pullback) = (
      contents.names.claim("\(name)_pushforward"), contents.names.claim("\(name)_pullback")
    )
    if isUsers { contents.addUserRule(pushforward, nil) }
    let results = localNames(Self.numbered("value", count), besides: arguments)
    let tangents = localNames(arguments.map { "d\($0)" }, besides: arguments + results)
    let cotangents = localNames(Self.numbered("cotangent", count), besides: arguments + results)

    let list = arguments.joined(separator: ", ")
    var value = body
    value[0] = "def \(function)(\(list)):"
    if count == 1, let last = value.indices.last, let range = value[last].firstRange(of: "return ") {
      value[last].replaceSubrange(range, with: "return (")
      value[last] += ",)"
    }

    let (forwardWriter, found) = try forwardStatements(
      forward, rule.operandTypes, rule.resultTypes, arguments + results + tangents
    ) { writer in
      writer.add("\"\"\"The forward-mode rule of \(name).\"\"\"")
      if isUsers { writer.add("rule_traces[\(PythonLiteral.string(pushforward))] += 1") }
      writer.add("\(PythonLiteral.targets(arguments)) = operands")
      writer.add("\(PythonLiteral.targets(results)) = results")
      writer.add("\(PythonLiteral.targets(tangents)) = tangents")
    }
    let forwardLines =
      [
        "@jax.named_scope(\(PythonLiteral.string("the pushforward of \(name)")))",
        "def \(pushforward)(operands, results, tangents):",
      ] + forwardWriter.lines
      + ["    return \(PythonLiteral.tuple(found))"]

    var writer = try GraphWriter(
      rule.values, in: contents, known: known(rule.arguments, arguments + results + cotangents),
      names: Set(arguments + results + cotangents))
    writer.add("\"\"\"\(summary)\"\"\"")
    if isUsers { writer.add("rule_traces[\(PythonLiteral.string(name))] += 1") }
    writer.add("\(PythonLiteral.targets(arguments)) = operands")
    writer.add("\(PythonLiteral.targets(results)) = results")
    writer.add("\(PythonLiteral.targets(cotangents)) = cotangents")
    var answers: [String] = []
    for (index, answer) in rule.answers.enumerated() {
      switch answer {
      case .value(let cotangent): answers.append(try writer.writeArray(cotangent).text)
      case .disconnected: answers.append("jnp.zeros(\(rule.operandTypes[index].shape))")
      case .undefined, .notImplemented: answers.append("jnp.full(\(rule.operandTypes[index].shape), jnp.nan)")
      }
    }
    let pullbackLines =
      [
        "@jax.named_scope(\(PythonLiteral.string("the gradient rule of \(name)")))",
        "def \(pullback)(operands, results, cotangents):",
      ] + writer.lines
      + ["    return \(PythonLiteral.tuple(answers))"]

    let registered = contents.names.claim("\(name)_with_rules")
    let registration = "\(registered) = with_both_rules(\(function), \(pushforward), \(pullback))"
    let call = [
      "def \(name)(\(list)):", "    return \(registered)(\(list))" + (count == 1 ? "[0]" : ""),
    ]
    contents.add(
      [value, forwardLines, pullbackLines, [registration], call].map { $0.joined(separator: "\n") }
        .joined(separator: "\n\n\n"))
  }
}
