// From a Codable value to its content.

extension StoredState {
  static func encoding(_ value: some Encodable, path: [any CodingKey]) throws -> StoredState {
    switch value {
    case let numbers as [Double]: return .reals(numbers)
    case let number as Double: return .real(number)
    case let number as Float: return .real(Double(number))
    case let text as String: return .text(text)
    case let flag as Bool: return .flag(flag)
    case let integer as any BinaryInteger & Encodable: return .integer(Int64(truncatingIfNeeded: integer))
    default:
      let encoder = StateEncoder(codingPath: path)
      try value.encode(to: encoder)
      return encoder.content
    }
  }
}

private final class StateEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private enum Kind { case record, list, single }
  private var kind: Kind?
  /// The record's names, or the numbers of the list's elements.
  private var parts: [(name: String, content: Part)] = []

  /// A value, or an encoder of its own that is still being filled.
  enum Part {
    case value(StoredState)
    case encoder(StateEncoder)

    var content: StoredState {
      switch self {
      case .value(let value): value
      case .encoder(let encoder): encoder.content
      }
    }
  }

  init(codingPath: [any CodingKey]) { self.codingPath = codingPath }

  var content: StoredState {
    switch kind {
    case nil: .record([:])
    case .record: .record(Dictionary(parts.map { ($0.name, $0.content.content) }) { $1 })
    case .list: .list(parts.map(\.content.content))
    case .single: parts.last?.content.content ?? .none
    }
  }

  var count: Int { parts.count }

  func add(_ part: Part, _ name: String = "") { parts.append((name, part)) }

  func nested(_ key: any CodingKey, _ name: String) -> StateEncoder {
    let encoder = StateEncoder(codingPath: codingPath + [key])
    add(.encoder(encoder), name)
    return encoder
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    kind = .record
    return KeyedEncodingContainer(RecordEncoding<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    kind = .list
    return ListEncoding(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    kind = .single
    return SingleEncoding(encoder: self)
  }
}

private struct RecordEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: StateEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  mutating func encodeNil(forKey key: Key) { encoder.add(.value(.none), key.stringValue) }

  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    encoder.add(.value(try .encoding(value, path: codingPath + [key])), key.stringValue)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    encoder.nested(key, key.stringValue).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder.nested(key, key.stringValue).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { encoder.nested(StateKey("super"), "super") }
  mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.nested(key, key.stringValue) }
}

private struct ListEncoding: UnkeyedEncodingContainer {
  let encoder: StateEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.count }
  private var key: StateKey { StateKey(index: count) }

  mutating func encodeNil() { encoder.add(.value(.none)) }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    encoder.add(.value(try .encoding(value, path: codingPath + [key])))
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder.nested(key, "").container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder.nested(key, "").unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { encoder.nested(key, "") }
}

private struct SingleEncoding: SingleValueEncodingContainer {
  let encoder: StateEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  mutating func encodeNil() { encoder.add(.value(.none)) }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    encoder.add(.value(try .encoding(value, path: codingPath)))
  }
}

struct StateKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) { (stringValue, intValue) = (name, nil) }
  init(index: Int) { (stringValue, intValue) = ("\(index)", index) }
  init(stringValue: String) { self.init(stringValue) }
  init(intValue: Int) { self.init(index: intValue) }
}
