// Defines functions with gradient rules: custom functions, Ops of ours with better derivatives, routines in Swift.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// Writes the definitions of functions.
struct FunctionWriter {
  let contents: ModuleContents

  // MARK: Custom functions

  /// A function of the user's with its own rule.
  func define(_ call: CustomFunctionCall, unused: Set<Int>, as name: String) throws(JAXExportError) {
    let arguments = localNames(
      call.body.arguments.indices.map { index in
        let said = call.operandNames.indices.contains(index) ? call.operandNames[index] : ""
        return said.isEmpty ? Self.plainName(index, of: call.body.arguments.count) : Self.withoutArticle(said)
      })
    contents.addUserRule(name, call.ruleLocation)
    let rule = try TracedRule(call, unused: unused)
    contents.refusals[name] = rule.refusals
    let place = call.ruleLocation?.fileAndLine.map { " (\($0.file):\($0.line))" } ?? ""
    let values = try simplified(call.body.results)
    var writer = try GraphWriter(
      values, in: contents, known: known(call.body.arguments, arguments), names: Set(arguments))
    let said = PythonLiteral.documentation(call.name)
    writer.add("\"\"\"The function \(said)\(place).\"\"\"")
    writer.add("return \(try writer.writeList(values))")
    let body = ["def \(name)(\(arguments.joined(separator: ", "))):"] + writer.lines
    let summary = "The gradient rule of \(said)\(place)."
    if let forward = call.withPushforward, Self.areReal(rule) {
      try addBoth(name, body, arguments, rule, { forward.pushforward($0) }, rule: summary, isUsers: true)
    } else {
      try add(name, body, arguments, rule, rule: summary, isUsers: true)
    }
  }

  // MARK: Ops of Apus's

  /// A function with Apus's rule: one of the module's own, or a helper function where it has no value here.
  func define(
    _ op: any Op, _ own: Translation.OwnFunction, _ types: [TensorType], as name: String
  ) throws(JAXExportError) {
    let others = max(0, types.count - own.arguments.count)
    let arguments = localNames(own.arguments + Self.numbered(own.otherArguments, others))
    let resultTypes: [TensorType]
    do { resultTypes = try op.resultTypes(of: types) } catch {
      throw .untranslatable(operation: op.name, reason: error.reason, location: nil)
    }
    let body = own.value(op, types, arguments.map { PythonExpression($0) }).map { value in
      for word in HelperFunctions.words(value.text) { contents.use(word) }
      return ["def \(name)(\(arguments.joined(separator: ", "))):", "    return \(value.text)"]
    }
    let forward: (PushforwardSite) -> [Tensor?]
    let reverse = try TracedRule(op, types, resultTypes)
    if let op = op.withPushforward {
      forward = { op.pushforward($0) }
    } else if own.isElementwise {
      contents.refusals[name] = reverse.refusals
      forward = { reverse.pushforwardOfScalars($0) }
    } else {
      contents.refusals[name] = reverse.refusals
      try add(name, body ?? [], arguments, reverse, rule: nil, isUsers: false)
      return
    }
    let rule = try pushforward(forward, types, resultTypes, of: name, arguments)
    if let body {
      contents.add((["@jax.custom_jvp"] + body).joined(separator: "\n") + "\n\n\n" + rule)
    } else {
      contents.decorate(name, with: "@jax.custom_jvp", rule: rule)
    }
  }

  /// A forward rule: JAX transposes it for gradients, since it is linear in the tangents.
  private func pushforward(
    _ forward: (PushforwardSite) -> [Tensor?], _ types: [TensorType], _ resultTypes: [TensorType], of name: String,
    _ arguments: [String]
  ) throws(JAXExportError) -> String {
    let values = localNames(Self.numbered("value", resultTypes.count), besides: arguments)
    let tangents = localNames(arguments.map { "d\($0)" }, besides: arguments + values)
    let (writer, found) = try forwardStatements(forward, types, resultTypes, arguments + values + tangents) { writer in
      writer.add("\(PythonLiteral.targets(arguments)) = primals")
      writer.add("\(PythonLiteral.targets(tangents)) = tangents")
      writer.add("\(values.joined(separator: ", ")) = \(name)(\(arguments.joined(separator: ", ")))")
    }
    let isOne = values.count == 1
    let rule = contents.names.claim("\(name)_pushforward")
    let end = isOne ? "\(values[0]), \(found[0])" : "\(PythonLiteral.tuple(values)), \(PythonLiteral.tuple(found))"
    return (["@\(name).defjvp", "def \(rule)(primals, tangents):"] + writer.lines + ["    return \(end)"])
      .joined(separator: "\n")
  }

  /// The statements of a forward rule on names of the operands, results and tangents, and the results' tangents.
  func forwardStatements(
    _ forward: (PushforwardSite) -> [Tensor?], _ types: [TensorType], _ resultTypes: [TensorType], _ names: [String],
    beginning: (inout GraphWriter) -> Void
  ) throws(JAXExportError) -> (GraphWriter, [String]) {
    let (n, m) = (types.count, resultTypes.count)
    var isZero = [Bool](repeating: false, count: m)
    let graph = FunctionGraph(of: types + resultTypes + types) { given in
      let tangents = given[(n + m)...].map { $0.type.isDifferentiable ? $0 : nil }
      let found = forward(
        PushforwardSite(operands: Array(given[..<n]), results: Array(given[n..<(n + m)]), tangents: tangents))
      isZero = found.map { $0 == nil }
      return found.compactMap { $0 }
    }
    let outputs = try simplified(graph.results)
    var writer = try GraphWriter(outputs, in: contents, known: known(graph.arguments, names), names: Set(names))
    beginning(&writer)
    var found: [String] = []
    var next = outputs[...]
    for index in 0..<m {
      if isZero[index] {
        found.append("jnp.zeros_like(\(names[n + index]))")
      } else if let output = next.popFirst() {
        found.append(try writer.writeArray(output).text)
      }
    }
    return (writer, found)
  }

  // MARK: Routines in Swift

  /// A routine that runs in the shared library, with its rule as far as it has one.
  func defineRoutine(
    _ op: any Op, _ types: [TensorType], _ resultTypes: [TensorType], as name: String
  ) throws(JAXExportError) {
    let arguments = localNames(types.indices.map { Self.plainName($0, of: types.count) })
    let number = contents.routine(op, types, resultTypes)
    contents.use("call_swift")
    let isUsers = op.rule == .user || op.rule == .swift
    let list = ([String(number)] + arguments).joined(separator: ", ")
    let said = PythonLiteral.documentation(op.name)
    let body = [
      "def \(name)(\(arguments.joined(separator: ", "))):",
      "    \"\"\"The routine \(said), in Swift.\"\"\"",
      "    return call_swift(\(list))",
    ]
    // The rule of a series is a series of other terms, without end: a module has rules for so many derivatives.
    guard contents.isInside(op, atMost: op is any BuiltInOp ? 1 : 8) else {
      contents.add(body.joined(separator: "\n"))
      return
    }
    contents.enter(op)
    defer { contents.leave() }
    let rule = try TracedRule(op, types, resultTypes)
    contents.refusals[name] = rule.refusals
    if isUsers { contents.addUserRule(name, nil) }
    if let forward = op.withPushforward, Self.areReal(rule) {
      try addBoth(
        name, body, arguments, rule, { forward.pushforward($0) }, rule: "The gradient rule of \(said).",
        isUsers: isUsers)
    } else {
      try add(
        name, body, arguments, rule, rule: isUsers ? "The gradient rule of \(said)." : nil, isUsers: isUsers)
    }
  }

  // MARK: Reverse rules

  /// Adds a function with its backward rule.
  private func add(
    _ name: String, _ body: [String], _ arguments: [String], _ rule: TracedRule, rule summary: String?, isUsers: Bool
  ) throws(JAXExportError) {
    contents.disconnected[name] = Set(
      rule.answers.indices.filter { if case .disconnected = rule.answers[$0] { true } else { false } })
    let (forward, backward) = (contents.names.claim("\(name)_forward"), contents.names.claim("\(name)_backward"))
    let (n, m) = (rule.operandTypes.count, rule.resultTypes.count)
    let results = localNames(Self.numbered("value", m), besides: arguments)
    let cotangents = localNames(Self.numbered("cotangent", m), besides: arguments + results)
    let names = arguments + results + cotangents
    let used = try Self.arguments(of: rule.values)
    let kept = (0..<(n + m)).filter { used.contains(rule.arguments[$0]) }.map { names[$0] }

    let residuals = kept.isEmpty ? "None" : PythonLiteral.tuple(kept)
    let forwardLines = [
      "def \(forward)(\(arguments.joined(separator: ", "))):",
      "    \(results.joined(separator: ", ")) = \(name)(\(arguments.joined(separator: ", ")))",
      "    return \(m == 1 ? results[0] : PythonLiteral.tuple(results)), \(residuals)",
    ]

    var expressions = known(rule.arguments, names)
    for (index, cotangent) in zip(0..<m, rule.cotangents) where !rule.resultTypes[index].isDifferentiable {
      expressions[cotangent] = Self.zeros(rule.resultTypes[index])
    }
    var writer = try GraphWriter(rule.values, in: contents, known: expressions, names: Set(names))
    if let summary { writer.add("\"\"\"\(summary)\"\"\"") }
    if isUsers { writer.add("rule_traces[\(PythonLiteral.string(name))] += 1") }
    if !kept.isEmpty { writer.add("\(PythonLiteral.targets(kept)) = residuals") }
    if m > 1 { writer.add("\(cotangents.joined(separator: ", ")) = cotangents") }
    var answers: [String] = []
    for (index, answer) in rule.answers.enumerated() {
      switch answer {
      case .value(let cotangent):
        answers.append(
          rule.operandTypes[index].isDifferentiable ? try writer.writeArray(cotangent).text : "None")
      case .disconnected: answers.append("None")
      case .undefined, .notImplemented:
        answers.append("jnp.full(\(rule.operandTypes[index].shape), jnp.nan)")
      }
    }
    writer.add("return \(PythonLiteral.tuple(answers))")
    let scope = isUsers ? ["@jax.named_scope(\(PythonLiteral.string("the gradient rule of \(name)")))"] : []
    let backwardLines =
      scope + ["def \(backward)(residuals, \(m == 1 ? cotangents[0] : "cotangents")):"] + writer.lines
    let registration = "\(name).defvjp(\(forward), \(backward))"
    let parts = [forwardLines.joined(separator: "\n"), backwardLines.joined(separator: "\n"), registration]
    contents.add(([(["@jax.custom_vjp"] + body).joined(separator: "\n")] + parts).joined(separator: "\n\n\n"))
  }

  // MARK: Names

  func known(_ arguments: [Tensor], _ names: [String]) -> [Tensor: PythonExpression] {
    Dictionary(uniqueKeysWithValues: zip(arguments, names.map { PythonExpression($0) }))
  }

  func localNames(_ wanted: [String], besides others: [String] = []) -> [String] {
    var taken = Set(others)
    return wanted.map { name in
      let local = contents.names.claimLocal(name, besides: taken)
      taken.insert(local)
      return local
    }
  }

  /// Zeros for the cotangent of a result that has none.
  private static func zeros(_ type: TensorType) -> PythonExpression {
    .filled(type.elementType == .bool ? NDArray(false) : NDArray(0 as Int), type.shape)
  }

  /// A name for one value, numbered names for several.
  static func numbered(_ name: String, _ count: Int) -> [String] {
    count == 1 ? [name] : (0..<count).map { "\(name)_\($0)" }
  }

  /// x, y, z for few operands; numbered for more.
  private static func plainName(_ index: Int, of count: Int) -> String {
    count <= 3 ? ["x", "y", "z"][index] : "x\(index)"
  }

  private static func withoutArticle(_ text: String) -> String {
    text.hasPrefix("the ") ? String(text.dropFirst(4)) : text
  }

  /// The arguments that values depend on.
  private static func arguments(of values: [Tensor]) throws(JAXExportError) -> Set<Tensor> {
    do {
      return Set(try Traversal.topologicalOrder(of: values).filter { $0.op is Argument }.map { Tensor($0) })
    } catch { throw .model(.graph(error)) }
  }
}
