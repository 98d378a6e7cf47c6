// Draws of named scalars by chain and draw: what a run leaves behind, and what summaries are made from.

/// The draws of named scalar columns, by chain and draw.
///
/// Chains may have different numbers of draws, as after an interruption; within a chain all columns have the same number.
package struct DrawsTable: Hashable, Sendable {
  package let names: [String]
  package let columns: [[[Double]]]

  package var chainCount: Int { columns.first?.count ?? 0 }

  /// A table of columns, each as `[chain][draw]`.
  ///
  /// - Throws: ``TableError/badColumns(_:)`` where the names are not as many as the columns, two are equal or one holds a NUL;
  ///   or where the columns have different numbers of chains or draws.
  package init(names: [String], columns: [[[Double]]]) throws(TableError) {
    guard names.count == columns.count else {
      throw .badColumns("there are \(names.count) names for \(columns.count) columns")
    }
    var seen: Set<String> = []
    if let name = names.first(where: { !seen.insert($0).inserted }) {
      throw .badColumns("the name '\(name)' occurs twice")
    }
    if let name = names.first(where: { $0.utf8.contains(0) }) {
      throw .badColumns("there is a NUL in the name '\(name.prefix { $0 != "\0" })…'")
    }
    let shape = columns.first.map { $0.map(\.count) } ?? []
    for (name, column) in zip(names, columns) where column.map(\.count) != shape {
      throw .badColumns("'\(name)' has \(column.map(\.count)) draws by chain, '\(names[0])' has \(shape)")
    }
    self.init(checked: names, columns)
  }

  init(checked names: [String], _ columns: [[[Double]]]) {
    self.names = names
    self.columns = columns
  }

  /// The draws of a column as `[chain][draw]`; nil where there is none of that name.
  package subscript(name: String) -> [[Double]]? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// The number of draws of a chain; 0 where there is no such chain.
  package func drawCount(ofChain chain: Int) -> Int {
    guard let first = columns.first, first.indices.contains(chain) else { return 0 }
    return first[chain].count
  }
}
