// Writes graphs as Python statements: a value that is used once is written in place, one that is used again gets a name.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// The statements of one function.
struct GraphWriter {
  /// The longest expression that a line gets, its indentation and the name before it left out.
  private static let width = 84

  let contents: ModuleContents
  /// The finished lines.
  private(set) var lines: [String] = []
  private var indentation: String
  private var names: Set<String>
  private var values: [Tensor: PythonExpression]
  private var useCounts: [Tensor: Int] = [:]
  private var hints: [Tensor: String]
  private let order: [Node]
  private let places: [Node: Int]
  private var written: Set<Node> = []
  private var temporaryCount = 0

  /// A function with some values known.
  ///
  /// - Parameters:
  ///   - outputs: all values that will be asked for.
  ///   - known: expressions for arguments.
  ///   - hints: names that values should get.
  ///   - names: the names used in the function, those of its arguments among them.
  init(
    _ outputs: [Tensor], in contents: ModuleContents, known: [Tensor: PythonExpression], hints: [Tensor: String] = [:],
    names: Set<String> = [], indentation: String = "    "
  ) throws(JAXExportError) {
    self.contents = contents
    self.indentation = indentation
    self.names = names
    self.hints = hints
    values = known
    do { order = try Traversal.topologicalOrder(of: outputs) } catch { throw .model(.graph(error)) }
    places = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
    // What lies behind a known value is not written.
    var reached: Set<Node> = Set(outputs.filter { known[$0] == nil }.compactMap(\.node))
    for node in order.reversed() where reached.contains(node) {
      for operand in node.operands where known[operand] == nil {
        if let source = operand.node { reached.insert(source) }
      }
    }
    for node in order where reached.contains(node) {
      for operand in node.operands { useCounts[operand, default: 0] += 1 }
    }
    for output in outputs { useCounts[output, default: 0] += 1 }
  }

  /// A line of its own.
  mutating func add(_ line: String) { lines.append(line.isEmpty ? "" : indentation + line) }

  /// The value of an output, after the statements that it needs.
  mutating func write(_ output: Tensor) throws(JAXExportError) -> PythonExpression {
    if let value = values[output] { return value }
    let root: Node
    do { root = try output.resolved().node } catch { throw .model(.graph(error)) }
    var needed: Set<Node> = [root]
    var pending = [root]
    while let node = pending.popLast() {
      for operand in node.operands where values[operand] == nil {
        if let source = operand.node, needed.insert(source).inserted { pending.append(source) }
      }
    }
    for place in needed.compactMap({ places[$0] }).sorted() where written.insert(order[place]).inserted {
      try write(order[place])
    }
    return values[output] ?? PythonExpression("")
  }

  /// The value of an output as an array: a number alone would have no type of its own.
  mutating func writeArray(_ output: Tensor) throws(JAXExportError) -> PythonExpression {
    let value = try write(output)
    guard let constant = output.constantValue, constant.shape.isScalar else { return value }
    return .call("jnp.array", [value])
  }

  /// The values of outputs with commas between; the longest get names where they do not fit a line.
  mutating func writeList(_ outputs: [Tensor]) throws(JAXExportError) -> String {
    for output in outputs { _ = try write(output) }
    while true {
      var texts: [String] = []
      for output in outputs { texts.append(try writeArray(output).text) }
      let line = texts.joined(separator: ", ")
      guard line.count > Self.width, texts.count > 1 else { return line }
      let long = outputs.filter { !Self.isName(values[$0]?.text ?? "") && $0.constantValue == nil }
      guard let longest = long.max(by: { (values[$0]?.text.count ?? 0) < (values[$1]?.text.count ?? 0) }) else {
        return line
      }
      assign(longest)
    }
  }

  // MARK: Nodes

  private mutating func write(_ node: Node) throws(JAXExportError) {
    let result = Tensor(node)
    if values[result] != nil && node.resultTypes.count == 1 { return }
    if let constant = node.op as? Constant {
      values[result] = expression(of: constant.value)
      return
    }
    if let argument = node.op as? Argument {
      throw .untranslatable(
        operation: argument.label, reason: "it is an argument that nothing is known of", location: node.location)
    }
    if let loop = node.op as? Scan { return try write(loop, node) }
    guard node.resultTypes.count == 1 else {
      let call = try fitted(node)
      let targets = node.results.enumerated().map { index, tensor in
        (useCounts[tensor] ?? 0) == 0 ? "_" : name(for: tensor, "\(Self.shortName(of: node.op))_\(index)")
      }
      add("\(targets.joined(separator: ", ")) = \(call.text)")
      for (tensor, target) in zip(node.results, targets) { values[tensor] = PythonExpression(target) }
      return
    }
    let value = try fitted(node)
    let isShared = (useCounts[result] ?? 0) > 1 && !(node.op is Fill && node.resultTypes[0].shape.isScalar)
    values[result] = value
    if isShared || hints[result] != nil { assign(result) }
  }

  /// A node's expression, on operands of which the longest get names until it fits a line.
  private mutating func fitted(_ node: Node) throws(JAXExportError) -> PythonExpression {
    let unused = Set(node.results.indices.filter { (useCounts[node.results[$0]] ?? 0) == 0 })
    while true {
      let call = try CallWriter(contents: contents, unused: unused).expression(
        node, on: node.operands.map { values[$0] ?? PythonExpression("") })
      guard call.text.count > Self.width else { return call }
      let long = node.operands.filter { operand in
        guard let text = values[operand]?.text, operand.node?.operands.isEmpty == false else { return false }
        return text.count > 12 && !Self.isName(text)
      }
      guard let longest = long.max(by: { (values[$0]?.text.count ?? 0) < (values[$1]?.text.count ?? 0) }) else {
        return call
      }
      assign(longest)
    }
  }

  /// Gives a value a name, by a statement.
  private mutating func assign(_ tensor: Tensor) {
    guard let value = values[tensor], !Self.isName(value.text) || hints[tensor] != nil else { return }
    let target = name(for: tensor, nil)
    add("\(target) = \(value.text)")
    values[tensor] = PythonExpression(target)
  }

  private mutating func name(for tensor: Tensor, _ wanted: String?) -> String {
    let proposal: String
    if let hint = hints.removeValue(forKey: tensor) {
      proposal = hint
    } else if let wanted {
      proposal = wanted
    } else {
      temporaryCount += 1
      proposal = "t\(temporaryCount)"
    }
    return claim(proposal)
  }

  /// A new name of the function's.
  private mutating func claim(_ wanted: String) -> String {
    let name = contents.names.claimLocal(wanted, besides: names)
    names.insert(name)
    return name
  }

  private static func isName(_ text: String) -> Bool { text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }

  /// A constant: a number where it is one, else an array of the module.
  private func expression(of value: NDArray) -> PythonExpression {
    value.shape.isScalar ? PythonLiteral.scalar(value) : PythonExpression(contents.array(value))
  }

  /// What the results of an Op of several are called.
  private static func shortName(of op: any Op) -> String { PythonNames.identifier(op.name).lowercased() }

  // MARK: Loops

  private mutating func write(_ loop: Scan, _ node: Node) throws(JAXExportError) {
    let (carryCount, sequenceEnd) = (loop.carryCount, loop.carryCount + loop.sequenceCount)
    let body = loop.body
    let step = claim("step")
    // What the body takes from outside must stand before it.
    for operand in node.operands[sequenceEnd...] {
      if let text = values[operand]?.text, !Self.isName(text), operand.node?.operands.isEmpty == false {
        assign(operand)
      }
    }
    var known: [Tensor: PythonExpression] = [:]
    for (argument, operand) in zip(body.arguments[sequenceEnd...], node.operands[sequenceEnd...]) {
      known[argument] = values[operand]
    }
    let bodyResults = try simplified(body.results)
    var inner = try GraphWriter(
      bodyResults, in: contents, known: known, names: names, indentation: indentation + "    ")
    let carried = (0..<carryCount).map { inner.named("carry_\($0)", body.arguments[$0]) }
    let elements = (carryCount..<sequenceEnd).map { inner.named("element_\($0 - carryCount)", body.arguments[$0]) }
    add("")
    add("def \(step)(carry, element):")
    if !carried.isEmpty { inner.add("\(PythonLiteral.targets(carried)) = carry") }
    if !elements.isEmpty { inner.add("\(PythonLiteral.targets(elements)) = element") }
    var results: [String] = []
    for value in bodyResults { results.append(try inner.writeArray(value).text) }
    // The states before each step, where something reads them.
    let histories = (0..<carryCount).filter { (useCounts[Tensor(node, carryCount + loop.outputCount + $0)] ?? 0) > 0 }
    let outputs = results[carryCount...] + histories.map { carried[$0] }
    inner.add("return \(PythonLiteral.tuple(Array(results[..<carryCount]))), \(PythonLiteral.tuple(Array(outputs)))")
    lines += inner.lines
    names.formUnion(inner.names)
    add("")

    var initial: [String] = []
    for operand in node.operands[..<carryCount] {
      let text = values[operand]?.text ?? ""
      initial.append(operand.constantValue?.shape.isScalar ?? false ? "jnp.array(\(text))" : text)
    }
    let sequences = node.operands[carryCount..<sequenceEnd].map { values[$0]?.text ?? "" }
    func target(_ index: Int, _ wanted: String) -> String {
      let tensor = Tensor(node, index)
      guard (useCounts[tensor] ?? 0) > 0 else { return "_" }
      return name(for: tensor, wanted)
    }
    let finals = (0..<carryCount).map { target($0, "last_\($0)") }
    let stacked =
      (0..<loop.outputCount).map { target(carryCount + $0, "stacked_\($0)") }
      + histories.map { target(carryCount + loop.outputCount + $0, "states_\($0)") }
    let options = "length=\(loop.length)" + (loop.isReversed ? ", reverse=True" : "")
    let call = "jax.lax.scan(\(step), \(PythonLiteral.tuple(initial)), \(PythonLiteral.tuple(sequences)), \(options))"
    add("\(Self.pattern(finals)), \(Self.pattern(stacked)) = \(call)")
    for index in 0..<carryCount { values[Tensor(node, index)] = PythonExpression(finals[index]) }
    for index in 0..<loop.outputCount { values[Tensor(node, carryCount + index)] = PythonExpression(stacked[index]) }
    for (place, index) in histories.enumerated() {
      values[Tensor(node, carryCount + loop.outputCount + index)] = PythonExpression(stacked[loop.outputCount + place])
    }
  }

  /// A new name for an argument of a loop's body.
  private mutating func named(_ wanted: String, _ argument: Tensor) -> String {
    let name = claim(wanted)
    values[argument] = PythonExpression(name)
    return name
  }

  private static func pattern(_ names: [String]) -> String {
    names.allSatisfy { $0 == "_" } ? "_" : PythonLiteral.tuple(names)
  }
}
