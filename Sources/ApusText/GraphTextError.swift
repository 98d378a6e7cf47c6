// What can be wrong with the text of a graph: the kind of mistake, where it is, and what was expected.

/// A mistake in the text of a graph.
public struct GraphTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of mistake it is.
  public enum Kind: Hashable, Sendable {
    /// Bytes that are not UTF-8.
    case encoding
    /// Words in the wrong place.
    case syntax
    /// A number that does not fit its type.
    case number
    /// More elements, axes or nested functions than the reader takes.
    case limit
    /// A name that is not defined, or defined twice.
    case name
    /// Operands that an Op does not take, or a type that is not that of the value.
    case type
    /// An Op that the catalogue does not have.
    case unknownOp
    /// A routine of the user's that the reader was not given.
    case missingExternal
    /// An attribute that is missing, unknown or of the wrong kind.
    case attribute
    /// The bytes of an array that are missing or are not those that were written.
    case array
  }

  /// What kind of mistake it is.
  public let kind: Kind
  /// The file; nil where the text is none.
  public internal(set) var file: String?
  /// The line, counted from 1.
  public let line: Int
  /// The character in the line, counted from 1.
  public let column: Int
  /// What is wrong or was expected, as a clause.
  public let reason: String

  /// Such as `model.apus:3:12: expected a type, such as float64(3,), and found ')'`.
  public var description: String { "\(file.map { "\($0):" } ?? "")\(line):\(column): \(reason)" }
}

/// A place in a text.
struct TextPosition: Hashable, Sendable {
  var line = 1
  var column = 1

  func error(_ kind: GraphTextError.Kind, _ reason: String) -> GraphTextError {
    GraphTextError(kind: kind, file: nil, line: line, column: column, reason: reason)
  }
}
