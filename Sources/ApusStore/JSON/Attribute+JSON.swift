// Attributes as JSON values, and back.

package import ApusData

extension Attribute {
  /// The attribute as JSON. Numbers that JSON lacks become texts.
  package var json: JSONValue {
    switch self {
    case .text(let value): .text(value)
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .flag(let value): .flag(value)
    case .list(let values): .list(values.map(\.json))
    }
  }

  /// The attribute of a JSON value: nil for null, the text of a record.
  package init?(_ json: JSONValue) {
    switch json {
    case .null: return nil
    case .flag(let value): self = .flag(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .text(let value): self = .text(value)
    case .list(let values): self = .list(values.compactMap(Attribute.init))
    case .record: self = .text(String(decoding: json.bytes(), as: UTF8.self))
    }
  }
}

extension [String: Attribute] {
  /// A record, in the order of the names.
  package var json: JSONValue {
    .record(sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, $0.value.json) })
  }

  /// The members of a record; of two with one name the last.
  package init(_ json: JSONValue?) {
    self.init(
      (json?.members ?? []).compactMap { member in Attribute(member.value).map { (member.name, $0) } },
      uniquingKeysWith: { _, last in last })
  }
}
