// Draws as comma-separated values: a column for each element, named by its labels.

public import ApusData
internal import ApusGraph

extension DataGroup {
  /// The draws of a file that ``Dataset/write(_:)`` or a ``FileSink`` wrote, or that was written elsewhere in the same form.
  ///
  /// Rows of several chains may stand among each other, as a run writes them. Neighbouring columns such as `b[tau, Keck]`,
  /// `b[tau, HARPS]`, … that fill a grid become one array; its dims are called `b_dim_0`, `b_dim_1`, …, since tables have no names
  /// for them. Chains with fewer draws than others are filled up with NaN.
  ///
  /// - Parameter droppingTornLine: whether a last line without an end is left out. A run that was killed while it wrote leaves such
  ///   a line, whose last number may lack digits.
  /// - Throws: `TableError`: what is wrong with the file as a table; a header that does not start with `chain,draw`; a draw that
  ///   is not the next of its chain; a cell that is no number (NaN and infinities are); `TableError.tornLine`.
  public init(csv path: String, name: Name = .posterior, droppingTornLine: Bool = false) throws(TableError) {
    try self.init(DrawsTable(contentsOf: path, droppingTornLine: droppingTornLine), name: name)
  }

  package init(_ table: DrawsTable, name: Name = .posterior) throws(TableError) {
    let drawCount = (0..<table.chainCount).map { table.drawCount(ofChain: $0) }.max() ?? 0
    do {
      var arrays: [DataArray] = []
      var place = 0
      for grid in ColumnGrid.all(table.names) {
        let columns = table.columns[place..<(place + grid.count)]
        place += grid.count
        var values: [Double] = []
        values.reserveCapacity(table.chainCount * drawCount * grid.count)
        for chain in 0..<table.chainCount {
          for draw in 0..<drawCount {
            for column in columns { values.append(draw < column[chain].count ? column[chain][draw] : .nan) }
          }
        }
        let shape = Shape([table.chainCount, drawCount] + grid.labels.map(\.count))
        let own = grid.labels.indices.map { "\(grid.name)_dim_\($0)" }
        arrays.append(
          try DataArray(
            grid.name, NDArray(values, shape: shape), dims: DataArray.sampleDims + own,
            coords: Dictionary(zip(own, grid.labels)) { first, _ in first }))
      }
      try self.init(name, arrays)
    } catch { throw .badColumns("\(error)") }
  }

  /// The draws as a table: those of arrays that have draws.
  package func table() throws(TableError) -> DrawsTable {
    let sampled = arrays.filter { $0.sampleRank == 2 }
    return try DrawsTable(
      names: sampled.flatMap(\.elementNames),
      columns: sampled.flatMap { array in (0..<array.elementCount).map { array.draws(ofElement: $0) } })
  }
}

/// Neighbouring columns that are the elements of one array, in row-major order.
private struct ColumnGrid {
  let name: String
  let labels: [Labels]
  var count: Int { labels.reduce(1) { $0 * $1.count } }

  /// All columns in their order: neighbours that fill a grid together, the others one by one.
  ///
  /// Where columns of one array stand apart, or fill no grid, each is an array of its own name.
  static func all(_ columns: [String]) -> [ColumnGrid] {
    var runs: [(name: String, rank: Int, columns: [String])] = []
    for column in columns {
      let parts = parts(column)
      let (name, rank) = (parts?.name ?? column, parts?.labels.count ?? 0)
      if rank > 0, let last = runs.last, last.name == name, last.rank == rank {
        runs[runs.count - 1].columns.append(column)
      } else {
        runs.append((name, rank, [column]))
      }
    }
    let counts = Dictionary(runs.map { ($0.name, 1) }, uniquingKeysWith: +)
    return runs.flatMap { run in
      if counts[run.name] == 1, let grid = ColumnGrid(filling: run.columns) { return [grid] }
      return run.columns.map { ColumnGrid(name: $0, labels: []) }
    }
  }

  private init(name: String, labels: [Labels]) {
    self.name = name
    self.labels = labels
  }

  /// The grid that columns of one name fill; nil where they fill none.
  private init?(filling columns: [String]) {
    let rows = columns.compactMap(Self.parts)
    guard let first = rows.first, rows.count == columns.count else { return nil }
    let axes = first.labels.indices.map { axis in
      var seen = Set<String>()
      return rows.map { $0.labels[axis] }.filter { seen.insert($0).inserted }
    }
    let grid = axes.reduce([[]]) { rows, labels in rows.flatMap { row in labels.map { row + [$0] } } }
    guard grid == rows.map(\.labels) else { return nil }
    name = first.name
    labels = axes.map { axis in
      let integers = axis.compactMap { Int($0) }
      return integers.count == axis.count && zip(integers, axis).allSatisfy { "\($0)" == $1 }
        ? .integers(integers) : .text(axis)
    }
  }

  private static func parts(_ column: String) -> (name: String, labels: [String])? {
    guard column.hasSuffix("]"), let bracket = column.firstIndex(of: "["), bracket > column.startIndex else {
      return nil
    }
    let inside = String(column[column.index(after: bracket)...].dropLast())
    return (String(column[..<bracket]), inside.components(", "))
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [String] {
    var parts: [String] = []
    var rest = Substring(self)
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
