// From nodes to lines.

internal import ApusFunctions
internal import ApusGraph
internal import ApusOps

/// Writes graphs, and collects the arrays and routines that they name.
struct GraphWriter {
  /// The most elements of an array that stands in its line.
  static let mostInline = 16

  private let locations: Bool
  /// All arguments of the text, in order.
  private(set) var arguments: [Tensor] = []
  /// Large arrays with their digests, in order.
  private(set) var arrays: [(digest: String, bytes: [UInt8])] = []
  /// The user's routines by name.
  private(set) var externals: [String: any Op] = [:]
  private var externalNames: [AnyHashable: String] = [:]
  private var digests: [NDArray: String] = [:]

  init(locations: Bool) { self.locations = locations }

  /// The names of the values of a block.
  struct Names {
    private var names: [Node: String] = [:]
    private var taken: Set<String> = []

    /// Names a node after its label, or by a number where that cannot stand, or is taken.
    mutating func name(_ node: Node, after label: String, or number: Int) -> String {
      let name = label.isValueName && taken.insert(label).inserted ? label : "\(number)"
      names[node] = name
      return name
    }

    mutating func number(_ node: Node, _ number: Int) -> String {
      names[node] = "\(number)"
      return "\(number)"
    }

    func reference(_ tensor: Tensor) -> String {
      guard let node = tensor.node, let name = names[node] else { return "%poisoned" }
      return "%\(name)" + (node.resultTypes.count > 1 ? ".\(tensor.resultIndex)" : "")
    }
  }

  mutating func lines(_ outputs: [Tensor], _ asked: [Tensor]) throws(GraphError) -> [String] {
    let (statements, names) = try statements(outputs, asked)
    return statements + [("return " + outputs.map(names.reference).joined(separator: ", ")).withoutTrailingBlank]
  }

  /// The lines of all that some values depend on, arguments first, and the names of the values.
  mutating func statements(
    _ outputs: [Tensor], _ asked: [Tensor]
  ) throws(GraphError) -> (lines: [String], names: Names) {
    let order = try Traversal.topologicalOrder(of: outputs)
    var leaves = try Traversal.topologicalOrder(of: asked).filter { $0.op is Argument }
    let known = Set(leaves)
    leaves += order.filter { $0.op is Argument && !known.contains($0) }
    arguments = leaves.map { Tensor($0) }
    var names = Names()
    var lines: [String] = []
    for (number, node) in leaves.enumerated() {
      guard let argument = node.op as? Argument else { continue }
      let name = names.name(node, after: argument.label, or: number)
      let identity = argument.identity < Argument.firstUnique ? ", identity: \(argument.identity)" : ""
      lines.append(
        "%\(name) = Argument(label: \(argument.label.quoted)\(identity)): \(argument.type)\(place(of: node))")
    }
    lines += try statements(order, &names, from: leaves.count, depth: 0)
    return (lines, names)
  }

  /// The lines of all nodes but arguments.
  private mutating func statements(
    _ order: [Node], _ names: inout Names, from first: Int, depth: UInt64
  ) throws(GraphError) -> [String] {
    var lines: [String] = []
    var number = first
    for node in order where !(node.op is Argument) {
      let (op, attributes) = try form(of: node.op, depth: depth)
      let parts = node.operands.map(names.reference) + attributes.map { "\($0.name): \($0.text)" }
      let call = parts.isEmpty ? op : "\(op)(\(parts.joined(separator: ", ")))"
      let types = node.resultTypes.map(\.description).joined(separator: ", ")
      lines.append("%\(names.number(node, number)) = \(call): \(types)\(place(of: node))")
      number += 1
    }
    return lines
  }

  private func place(of node: Node) -> String {
    guard locations, let place = node.location?.fileAndLine else { return "" }
    return " at " + "\(place.file):\(place.line)".quoted
  }

  // MARK: Ops

  private typealias Attributes = [(name: String, text: String)]

  /// The name of an Op in the text, and its attributes.
  private mutating func form(of op: any Op, depth: UInt64) throws(GraphError) -> (String, Attributes) {
    if let entry = OpCatalogue.entry(of: op) {
      var attributes = entry.attributes(op)
      if let (name, graph) = entry.function(op) { attributes.append((name, try function(graph, depth: depth))) }
      return (entry.name, attributes)
    }
    switch op {
    case let constant as Constant:
      let mark = constant.countMinus.map { [(name: "countMinus", text: $0.text)] } ?? []
      return ("Constant", [arrayAttribute(constant.value)] + mark)
    case let fill as Fill: return ("Fill", [("value", Self.element(fill.value, 0))])
    case let call as CustomFunctionCall: return ("CustomFunction", try attributes(of: call, depth: depth))
    case let unknown as UnknownRoutine: return ("External", externalAttributes(unknown, unknown.part))
    case let part as any RoutineDerivative: return ("External", externalAttributes(part.call, part.part))
    default: return ("External", externalAttributes(op, .call))
    }
  }

  private mutating func attributes(of call: CustomFunctionCall, depth: UInt64) throws(GraphError) -> Attributes {
    var attributes: Attributes = [("name", call.name.quoted)]
    if !call.operandNames.isEmpty { attributes.append(("operandNames", call.operandNames.text)) }
    if !call.domains.isEmpty {
      let domains = call.domains.sorted { $0.key < $1.key }.map { NumberedDomain($0.key, $0.value) }
      attributes.append(("domains", domains.text))
    }
    if call.accuracy != .full {
      attributes.append(("accuracy", [call.accuracy.value, call.accuracy.rule].text))
    }
    attributes.append(("body", try function(call.body, depth: depth)))
    attributes.append(("answers", call.customRule.answers.text))
    attributes.append(("rule", try function(call.customRule.graph, depth: depth)))
    if let pushforward = call.customPushforward {
      attributes.append(("zeroTangents", pushforward.isZero.text))
      attributes.append(("pushforward", try function(pushforward.graph, depth: depth)))
    }
    return attributes
  }

  private mutating func externalAttributes(_ call: any Op, _ part: RoutinePart) -> Attributes {
    var attributes: Attributes = [("name", externalName(call).quoted)]
    switch part {
    case .call: break
    case .pullback(let count, let wanted):
      attributes += [("part", "pullback".quoted), ("operandCount", count.text), ("wanted", wanted.text)]
    case .difference(let count, let moved, let provided):
      attributes += [
        ("part", "difference".quoted), ("operandCount", count.text), ("moved", moved.text),
        ("provided", provided.text),
      ]
    case .partials: attributes.append(("part", "partials".quoted))
    case .secondPartials: attributes.append(("part", "secondPartials".quoted))
    }
    return attributes
  }

  /// The name of a routine: its own, with a number where another routine has it.
  private mutating func externalName(_ call: any Op) -> String {
    if let unknown = call as? UnknownRoutine {
      // Its parts and its calls with other types are other values of one name.
      externals[unknown.routine] = unknown
      return unknown.routine
    }
    if let name = externalNames[AnyHashable(call)] { return name }
    var name = call.name
    var number = 1
    while externals[name] != nil {
      number += 1
      name = "\(call.name) \(number)"
    }
    externals[name] = call
    externalNames[AnyHashable(call)] = name
    return name
  }

  // MARK: Arrays

  mutating func arrayAttribute(_ array: NDArray) -> (name: String, text: String) {
    guard array.count > Self.mostInline else { return ("value", Self.literal(array)) }
    if let digest = digests[array] { return ("array", digest.quoted) }
    let bytes = ArrayBytes.bytes(of: array)
    let digest = ArrayBytes.digest(of: bytes)
    digests[array] = digest
    if !arrays.contains(where: { $0.digest == digest }) { arrays.append((digest, bytes)) }
    return ("array", digest.quoted)
  }

  /// The elements in row-major order.
  static func literal(_ array: NDArray) -> String {
    if array.shape.isScalar { return element(array, 0) }
    return "[" + (0..<array.count).map { element(array, $0) }.joined(separator: ", ") + "]"
  }

  private static func element(_ array: NDArray, _ index: Int) -> String {
    switch array.elements {
    case .float64(let values): values[index].text
    case .int64(let values): values[index].text
    case .bool(let values): values[index].text
    }
  }

  /// A text of a kind with its head, its lines and, where they go there, its arrays.
  func document(_ kind: String, _ lines: [String], _ arrays: GraphText.Arrays) -> String {
    "apus \(kind) 1\n\n" + lines.joined(separator: "\n") + "\n" + (arrays == .atEnd ? arrayLines.joined() : "")
  }

  /// The bytes of large arrays by their digests.
  var bytesOfArrays: [String: [UInt8]] { Dictionary(arrays.map { ($0.digest, $0.bytes) }) { first, _ in first } }

  /// The bytes of the arrays as lines of at most 96 characters of base64.
  private var arrayLines: [String] {
    arrays.map { array in
      let lines = stride(from: 0, to: array.bytes.count, by: 72).map {
        "  " + Base64.text(array.bytes[$0..<min($0 + 72, array.bytes.count)]).quoted + "\n"
      }
      return "\narray \(array.digest.quoted)\n" + lines.joined()
    }
  }

  // MARK: Functions

  /// A function's body as a block, with its parameters.
  private mutating func function(_ function: FunctionGraph, depth: UInt64) throws(GraphError) -> String {
    var names = Names()
    let given = function.arguments.compactMap(\.argument)
    let usual = depth + 1
    let level = given.first.map { $0.identity >> 16 } ?? usual
    let isPositional = given.enumerated().allSatisfy {
      $1.identity == level << 16 | UInt64($0) && $1.identity < Argument.firstUnique
    }
    let inner = isPositional ? level : usual
    let parameters = function.arguments.enumerated().map { place, tensor -> String in
      guard let node = tensor.node, let argument = tensor.argument else { return "%poisoned: \(tensor.type)" }
      let name = names.name(node, after: argument.label, or: place)
      let label = name == argument.label ? "" : " label \(argument.label.quoted)"
      let identity =
        isPositional
        ? "" : argument.identity < Argument.firstUnique ? " identity \(argument.identity)" : " fresh"
      return "%\(name): \(argument.type)\(label)\(identity)"
    }
    let order = try Traversal.topologicalOrder(of: function.results)
    var lines = try statements(order, &names, from: function.arguments.count, depth: inner)
    lines.append(("return " + function.results.map(names.reference).joined(separator: ", ")).withoutTrailingBlank)
    let head = "function (\(parameters.joined(separator: ", ")))" + (inner == usual ? "" : " depth \(inner)")
    return "\(head) {\n" + lines.map(\.indented).joined(separator: "\n") + "\n}"
  }
}

extension String {
  /// Every line two spaces to the right.
  fileprivate var indented: String {
    "  " + split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }

  fileprivate var withoutTrailingBlank: String { hasSuffix(" ") ? String(dropLast()) : self }
}
