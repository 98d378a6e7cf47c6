// Any Codable state as a value that can be compared and stored without knowing its type.

/// The content of a `Codable` value, apart from its type.
///
/// A chain's snapshot holds the state of whatever kernel made it. Numbers are kept to the last bit, and so they are by any
/// encoder that keeps Swift's numbers.
public enum StoredState: Sendable, Hashable, Codable {
  /// A number.
  case real(Double)
  /// Numbers, such as a position.
  case reals([Double])
  /// An integer of any width, by its bits.
  case integer(Int64)
  /// A text.
  case text(String)
  /// A truth value.
  case flag(Bool)
  /// Nil.
  case none
  /// Values in order.
  case list([StoredState])
  /// Values by name.
  case record([String: StoredState])

  /// The content of a value.
  ///
  /// - Throws: what the value's own encoding throws.
  public init(_ value: some Encodable) throws { self = try StoredState.encoding(value, path: []) }

  /// The value of a type that has this content.
  ///
  /// - Throws: `DecodingError` where the content is that of another type.
  public func decoded<Value: Decodable>(as type: Value.Type) throws -> Value { try decoding(type, path: []) }
}
