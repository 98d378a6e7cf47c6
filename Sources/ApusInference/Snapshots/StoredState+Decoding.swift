// From its content back to a Codable value.

extension StoredState {
  func decoding<Value: Decodable>(_ type: Value.Type, path: [any CodingKey]) throws -> Value {
    let simple: Any? =
      switch (self, type) {
      case (.reals(let numbers), is [Double].Type): numbers
      case (.real(let number), is Double.Type): number
      case (.real(let number), is Float.Type): Float(number)
      case (.text(let text), is String.Type): text
      case (.flag(let flag), is Bool.Type): flag
      case (.integer(let bits), let type as any FixedWidthInteger.Type): integer(bits, type)
      default: nil
      }
    if let value = simple as? Value { return value }
    if type is any FixedWidthInteger.Type || type is Double.Type || type is String.Type || type is Bool.Type {
      throw mismatch(type, path)
    }
    return try Value(from: StateDecoder(content: self, codingPath: path))
  }

  /// The integer of a type with these bits; nil where it does not fit.
  private func integer<Integer: FixedWidthInteger>(_ bits: Int64, _ type: Integer.Type) -> Any? {
    type.isSigned || Integer.bitWidth < 64 ? Integer(exactly: bits) : Integer(truncatingIfNeeded: bits)
  }

  func mismatch(_ type: Any.Type, _ path: [any CodingKey]) -> DecodingError {
    .typeMismatch(
      type, DecodingError.Context(codingPath: path, debugDescription: "the stored state has no \(type) here"))
  }

  /// The elements of a list; nil for what is none.
  var elements: [StoredState]? {
    switch self {
    case .list(let elements): elements
    case .reals(let numbers): numbers.map(StoredState.real)
    default: nil
    }
  }
}

private struct StateDecoder: Decoder {
  let content: StoredState
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .record(let values) = content else { throw content.mismatch(Key.self, codingPath) }
    return KeyedDecodingContainer(RecordDecoding<Key>(values: values, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = content.elements else { throw content.mismatch([Any].self, codingPath) }
    return ListDecoding(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    SingleDecoding(content: content, codingPath: codingPath)
  }
}

private struct RecordDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let values: [String: StoredState]
  let codingPath: [any CodingKey]
  var allKeys: [Key] { values.keys.sorted().compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { values[key.stringValue] != nil }

  private func content(_ key: any CodingKey) throws -> StoredState {
    guard let content = values[key.stringValue] else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: codingPath, debugDescription: "the stored state has no such part"))
    }
    return content
  }

  private func decoder(_ key: any CodingKey) throws -> StateDecoder {
    StateDecoder(content: try content(key), codingPath: codingPath + [key])
  }

  func decodeNil(forKey key: Key) throws -> Bool { try content(key) == .none }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try content(key).decoding(type, path: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try decoder(StateKey("super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct ListDecoding: UnkeyedDecodingContainer {
  let elements: [StoredState]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  init(elements: [StoredState], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  private mutating func next() throws -> StateDecoder {
    let path = codingPath + [StateKey(index: currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        StoredState.self, DecodingError.Context(codingPath: path, debugDescription: "the stored list ends here"))
    }
    defer { currentIndex += 1 }
    return StateDecoder(content: elements[currentIndex], codingPath: path)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .none else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoder = try next()
    return try decoder.content.decoding(type, path: decoder.codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct SingleDecoding: SingleValueDecodingContainer {
  let content: StoredState
  let codingPath: [any CodingKey]

  func decodeNil() -> Bool { content == .none }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try content.decoding(type, path: codingPath) }
}
