// Names that tables of draws cannot hold: empty ones, control characters, and columns that would have one name.

internal import ApusGraph

enum NameChecks {
  /// What is wrong with a name; nil where nothing is.
  static func fault(in name: String) -> String? {
    if name.isEmpty { return "a name must not be empty" }
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        return "the name has a control character (U+\(String(scalar.value, radix: 16, uppercase: true)))"
      default: continue
      }
    }
    return name.allSatisfy(\.isWhitespace) ? "a name must not be blank" : nil
  }

  /// A name as it can be printed: control characters as escapes.
  static func printable(_ name: String) -> String {
    name.unicodeScalars.map { fault(in: String($0)) == nil || $0 == " " ? String($0) : $0.escaped(asASCII: true) }
      .joined()
  }

  /// The columns that every table of draws has.
  private static let tableColumns = ["chain", "draw"]

  /// Throws where two columns of draws, or of predictions, would have one name.
  static func checkColumns(_ variables: [(name: String, shape: Shape, location: SourceLocation)]) throws(ModelError) {
    let arrays = Dictionary(
      variables.filter { !$0.shape.isScalar }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var columns: [String: Set<String>] = [:]
    for variable in variables {
      if variable.shape.isScalar, tableColumns.contains(variable.name) {
        throw .misuse(
          name: variable.name, reason: "tables of draws have a column of this name already: choose another",
          location: variable.location)
      }
      // Only the name of a scalar can be that of another variable's element.
      guard variable.shape.isScalar, variable.name.last == "]", let bracket = variable.name.lastIndex(of: "["),
        let array = arrays[String(variable.name[..<bracket])]
      else { continue }
      let names =
        columns[array.name] ?? Set((0..<array.shape.elementCount).map { array.shape.elementName(array.name, $0) })
      columns[array.name] = names
      if names.contains(variable.name) {
        throw .duplicateColumn(
          variable.name, first: array.location, second: variable.location, array: array.name)
      }
    }
  }
}
