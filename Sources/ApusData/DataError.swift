// What can be wrong with labelled arrays, and with writing them.

/// Labelled data that do not fit together, or that could not be written.
public enum DataError: Error, Hashable, Sendable {
  /// An array whose dims or labels do not fit its values.
  case badArray(name: String, reason: String)
  /// Two arrays of one group have the same name.
  case duplicateName(String, group: String)
  /// There is no array of a name.
  case unknownName(String, known: [String])
  /// An array has no such dim.
  case unknownDimension(String, array: String, known: [String])
  /// A dim has different lengths or labels in two arrays.
  case differentLabels(dimension: String, first: String, second: String)
  /// Blocks of draws that do not follow the schema, or each other.
  case badBlock(reason: String)
  /// Something could not be written; the reason names the file.
  case unwritable(reason: String)
}

extension DataError: CustomStringConvertible {
  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .badArray(let name, let reason): "'\(name)': \(reason)"
    case .duplicateName(let name, let group): "the group \(group) has two arrays '\(name)'"
    case .unknownName(let name, let known):
      "there is no array '\(name)'" + (known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))")
    case .unknownDimension(let dimension, let array, let known):
      "'\(array)' has no dim '\(dimension)'"
        + (known.isEmpty ? ", it is a number" : "; it has \(known.joined(separator: ", "))")
    case .differentLabels(let dimension, let first, let second):
      "the dim '\(dimension)' has other labels in '\(first)' than in '\(second)'"
    case .badBlock(let reason), .unwritable(let reason): reason
    }
  }
}
