// The content of a state as bytes, to the last bit, and back from bytes that may be damaged.

extension StoredState {
  /// The state as bytes: a tag for each value, then the value, least significant byte first; equal states have equal bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// The state of bytes.
  ///
  /// - Returns: nil where they are those of no state, or of values that stand in each other deeper than 200.
  package init?(bytes: [UInt8]) {
    var reader = StateReader(bytes: bytes)
    guard let state = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = state
  }

  fileprivate enum Tag: UInt8 { case real, reals, integer, text, flag, none, list, record }

  private func append(to bytes: inout [UInt8]) {
    func start(_ tag: Tag, count: Int? = nil) {
      bytes.append(tag.rawValue)
      if let count { bytes.append(littleEndian: UInt64(count)) }
    }
    switch self {
    case .real(let number):
      start(.real)
      bytes.append(littleEndian: number.bitPattern)
    case .reals(let numbers):
      start(.reals, count: numbers.count)
      for number in numbers { bytes.append(littleEndian: number.bitPattern) }
    case .integer(let integer):
      start(.integer)
      bytes.append(littleEndian: UInt64(bitPattern: integer))
    case .text(let text):
      start(.text, count: text.utf8.count)
      bytes += text.utf8
    case .flag(let flag):
      start(.flag)
      bytes.append(flag ? 1 : 0)
    case .none: start(.none)
    case .list(let values):
      start(.list, count: values.count)
      for value in values { value.append(to: &bytes) }
    case .record(let values):
      start(.record, count: values.count)
      for (name, value) in values.sorted(by: { $0.key < $1.key }) {
        StoredState.text(name).append(to: &bytes)
        value.append(to: &bytes)
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian word: UInt64) {
    Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
  }
}

private struct StateReader {
  let bytes: [UInt8]
  private var place = 0
  private static let mostDepth = 200

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }
  private var rest: Int { bytes.count - place }

  mutating func value(depth: Int) -> StoredState? {
    guard depth <= Self.mostDepth, rest > 0, let tag = StoredState.Tag(rawValue: bytes[place]) else { return nil }
    place += 1
    switch tag {
    case .real: return word().map { .real(Double(bitPattern: $0)) }
    case .reals:
      guard let count = count(of: 8) else { return nil }
      return .reals((0..<count).compactMap { _ in word().map { Double(bitPattern: $0) } })
    case .integer: return word().map { .integer(Int64(bitPattern: $0)) }
    case .text:
      guard let count = count(of: 1), let text = String(validating: bytes[place..<(place + count)], as: UTF8.self)
      else {
        return nil
      }
      place += count
      return .text(text)
    case .flag:
      guard rest > 0, bytes[place] <= 1 else { return nil }
      place += 1
      return .flag(bytes[place - 1] == 1)
    case .none: return StoredState.none
    case .list:
      guard let count = count(of: 1) else { return nil }
      var values: [StoredState] = []
      for _ in 0..<count {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .record:
      guard let count = count(of: 2) else { return nil }
      var values: [String: StoredState] = [:]
      for _ in 0..<count {
        guard case .text(let name) = value(depth: depth + 1), let value = value(depth: depth + 1) else { return nil }
        values[name] = value
      }
      return .record(values)
    }
  }

  private mutating func word() -> UInt64? {
    guard rest >= 8 else { return nil }
    let word = bytes[place..<(place + 8)].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    place += 8
    return word
  }

  /// The number of values that follow, each of which has so many bytes at least; nil where there cannot be so many.
  private mutating func count(of size: Int) -> Int? {
    guard let word = word(), word <= UInt64(rest / size) else { return nil }
    return Int(word)
  }
}
