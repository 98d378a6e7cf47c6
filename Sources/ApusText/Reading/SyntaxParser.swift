// The parser: words to statements. It allocates in proportion to the text, and goes no deeper than it is allowed.

internal import ApusGraph

/// Reads the syntax of a text.
struct SyntaxParser {
  private var lexer: Lexer
  private(set) var token: Token = .end
  private(set) var position = TextPosition()
  private let limits: GraphReader.Limits
  private var nesting = 0

  init(_ bytes: [UInt8], _ limits: GraphReader.Limits) throws(GraphTextError) {
    lexer = try Lexer(bytes)
    self.limits = limits
    try advance()
  }

  mutating func advance() throws(GraphTextError) { (token, position) = try lexer.next() }

  func unexpected(_ expected: String) -> GraphTextError {
    position.error(.syntax, "expected \(expected), and found \(token.description)")
  }

  mutating func take(_ sign: Character, _ expected: String) throws(GraphTextError) {
    guard token == .sign(sign) else { throw unexpected(expected) }
    try advance()
  }

  mutating func takes(_ sign: Character) throws(GraphTextError) -> Bool {
    guard token == .sign(sign) else { return false }
    try advance()
    return true
  }

  private mutating func takes(word: String) throws(GraphTextError) -> Bool {
    guard token == .word(word) else { return false }
    try advance()
    return true
  }

  private mutating func word(_ expected: String) throws(GraphTextError) -> String {
    guard case .word(let word) = token else { throw unexpected(expected) }
    try advance()
    return word
  }

  mutating func string(_ expected: String) throws(GraphTextError) -> String {
    guard case .string(let string) = token else { throw unexpected(expected) }
    try advance()
    return string
  }

  private mutating func integer(_ expected: String) throws(GraphTextError) -> Int {
    guard case .integer(let value) = token else { throw unexpected(expected) }
    try advance()
    return value
  }

  /// One more level of nesting while `body` runs.
  private mutating func nested<Result>(
    _ body: (inout SyntaxParser) throws(GraphTextError) -> Result
  ) throws(GraphTextError) -> Result {
    guard nesting < limits.nesting else {
      throw position.error(.limit, "expected at most \(limits.nesting) functions and lists within each other")
    }
    nesting += 1
    defer { nesting -= 1 }
    return try body(&self)
  }

  // MARK: The text

  /// `apus graph 1`, statements, `return`, arrays.
  mutating func document() throws(GraphTextError) -> DocumentSyntax {
    try header("graph")
    let (statements, results) = try block()
    return DocumentSyntax(
      statements: statements, results: results, arrays: try arrays("'array' or the end of the text"))
  }

  /// `apus graph 1`, or another kind of text.
  mutating func header(_ kind: String) throws(GraphTextError) {
    guard try takes(word: "apus"), try takes(word: kind) else { throw unexpected("'apus \(kind) 1' at the beginning") }
    let place = position
    let version = try integer("the number of the format, 1")
    guard version == 1 else { throw place.error(.syntax, "expected format 1, and found format \(version)") }
  }

  /// Arrays up to the end of the text.
  mutating func arrays(
    _ expected: String
  ) throws(GraphTextError) -> [(digest: String, bytes: [UInt8], position: TextPosition)] {
    var arrays: [(digest: String, bytes: [UInt8], position: TextPosition)] = []
    while token == .word("array") { arrays.append(try array()) }
    guard token == .end else { throw unexpected(expected) }
    return arrays
  }

  /// `array "sha256:…" "base64" …`.
  private mutating func array() throws(GraphTextError) -> (digest: String, bytes: [UInt8], position: TextPosition) {
    try advance()
    let place = position
    let digest = try string("the digest of the array, such as \"sha256:…\"")
    var bytes: [UInt8] = []
    while case .string(let text) = token {
      guard let part = Base64.bytes(text) else { throw position.error(.array, "expected bytes as base64") }
      bytes += part
      try advance()
    }
    return (digest, bytes, place)
  }

  /// Statements as far as there are some.
  mutating func statements() throws(GraphTextError) -> [Statement] {
    var statements: [Statement] = []
    while case .value(let name, let result) = token {
      guard result == nil else { throw unexpected("a name without the number of a result") }
      statements.append(try statement(name))
    }
    return statements
  }

  /// Statements up to `return` and its values.
  private mutating func block() throws(GraphTextError) -> ([Statement], [Reference]) {
    let statements = try statements()
    guard try takes(word: "return") else {
      throw unexpected("a statement such as %1 = Exp(%0): float64(), or 'return'")
    }
    var results: [Reference] = []
    if let first = try reference() {
      results.append(first)
      while try takes(",") {
        guard let next = try reference() else { throw unexpected("a value such as %1") }
        results.append(next)
      }
    }
    return (statements, results)
  }

  private mutating func reference() throws(GraphTextError) -> Reference? {
    guard case .value(let name, let result) = token else { return nil }
    let reference = Reference(name: name, result: result, position: position)
    try advance()
    return reference
  }

  /// `%2 = Sum(%1, axes: [0]): float64() at "File.swift:12"`.
  private mutating func statement(_ name: String) throws(GraphTextError) -> Statement {
    let start = position
    try advance()
    try take("=", "'='")
    let opPosition = position
    let op = try word("the name of an Op")
    var operands: [Reference] = []
    var attributes: [Statement.Attribute] = []
    if try takes("(") {
      while token != .sign(")") {
        if attributes.isEmpty, let operand = try reference() {
          operands.append(operand)
        } else {
          attributes.append(try attribute(attributes, hasOperands: true))
        }
        guard try takes(",") else { break }
      }
      try take(")", "',' or ')'")
    }
    try take(":", "':' and the type of the result")
    let types = try types()
    var location: (file: String, line: Int)?
    if try takes(word: "at") { location = try self.location() }
    return Statement(
      name: name, position: start, op: op, opPosition: opPosition, operands: operands, attributes: attributes,
      types: types, location: location)
  }

  mutating func attribute(
    _ earlier: [Statement.Attribute], hasOperands: Bool
  ) throws(GraphTextError) -> Statement.Attribute {
    let start = position
    let name = try word(earlier.isEmpty ? "a value such as %1, an attribute such as axes: [0], or ')'" : "an attribute")
    guard !earlier.contains(where: { $0.name == name }) else {
      throw start.error(.attribute, "expected each attribute once, and found '\(name)' twice")
    }
    guard earlier.count < 64 else { throw start.error(.limit, "expected at most 64 attributes") }
    try take(":", "':' after '\(name)'")
    if !hasOperands, let reference = try reference() {
      return Statement.Attribute(
        name: name, literal: Literal(value: .reference(reference), position: reference.position), position: start)
    }
    return Statement.Attribute(name: name, literal: try literal(), position: start)
  }

  /// `"File.swift:12"`.
  private mutating func location() throws(GraphTextError) -> (file: String, line: Int) {
    let place = position
    let text = try string("a file and a line, such as \"File.swift:12\"")
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...]), line >= 0 else {
      throw place.error(.syntax, "expected a file and a line, such as \"File.swift:12\"")
    }
    return (String(text[..<colon]), line)
  }

  // MARK: Types

  private mutating func types() throws(GraphTextError) -> [TypeSyntax] {
    var types = [try type()]
    while try takes(",") { types.append(try type()) }
    return types
  }

  /// `float64(2, 3)`.
  private mutating func type() throws(GraphTextError) -> TypeSyntax {
    let start = position
    guard case .word(let word) = token,
      let elementType = ElementType.allCases.first(where: { $0.description == word })
    else { throw unexpected("a type, such as float64(3,)") }
    try advance()
    try take("(", "the shape of the type, such as (3,)")
    var extents: [Int] = []
    while token != .sign(")") {
      let place = position
      let extent = try integer("an extent, or ')'")
      guard extent >= 0 else { throw place.error(.number, "expected an extent, and found \(extent)") }
      extents.append(extent)
      guard try takes(",") else { break }
    }
    try take(")", "',' or ')'")
    let type = TensorType(elementType, Shape(extents))
    if let excess = limits.excess(of: type) { throw start.error(.limit, excess) }
    return TypeSyntax(type: type, position: start)
  }

  // MARK: Literals

  /// A literal that is the whole text.
  mutating func onlyLiteral() throws(GraphTextError) -> Literal {
    let literal = try literal()
    guard token == .end else { throw unexpected("the end of the text") }
    return literal
  }

  mutating func literal() throws(GraphTextError) -> Literal {
    let start = position
    let value: Literal.Value
    switch token {
    case .integer(let integer): value = .integer(integer)
    case .number(let number):
      try advance()
      if number.isNaN, try takes("(") { return Literal(value: .number(try nan()), position: start) }
      return Literal(value: .number(number), position: start)
    case .string(let string): value = .string(string)
    case .word("function"):
      try advance()
      let function = try nested { parser throws(GraphTextError) in try parser.function() }
      return Literal(value: .function(function), position: start)
    case .word(let word): value = .word(word)
    case .sign("["): return Literal(value: .list(try literals(until: "]")), position: start)
    case .sign("("): return Literal(value: .tuple(try literals(until: ")")), position: start)
    default: throw unexpected("a number, a string, a word, a list, a shape or a function")
    }
    try advance()
    return Literal(value: value, position: start)
  }

  private mutating func nan() throws(GraphTextError) -> Double {
    guard case .bits(let bits) = token, Double(bitPattern: bits).isNaN else {
      throw unexpected("the bits of a NaN, such as 0x7ff8000000000001")
    }
    try advance()
    try take(")", "')'")
    return Double(bitPattern: bits)
  }

  private mutating func literals(until end: Character) throws(GraphTextError) -> [Literal] {
    try nested { parser throws(GraphTextError) in
      try parser.advance()
      var elements: [Literal] = []
      while parser.token != .sign(end) {
        elements.append(try parser.literal())
        guard try parser.takes(",") else { break }
      }
      try parser.take(end, "',' or '\(end)'")
      return elements
    }
  }

  /// `(%x0: float64(), %x1: float64()) depth 2 { … }`, after the word `function`.
  private mutating func function() throws(GraphTextError) -> FunctionSyntax {
    try take("(", "the parameters of the function")
    var parameters: [FunctionSyntax.Parameter] = []
    while case .value(let name, nil) = token {
      parameters.append(try parameter(name))
      guard try takes(",") else { break }
    }
    try take(")", "a parameter such as %x0: float64(), or ')'")
    let depth = try takes(word: "depth") ? try number("the depth of the function", below: 1 << 16) : nil
    guard parameters.count < 1 << 16 else { throw position.error(.limit, "expected fewer than 65536 parameters") }
    try take("{", "'{' and the body of the function")
    let (statements, results) = try block()
    try take("}", "',' or '}'")
    return FunctionSyntax(parameters: parameters, depth: depth, statements: statements, results: results)
  }

  private mutating func parameter(_ name: String) throws(GraphTextError) -> FunctionSyntax.Parameter {
    let start = position
    try advance()
    try take(":", "':' and the type of the parameter")
    let type = try type()
    let label = try takes(word: "label") ? try string("the label of the parameter") : nil
    var identity = FunctionSyntax.Identity.positional
    if try takes(word: "fresh") {
      identity = .fresh
    } else if try takes(word: "identity") {
      identity = .number(try number("the identity of the parameter", below: 1 << 32))
    }
    return FunctionSyntax.Parameter(name: name, position: start, type: type, label: label, identity: identity)
  }

  private mutating func number(_ expected: String, below end: Int) throws(GraphTextError) -> UInt64 {
    let place = position
    let value = try integer(expected)
    guard value >= 0, value < end else { throw place.error(.number, "expected \(expected), below \(end)") }
    return UInt64(value)
  }
}
