// Facts about a dataset, its groups and its arrays: plain values by name.

/// A value that describes data: where they come from, their unit, how they were made.
public enum Attribute: Hashable, Sendable, CustomStringConvertible {
  /// Text.
  case text(String)
  /// An integer.
  case integer(Int)
  /// A number.
  case number(Double)
  /// A truth value.
  case flag(Bool)
  /// Several values, such as the names of dims.
  case list([Attribute])

  public var description: String {
    switch self {
    case .text(let value): value
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    }
  }
}

extension Attribute: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}
