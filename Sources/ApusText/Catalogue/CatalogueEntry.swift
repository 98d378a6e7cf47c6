// A row of the catalogue: an Op's name, how its stored properties are written, and how it is made from them again.

internal import ApusFunctions
internal import ApusGraph

/// A stored property of an Op.
struct Attribute<Operation: Op, Value: AttributeValue>: Sendable {
  let name: String
  let value: @Sendable (Operation) -> Value

  init(_ name: String, _ value: @escaping @Sendable (Operation) -> Value) {
    self.name = name
    self.value = value
  }
}

/// A row: an Op whose stored properties are all in the text.
struct CatalogueEntry: Sendable {
  /// The name of the type.
  let name: String
  let type: ObjectIdentifier
  /// The attributes of an Op of this type with their text, in order.
  let attributes: @Sendable (any Op) -> [(name: String, text: String)]
  /// The function that an Op of this type holds, and the name of its attribute; nil for Ops without one.
  var function: @Sendable (any Op) -> (name: String, graph: FunctionGraph)? = { _ in nil }
  /// The Op of given attributes.
  let make: @Sendable (inout AttributeReader) throws(GraphTextError) -> any Op

  /// An Op without stored properties.
  static func op<Operation: Op>(_ op: Operation) -> CatalogueEntry {
    CatalogueEntry(
      name: "\(Operation.self)", type: ObjectIdentifier(Operation.self), attributes: { _ in [] },
      make: { _ throws(GraphTextError) in op })
  }

  /// An Op with one stored property.
  static func op<Operation: Op, A: AttributeValue>(
    _ a: Attribute<Operation, A>, _ make: @escaping @Sendable (A) -> Operation
  ) -> CatalogueEntry {
    CatalogueEntry(
      name: "\(Operation.self)", type: ObjectIdentifier(Operation.self),
      attributes: { op in (op as? Operation).map { [(a.name, a.value($0).text)] } ?? [] },
      make: { reader throws(GraphTextError) in make(try reader.value(a.name)) })
  }

  /// An Op with two stored properties.
  static func op<Operation: Op, A: AttributeValue, B: AttributeValue>(
    _ a: Attribute<Operation, A>, _ b: Attribute<Operation, B>, _ make: @escaping @Sendable (A, B) -> Operation
  ) -> CatalogueEntry {
    CatalogueEntry(
      name: "\(Operation.self)", type: ObjectIdentifier(Operation.self),
      attributes: { op in
        (op as? Operation).map { [(a.name, a.value($0).text), (b.name, b.value($0).text)] } ?? []
      },
      make: { reader throws(GraphTextError) in
        let first: A = try reader.value(a.name)
        return make(first, try reader.value(b.name))
      })
  }
}

extension CatalogueEntry {
  /// An Op that holds a function, beside any number of attributes.
  static func withFunction<Operation: Op>(
    _ name: String, _ function: @escaping @Sendable (Operation) -> FunctionGraph,
    attributes: @escaping @Sendable (Operation) -> [(name: String, text: String)],
    _ make: @escaping @Sendable (FunctionGraph, inout AttributeReader) throws(GraphTextError) -> Operation
  ) -> CatalogueEntry {
    CatalogueEntry(
      name: "\(Operation.self)", type: ObjectIdentifier(Operation.self),
      attributes: { op in (op as? Operation).map(attributes) ?? [] },
      function: { op in (op as? Operation).map { (name, function($0)) } },
      make: { reader throws(GraphTextError) in try make(try reader.function(name), &reader) })
  }
}

/// The attributes of a statement, each of which is read once.
struct AttributeReader {
  private let statement: Statement
  /// The functions among the attributes, by name.
  var functions: [String: FunctionGraph] = [:]
  private var unread: Set<String>

  init(_ statement: Statement) {
    self.statement = statement
    unread = Set(statement.attributes.map(\.name))
  }

  /// The literal of an attribute; nil where there is none.
  mutating func literal(_ name: String) -> Literal? {
    unread.remove(name)
    return statement.attributes.first { $0.name == name }?.literal
  }

  /// The value of an attribute.
  ///
  /// - Throws: an error at the attribute, or at the Op where there is no such attribute.
  mutating func value<Value: AttributeValue>(_ name: String) throws(GraphTextError) -> Value {
    guard let literal = literal(name) else {
      throw statement.opPosition.error(.attribute, "\(statement.op) needs the attribute '\(name)'")
    }
    guard let value = Value(literal) else {
      throw literal.position.error(.attribute, "expected \(Value.expectation) as '\(name)' of \(statement.op)")
    }
    return value
  }

  /// The function of an attribute.
  ///
  /// - Throws: an error at the attribute, or at the Op where there is no such attribute.
  mutating func function(_ name: String) throws(GraphTextError) -> FunctionGraph {
    guard let literal = literal(name) else {
      throw statement.opPosition.error(.attribute, "\(statement.op) needs the attribute '\(name)'")
    }
    guard let function = functions[name] else {
      throw literal.position.error(.attribute, "expected a function as '\(name)' of \(statement.op)")
    }
    return function
  }

  /// The value of an attribute that may be left out.
  mutating func optional<Value: AttributeValue>(_ name: String) throws(GraphTextError) -> Value? {
    guard statement.attributes.contains(where: { $0.name == name }) else { return nil }
    let value: Value = try value(name)
    return value
  }

  /// - Throws: an error at an attribute that nobody read.
  func requireAllRead() throws(GraphTextError) {
    guard let stray = statement.attributes.first(where: { unread.contains($0.name) }) else { return }
    throw stray.position.error(.attribute, "\(statement.op) has no attribute '\(stray.name)'")
  }
}
