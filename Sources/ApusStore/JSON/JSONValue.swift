// JSON as a value: what the metadata of stores are written in.

/// A JSON document, whose members keep their order.
///
/// Reference: RFC 8259.
package enum JSONValue: Sendable, Hashable {
  case null
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case record([Member])

  /// A name and its value in a record.
  package struct Member: Sendable, Hashable {
    package let name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The member of a record; nil where there is none, or the value is no record. Of two members with one name it is the last.
  package subscript(name: String) -> JSONValue? {
    guard case .record(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// The members of a record; none where the value is no record.
  package var members: [Member] { if case .record(let members) = self { members } else { [] } }
  package var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
  package var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
  /// The number, also of an integer.
  package var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }
  /// The integers of a list; nil where it holds anything else.
  package var integers: [Int]? { list.flatMap { list in list.allMatching(\.integer) } }
  /// The texts of a list; nil where it holds anything else.
  package var texts: [String]? { list.flatMap { list in list.allMatching(\.text) } }

  /// The record with a member set: in its place where there is one of the name, else at the end.
  package mutating func set(_ name: String, _ value: JSONValue) {
    var members = members
    if let place = members.lastIndex(where: { $0.name == name }) {
      members[place].value = value
    } else {
      members.append(Member(name, value))
    }
    self = .record(members)
  }
}

extension [JSONValue] {
  fileprivate func allMatching<Part>(_ part: (JSONValue) -> Part?) -> [Part]? {
    let parts = compactMap(part)
    return parts.count == count ? parts : nil
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .flag(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .record(elements.map { Member($0.0, $0.1) })
  }
}
