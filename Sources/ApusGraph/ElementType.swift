// The element types of tensors: double-precision numbers, 64-bit integers and truth values.

/// The type of a tensor's elements.
public enum ElementType: UInt8, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  /// IEEE double precision (`Double`).
  case float64
  /// 64-bit signed integers (`Int`), for indices and counts: no gradient flows through them.
  case int64
  /// Truth values (`Bool`), one byte each: no gradient flows through them.
  case bool

  /// The bytes one element takes in a buffer.
  package var byteCount: Int { self == .bool ? 1 : 8 }

  /// The name in messages and printed graphs.
  public var description: String {
    switch self {
    case .float64: "float64"
    case .int64: "int64"
    case .bool: "bool"
    }
  }
}
