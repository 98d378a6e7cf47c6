// What may stand as an attribute of an Op in the text of a graph: written by a property, read from a literal.

internal import ApusGraph
internal import ApusOps

/// A type of stored properties of Ops, with its text.
///
/// **Law.** Reading `text` gives the value again, bit for bit.
protocol AttributeValue: Sendable {
  /// What is expected where no value can be read, such as `an integer`.
  static var expectation: String { get }
  /// The value of a literal; nil where the literal is none.
  init?(_ literal: Literal)
  /// The literal.
  var text: String { get }
}

extension Int: AttributeValue {
  static var expectation: String { "an integer" }
  init?(_ literal: Literal) {
    guard case .integer(let value) = literal.value else { return nil }
    self = value
  }
  var text: String { "\(self)" }
}

extension Double: AttributeValue {
  static var expectation: String { "a number" }
  init?(_ literal: Literal) {
    switch literal.value {
    case .number(let value): self = value
    case .integer(let value):
      guard let exact = Double(exactly: value) else { return nil }
      self = exact
    default: return nil
    }
  }
  var text: String { NumberText.text(self) }
}

extension Bool: AttributeValue {
  static var expectation: String { "true or false" }
  init?(_ literal: Literal) {
    guard case .word(let word) = literal.value, let value = Bool(word) else { return nil }
    self = value
  }
  var text: String { "\(self)" }
}

extension String: AttributeValue {
  static var expectation: String { "a quoted string" }
  init?(_ literal: Literal) {
    guard case .string(let value) = literal.value else { return nil }
    self = value
  }
  var text: String { quoted }
}

extension Array: AttributeValue where Element: AttributeValue {
  static var expectation: String { "a list in brackets, each element \(Element.expectation)" }
  init?(_ literal: Literal) {
    guard case .list(let elements) = literal.value else { return nil }
    self = []
    reserveCapacity(elements.count)
    for element in elements {
      guard let value = Element(element) else { return nil }
      append(value)
    }
  }
  var text: String { "[" + map(\.text).joined(separator: ", ") + "]" }
}

extension Optional: AttributeValue where Wrapped: AttributeValue {
  static var expectation: String { "\(Wrapped.expectation), or nil" }
  init?(_ literal: Literal) {
    if case .word("nil") = literal.value {
      self = nil
    } else {
      guard let value = Wrapped(literal) else { return nil }
      self = value
    }
  }
  var text: String { map(\.text) ?? "nil" }
}

extension Shape: AttributeValue {
  static var expectation: String { "a shape, such as (2, 3)" }
  init?(_ literal: Literal) {
    guard case .tuple(let elements) = literal.value else { return nil }
    let extents = elements.compactMap { Int($0) }
    guard extents.count == elements.count else { return nil }
    self.init(extents)
  }
  var text: String { description }
}

extension SliceRange: AttributeValue {
  static var expectation: String { "(start, count, step)" }
  init?(_ literal: Literal) {
    guard case .tuple(let elements) = literal.value, elements.count == 3, let start = Int(elements[0]),
      let count = Int(elements[1]), let step = Int(elements[2])
    else { return nil }
    self.init(start: start, count: count, step: step)
  }
  var text: String { "(\(start), \(count), \(step))" }
}

extension ElementType: AttributeValue {
  static var expectation: String { "float64, int64 or bool" }
  init?(_ literal: Literal) {
    guard case .word(let word) = literal.value, let type = Self.allCases.first(where: { $0.description == word })
    else { return nil }
    self = type
  }
  var text: String { description }
}

/// A choice, written as the quoted raw value.
protocol ChoiceAttribute: AttributeValue, RawRepresentable where RawValue == String {}

extension ChoiceAttribute {
  static var expectation: String { "the name of one of the choices, in quotes" }
  init?(_ literal: Literal) {
    guard case .string(let name) = literal.value else { return nil }
    self.init(rawValue: name)
  }
  var text: String { rawValue.quoted }
}

extension Compare.Relation: ChoiceAttribute {}
extension DistributionTail: ChoiceAttribute {}
extension Extremum.Kind: ChoiceAttribute {}
extension Logical.Connective: ChoiceAttribute {}
extension Quantifier.Kind: ChoiceAttribute {}
