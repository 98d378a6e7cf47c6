// The columns of a table: as numbers, as text, and as cells with their lines.

/// A cell of a table and where it stands.
public struct TableCell: Hashable, Sendable {
  /// The text of the cell; without quotes, and without spaces around it unless they were quoted.
  public let text: String
  /// The line of the file, counted from 1, on which the row of the cell starts.
  public let line: Int
}

extension DelimitedText {
  /// The numbers of a column, correctly rounded.
  ///
  /// A number is a sign, digits with at most one point, and an exponent: `-1.5e3`. `nan`, `inf` and `infinity` are numbers
  /// only if asked for; an empty cell is none.
  ///
  /// - Parameters:
  ///   - column: the name of the column.
  ///   - allowsNonFinite: whether NaN and infinities are allowed.
  /// - Throws: `TableError.missingColumn`, `.notANumber`, `.notFinite`, with file, line, column and cell.
  public func numbers(_ column: String, allowsNonFinite: Bool = false) throws(TableError) -> [Double] {
    try numbers(at: index(of: column), allowsNonFinite: allowsNonFinite)
  }

  /// The text of each cell of a column.
  ///
  /// - Throws: `TableError.missingColumn`.
  public func texts(_ column: String) throws(TableError) -> [String] {
    let index = try index(of: column)
    return (0..<rowCount).map { text(row: $0, column: index) }
  }

  /// The cells of a column, each with the line of its row.
  ///
  /// - Throws: `TableError.missingColumn`.
  public func cells(_ column: String) throws(TableError) -> [TableCell] {
    let index = try index(of: column)
    return (0..<rowCount).map { TableCell(text: text(row: $0, column: index), line: line(ofRow: $0)) }
  }

  private func index(of column: String) throws(TableError) -> Int {
    guard let index = columnNames.firstIndex(of: column) else {
      throw .missingColumn(file: file, column: column, found: columnNames)
    }
    return index
  }

  func numbers(at column: Int, allowsNonFinite: Bool) throws(TableError) -> [Double] {
    var numbers = [Double]()
    numbers.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      guard let number = withBytes(row: row, column: column, DecimalNumber.parse) else {
        throw .notANumber(
          file: file, line: line(ofRow: row), column: columnNames[column], cell: text(row: row, column: column))
      }
      guard number.isFinite || allowsNonFinite else {
        throw .notFinite(
          file: file, line: line(ofRow: row), column: columnNames[column], cell: text(row: row, column: column))
      }
      numbers.append(number)
    }
    return numbers
  }
}
