// The Ops that the text of a graph knows by name. Plain lists: a new Op is a new row.

internal import ApusGraph

/// All rows, by name and by type.
package enum OpCatalogue {
  /// The names of the Ops that have a row.
  package static var names: [String] { all.map(\.name) }

  /// The rows.
  static let all: [CatalogueEntry] =
    elementwise + special + arrays + linearAlgebra + modifiers + distributions + functions

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
  private static let byType = Dictionary(all.map { ($0.type, $0) }) { first, _ in first }

  /// The row of a name.
  static func entry(named name: String) -> CatalogueEntry? { byName[name] }
  /// The row of an Op.
  static func entry(of op: any Op) -> CatalogueEntry? { byType[ObjectIdentifier(type(of: op))] }
}
