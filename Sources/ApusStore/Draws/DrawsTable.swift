// Draws of named scalars by chain and draw: what a run leaves behind, and what summaries are made from.

/// The draws of named scalar columns, by chain and draw.
///
/// Chains may have different numbers of draws, as after an interruption; within a chain all columns have the same number.
public struct DrawsTable: Hashable, Sendable {
  /// The names of the columns, all different.
  public let names: [String]

  /// The draws as `[column][chain][draw]`.
  public let columns: [[[Double]]]

  /// The number of chains.
  public var chainCount: Int { columns.first?.count ?? 0 }

  /// A table of columns, each as `[chain][draw]`.
  ///
  /// - Precondition: the names are as many as the columns, all different, and hold no NUL; all columns have the same numbers
  ///   of chains and draws.
  public init(names: [String], columns: [[[Double]]]) {
    precondition(names.count == columns.count, "\(names.count) names for \(columns.count) columns")
    precondition(Set(names).count == names.count, "names occur twice: \(names)")
    precondition(!names.contains { $0.utf8.contains(0) }, "a NUL in a name: \(names)")
    let shape = columns.first.map { $0.map(\.count) } ?? []
    for (name, column) in zip(names, columns) {
      precondition(column.map(\.count) == shape, "\(name) has \(column.map(\.count)) draws, \(names[0]) \(shape)")
    }
    self.names = names
    self.columns = columns
  }

  /// The draws of a column as `[chain][draw]`; nil where there is none of that name.
  public subscript(name: String) -> [[Double]]? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// The number of draws of a chain.
  public func drawCount(ofChain chain: Int) -> Int { columns[0][chain].count }
}
