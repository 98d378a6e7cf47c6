// From statements to nodes: names are looked up, Ops made from their attributes, and types held against the text.

internal import ApusFunctions
internal import ApusGraph

/// Builds the nodes of a text.
struct GraphAssembly {
  let reader: GraphReader
  private let file: String?
  private let givenArguments: [Tensor]?
  private(set) var arguments: [Tensor] = []
  private var seenArguments: Set<Tensor> = []
  private var arrays: [String: [UInt8]] = [:]

  init(_ reader: GraphReader, file: String?, arguments: [Tensor]?) {
    self.reader = reader
    self.file = file
    givenArguments = arguments
  }

  /// What the names of a block stand for.
  struct Scope {
    /// How many functions are around.
    let depth: UInt64
    private var values: [String: [Tensor]] = [:]

    init(depth: UInt64) { self.depth = depth }

    mutating func define(_ name: String, _ results: [Tensor], at position: TextPosition) throws(GraphTextError) {
      guard values.updateValue(results, forKey: name) == nil else {
        throw position.error(.name, "expected a new name, and found '%\(name)', which is defined already")
      }
    }

    func value(_ reference: Reference) throws(GraphTextError) -> Tensor {
      guard let results = values[reference.name] else {
        throw reference.position.error(.name, "expected a value defined before, and found '%\(reference.name)'")
      }
      guard let result = reference.result else {
        guard results.count == 1 else {
          throw reference.position.error(
            .name, "expected the number of one of the \(results.count) results of '%\(reference.name)', such as .0")
        }
        return results[0]
      }
      guard results.indices.contains(result) else {
        throw reference.position.error(
          .name, "expected a result below \(results.count) of '%\(reference.name)', and found .\(result)")
      }
      return results[result]
    }
  }

  mutating func graph(of document: DocumentSyntax) throws(GraphTextError) -> TextGraph {
    let scope = try scope(of: document.statements, document.arrays)
    return TextGraph(arguments: arguments, outputs: try values(document.results, scope))
  }

  /// What the names of a text stand for.
  mutating func scope(
    of statements: [Statement], _ given: [(digest: String, bytes: [UInt8], position: TextPosition)]
  ) throws(GraphTextError) -> Scope {
    for array in given {
      guard arrays.updateValue(array.bytes, forKey: array.digest) == nil else {
        throw array.position.error(.array, "expected each array once")
      }
      guard ArrayBytes.digest(of: array.bytes) == array.digest else {
        throw array.position.error(.array, "expected bytes of this digest, and found others")
      }
    }
    var scope = Scope(depth: 0)
    for statement in statements { try build(statement, &scope) }
    if let givenArguments, givenArguments.count != arguments.count {
      throw (statements.last?.position ?? TextPosition()).error(
        .name, "expected \(givenArguments.count) arguments, and found \(arguments.count)")
    }
    return scope
  }

  private func values(_ references: [Reference], _ scope: Scope) throws(GraphTextError) -> [Tensor] {
    var values: [Tensor] = []
    values.reserveCapacity(references.count)
    for reference in references { values.append(try scope.value(reference)) }
    return values
  }

  private mutating func build(_ statement: Statement, _ scope: inout Scope) throws(GraphTextError) {
    let operands = try values(statement.operands, scope)
    let results: [Tensor]
    if statement.op == "Argument" {
      results = [try argument(statement, depth: scope.depth)]
    } else {
      let op = try op(statement, operands.map(\.type), depth: scope.depth)
      results = try apply(op, operands, statement)
    }
    try scope.define(statement.name, results, at: statement.position)
  }

  /// The results of an Op, whose types must be those of the text.
  private func apply(
    _ op: any Op, _ operands: [Tensor], _ statement: Statement
  ) throws(GraphTextError) -> [Tensor] {
    // The types are asked for first: an error of `apply` has the operands as text, of which a hostile text makes much.
    let types: [TensorType]
    do throws(TypeError) {
      types = try op.resultTypes(of: operands.map(\.type))
      for type in types { if let fault = type.shape.fault { throw TypeError(.shape, fault) } }
    } catch { throw statement.opPosition.error(.type, "\(statement.op): \(error.reason)") }
    for type in types {
      if let excess = reader.limits.excess(of: type) { throw statement.opPosition.error(.limit, excess) }
    }
    guard types == statement.types.map(\.type) else {
      let list = types.map(\.description).joined(separator: ", ")
      throw statement.types[0].position.error(.type, "expected \(list) as the result of \(statement.op)")
    }
    return Tensor.apply(op, operands, at: location(of: statement))
  }

  /// The place that the text gives, or the statement's own.
  func location(of statement: Statement) -> SourceLocation? {
    statement.location.map { .text(file: $0.file, line: $0.line) }
      ?? file.map { .text(file: $0, line: statement.position.line) }
  }

  private func onlyType(_ statement: Statement) throws(GraphTextError) -> TensorType {
    guard statement.types.count == 1 else {
      throw statement.types[1].position.error(.type, "expected one type, since \(statement.op) has one result")
    }
    return statement.types[0].type
  }

  // MARK: Leaves

  private mutating func argument(_ statement: Statement, depth: UInt64) throws(GraphTextError) -> Tensor {
    guard depth == 0 else {
      throw statement.opPosition.error(.name, "expected arguments at the head of the function alone")
    }
    let type = try onlyType(statement)
    guard statement.operands.isEmpty else {
      throw statement.operands[0].position.error(.type, "expected no operands of an argument")
    }
    var attributes = AttributeReader(statement)
    let label: String = try attributes.value("label")
    let identity: Int? = try attributes.optional("identity")
    try attributes.requireAllRead()
    let position = arguments.count
    var argument: Tensor
    if let givenArguments {
      guard position < givenArguments.count, givenArguments[position].type == type else {
        let given = position < givenArguments.count ? "\(givenArguments[position].type)" : "no argument"
        throw statement.position.error(.type, "expected \(given) as argument \(position), and found \(type)")
      }
      argument = givenArguments[position]
    } else if let identity {
      guard let number = UInt32(exactly: identity) else {
        throw statement.position.error(.number, "expected an identity from 0 to \(UInt32.max)")
      }
      argument = .apply(Argument(label, type, identity: UInt64(number)), at: location(of: statement))
    } else {
      argument = .newArgument(label, type, at: location(of: statement))
    }
    guard seenArguments.insert(argument).inserted || givenArguments != nil else {
      throw statement.position.error(.name, "expected an argument that differs from those before")
    }
    arguments.append(argument)
    return argument
  }

  // MARK: Ops

  private func op(
    _ statement: Statement, _ operandTypes: [TensorType], depth: UInt64
  ) throws(GraphTextError) -> any Op {
    var attributes = AttributeReader(statement)
    let op: any Op
    switch statement.op {
    case "Constant": op = try constant(statement, &attributes)
    case "Fill": op = Fill(try scalar(statement, &attributes), try onlyType(statement).shape)
    case "CustomFunction": op = try customFunction(statement, &attributes, operandTypes, depth: depth)
    case "External": op = try external(statement, &attributes, operandTypes)
    default:
      guard let entry = OpCatalogue.entry(named: statement.op) else {
        throw statement.opPosition.error(.unknownOp, "expected the name of an Op, and found '\(statement.op)'")
      }
      for attribute in statement.attributes {
        guard case .function(let syntax) = attribute.literal.value else { continue }
        attributes.functions[attribute.name] = try function(syntax, depth: depth)
      }
      op = try entry.make(&attributes)
    }
    try attributes.requireAllRead()
    return op
  }

  func constant(
    _ statement: Statement, _ attributes: inout AttributeReader
  ) throws(GraphTextError) -> Constant {
    let type = try onlyType(statement)
    if let digest = attributes.literal("array") {
      guard case .string(let name) = digest.value else {
        throw digest.position.error(.attribute, "expected the digest of an array, such as \"sha256:…\"")
      }
      guard let bytes = arrays[name] ?? outside(name) else {
        throw digest.position.error(.array, "expected an array of this digest in the text or beside it")
      }
      guard let array = ArrayBytes.array(type, of: bytes) else {
        throw digest.position.error(.array, "expected the \(type.byteCount) bytes of \(type), and found \(bytes.count)")
      }
      return Constant(array)
    }
    guard let literal = attributes.literal("value") else {
      throw statement.opPosition.error(.attribute, "\(statement.op) needs the attribute 'value' or 'array'")
    }
    let array = try array(literal, type)
    return Constant(array, countMinus: try countMinus(array, &attributes))
  }

  /// The mark of a constant that is a number of elements less a correction: a whole number, and no less than that of none.
  private func countMinus(
    _ array: NDArray, _ attributes: inout AttributeReader
  ) throws(GraphTextError) -> Int? {
    guard let literal = attributes.literal("countMinus") else { return nil }
    guard let correction = Int(literal) else { throw literal.position.error(.attribute, "expected \(Int.expectation)") }
    guard array.type == .float64(), array.scalar.rounded() == array.scalar, array.scalar + Double(correction) >= 0,
      array.scalar.isFinite
    else {
      throw literal.position.error(
        .attribute, "expected a value that is a number of elements minus \(correction), and found \(array)")
    }
    return correction
  }

  /// The bytes of an array that stands beside the text, where they are those of the digest.
  private func outside(_ digest: String) -> [UInt8]? {
    guard let bytes = reader.arrays[digest], ArrayBytes.digest(of: bytes) == digest else { return nil }
    return bytes
  }

  private func scalar(_ statement: Statement, _ attributes: inout AttributeReader) throws(GraphTextError) -> NDArray {
    guard let literal = attributes.literal("value") else {
      throw statement.opPosition.error(.attribute, "Fill needs the attribute 'value'")
    }
    return try array(literal, TensorType(try onlyType(statement).elementType))
  }

  /// The array of a number, or of a list of numbers in row-major order.
  func array(_ literal: Literal, _ type: TensorType) throws(GraphTextError) -> NDArray {
    var elements = [literal]
    if !type.shape.isScalar {
      guard case .list(let list) = literal.value else {
        throw literal.position.error(.attribute, "expected a list of the elements in row-major order")
      }
      elements = list
    }
    guard elements.count == type.elementCount else {
      throw literal.position.error(
        .type, "expected the \(type.elementCount) elements of \(type), and found \(elements.count)")
    }
    func values<Value: AttributeValue>() throws(GraphTextError) -> [Value] {
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for element in elements {
        guard let value = Value(element) else {
          throw element.position.error(.number, "expected an element of \(type.elementType): \(Value.expectation)")
        }
        values.append(value)
      }
      return values
    }
    switch type.elementType {
    case .float64: return NDArray(try values() as [Double], shape: type.shape)
    case .int64: return NDArray(try values() as [Int], shape: type.shape)
    case .bool: return NDArray(try values() as [Bool], shape: type.shape)
    }
  }

  // MARK: Functions

  /// The function of a block, which sees its parameters alone.
  func function(_ syntax: FunctionSyntax, depth: UInt64) throws(GraphTextError) -> FunctionGraph {
    let level = syntax.depth ?? (depth + 1)
    var scope = Scope(depth: level)
    var parameters: [Tensor] = []
    var seen: Set<Tensor> = []
    for (place, parameter) in syntax.parameters.enumerated() {
      let label = parameter.label ?? parameter.name
      let tensor: Tensor =
        switch parameter.identity {
        case .positional: .apply(Argument(label, parameter.type.type, identity: level << 16 | UInt64(place)))
        case .number(let number): .apply(Argument(label, parameter.type.type, identity: number))
        case .fresh: .newArgument(label, parameter.type.type, at: nil)
        }
      guard seen.insert(tensor).inserted else {
        throw parameter.position.error(.name, "expected a parameter that differs from those before")
      }
      try scope.define(parameter.name, [tensor], at: parameter.position)
      parameters.append(tensor)
    }
    var inner = self
    for statement in syntax.statements { try inner.build(statement, &scope) }
    return FunctionGraph(arguments: parameters, results: try values(syntax.results, scope))
  }
}
