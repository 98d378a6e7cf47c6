// What can be wrong with a table in a file, each with the place where it is wrong.

/// A table that cannot be read or written, and why.
///
/// `description` is one line that starts with the file, and the line in it where there is one.
public enum TableError: Error, Hashable, Sendable {
  /// There is no such file.
  case missingFile(file: String)
  /// The file cannot be read.
  case unreadable(file: String, reason: String)
  /// The file cannot be written; what was there before is untouched, and what a run wrote before stays.
  case unwritable(file: String, reason: String)
  /// The file holds nothing but blank lines and comments.
  case empty(file: String)
  /// The first row holds only numbers, where the names of the columns should be.
  case noHeader(file: String, line: Int)
  /// The text is not UTF-8.
  case notUTF8(file: String, line: Int)
  /// The file holds a NUL byte.
  case nulByte(file: String, line: Int)
  /// Two columns have the same name.
  case duplicateColumn(file: String, line: Int, column: String)
  /// Columns that make no table: two of one name, or of different lengths.
  case badColumns(String)
  /// A column that was asked for is not there; `found` are those that are.
  case missingColumn(file: String, column: String, found: [String])
  /// A row has more or fewer cells than there are columns.
  case raggedRow(file: String, line: Int, cellCount: Int, columnCount: Int)
  /// A quoted cell never ends; the line is that of its opening quote.
  case unclosedQuote(file: String, line: Int)
  /// Something other than a delimiter follows a closing quote.
  case textAfterQuote(file: String, line: Int)
  /// A cell of a column of numbers holds something else.
  case notANumber(file: String, line: Int, column: String, cell: String)
  /// A cell of a column of finite numbers holds NaN, an infinity, or a number beyond the range of `Double`.
  case notFinite(file: String, line: Int, column: String, cell: String)
  /// The chain or draw of a row of draws is not the one that must come next.
  case outOfOrder(file: String, line: Int, column: String, cell: String, expected: String)
  /// The last row of draws has no line end: what wrote it was stopped, and its last number may lack digits.
  case tornLine(file: String, line: Int)
}

extension TableError: CustomStringConvertible {
  /// One line such as `data.csv:17: column 'velocity' holds "abc", which is no number`.
  public var description: String {
    switch self {
    case .missingFile(let file): return "\(file): there is no such file"
    case .unreadable(let file, let reason): return "\(file): cannot be read: \(reason)"
    case .unwritable(let file, let reason): return "\(file): cannot be written: \(reason)"
    case .empty(let file): return "\(file): the file holds no table"
    case .noHeader(let file, let line):
      return "\(file):\(line): the first row holds numbers, not the names of the columns"
    case .notUTF8(let file, let line): return "\(file):\(line): the text is not UTF-8"
    case .nulByte(let file, let line):
      return "\(file):\(line): there is a NUL byte: the file is not text, or text in UTF-16"
    case .badColumns(let reason): return "these columns make no table: \(reason)"
    case .duplicateColumn(let file, let line, let column):
      return "\(file):\(line): two columns are called \(Self.name(column))"
    case .missingColumn(let file, let column, let found):
      let names = found.map(Self.name).joined(separator: ", ")
      return "\(file): there is no column \(Self.name(column)); the columns are \(names)"
    case .raggedRow(let file, let line, let cellCount, let columnCount):
      return "\(file):\(line): the row has \(cellCount) cells, the table \(columnCount) columns"
    case .unclosedQuote(let file, let line): return "\(file):\(line): a quoted cell starts here and never ends"
    case .textAfterQuote(let file, let line): return "\(file):\(line): there is text after the end of a quoted cell"
    case .notANumber(let file, let line, let column, let cell):
      return cell.isEmpty
        ? "\(file):\(line): column \(Self.name(column)) is empty"
        : "\(file):\(line): column \(Self.name(column)) holds \(Self.quoted(cell)), which is no number"
    case .notFinite(let file, let line, let column, let cell):
      return "\(file):\(line): column \(Self.name(column)) holds \(Self.quoted(cell)), which is not finite"
    case .outOfOrder(let file, let line, let column, let cell, let expected):
      return "\(file):\(line): column \(Self.name(column)) holds \(Self.quoted(cell)), expected \(expected)"
    case .tornLine(let file, let line):
      return
        "\(file):\(line): the last line does not end, as where a run was killed while it wrote, and its last number may lack "
        + "digits; DataGroup(csv:droppingTornLine: true) reads the lines before it"
    }
  }

  private static func name(_ text: String) -> String { "'\(shortened(text))'" }

  private static func quoted(_ text: String) -> String { "\"\(shortened(text))\"" }

  /// At most forty characters, on one line.
  private static func shortened(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(40)
    var result = ""
    for scalar in shown {
      if scalar.value < 32 || scalar.value == 127 || scalar.properties.generalCategory == .control {
        result += scalar.escaped(asASCII: false)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return shown.endIndex == text.unicodeScalars.endIndex ? result : result + "…"
  }
}
