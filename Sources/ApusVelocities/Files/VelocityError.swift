// What can be wrong with files of velocities: one sentence each, with file, line, column, and what would have been accepted.

public import ApusStore

/// What can be wrong with velocities, or with how they are to be read.
///
/// `description` is one line that starts with the file, and the line in it where there is one. Text from the file is escaped
/// in it.
public enum VelocityError: Error, Sendable {
  /// There is no such file, it cannot be read, or holds nothing; with a ``DelimitedText``, whatever is wrong with that.
  case table(TableError)
  /// Fewer than two velocities.
  case tooFew(file: String, count: Int)
  /// An error that is not positive.
  case nonpositiveError(file: String, line: Int, column: String, error: Double)
  /// All velocities are at one time.
  case noSpan(file: String)
  /// The file is no text; `kind` is what it is and what to do.
  case notText(file: String, kind: String)
  /// The file has more bytes than a table of velocities can have.
  case tooLarge(file: String, limit: Int)
  /// A line has more bytes than a row can have.
  case longLine(file: String, line: Int, byteCount: Int)
  /// There are words, perhaps a header, and no rows of numbers.
  case noRows(file: String, line: Int)
  /// No column is one of times, velocities or errors: `role`. `found` are the columns, `accepted` names that would do.
  case missingColumn(file: String, line: Int?, role: String, found: [String], accepted: [String])
  /// Rows without a header have fewer than three columns.
  case tooFewColumns(file: String, line: Int, count: Int)
  /// A column that was named is not there.
  case unknownColumn(file: String, line: Int?, column: String, found: [String])
  /// A row has more or fewer cells than there are columns.
  case raggedRow(file: String, line: Int, cellCount: Int, columnCount: Int, headerLine: Int?)
  /// A quoted cell does not end on its line.
  case unclosedQuote(file: String, line: Int)
  /// A cell holds no number that can be used; `reason` says why.
  case badCell(file: String, line: Int, column: String, cell: String, reason: String)
  /// A time that no observation can have.
  case impossibleTime(file: String, line: Int, column: String, cell: String, system: String?)
  /// A column of times in years or seconds.
  case wrongTimeUnit(file: String, line: Int?, column: String, unit: String)
  /// Times that do not count from one zero, within a file or between files.
  case mixedTimes(file: String, line: Int?, reason: String)
  /// A column names several stars; `names` are the first of them.
  case severalStars(file: String, line: Int?, column: String, names: [String], count: Int)
  /// Two of the sources are one file, or hold the same bytes.
  case repeatedSource(file: String, other: String)
  /// A file of the program Systemic that names velocities which cannot be read.
  case badSystem(file: String, line: Int?, reason: String)
  /// Settings that make no sense.
  case badSetting(String)
}

extension VelocityError: CustomStringConvertible {
  /// One line such as `rv.csv:17: column 'rv' holds "abc", which is no number`.
  public var description: String {
    switch self {
    case .table(let error): Self.oneLine(error.description)
    case .tooFew(let file, let count):
      "\(Self.at(file)): \(count) velocities are too few for a fit; at least 2 are needed"
    case .nonpositiveError(let file, let line, let column, let error):
      "\(Self.at(file, line)): column \(ShownText.name(column)): the error \(error) is not positive"
    case .noSpan(let file): "\(Self.at(file)): all velocities are at one time"
    case .notText(let file, let kind): "\(Self.at(file)): the file is \(kind)"
    case .tooLarge(let file, let limit):
      "\(Self.at(file)): the file has more than \(limit >> 20) MiB, too many for a table of velocities"
    case .longLine(let file, let line, let count):
      "\(Self.at(file, line)): the line has \(count) bytes, too many for a row of a table of velocities"
    case .noRows(let file, let line):
      "\(Self.at(file, line)): there are words but no row of numbers: no velocities"
    case .missingColumn(let file, let line, let role, let found, let accepted):
      "\(Self.at(file, line)): there is no column of \(role)\(Self.columns(found)); names that would have been accepted: "
        + "\(accepted.joined(separator: ", ")), …; --columns names any other"
    case .tooFewColumns(let file, let line, let count):
      "\(Self.at(file, line)): no \(count < 2 ? "velocity" : "error") column: the rows have \(count) column\(count == 1 ? "" : "s") and no "
        + "header; a time, a velocity and an error are needed"
    case .unknownColumn(let file, let line, let column, let found):
      "\(Self.at(file, line)): there is no column \(ShownText.name(column))\(Self.columns(found))"
    case .raggedRow(let file, let line, let cellCount, let columnCount, let headerLine):
      "\(Self.at(file, line)): the row has \(cellCount) cell\(cellCount == 1 ? "" : "s"), "
        + (headerLine.map { "the header in line \($0) \(columnCount)" } ?? "the first row \(columnCount)")
    case .unclosedQuote(let file, let line): "\(Self.at(file, line)): a quoted cell does not end on its line"
    case .badCell(let file, let line, let column, let cell, let reason):
      "\(Self.at(file, line)): column \(ShownText.name(column)) "
        + (cell.isEmpty
          ? "is empty: rows without a value must be left out"
          : "holds \"\(ShownText.escaped(cell))\", which is \(reason)")
    case .impossibleTime(let file, let line, let column, let cell, let system):
      "\(Self.at(file, line)): column \(ShownText.name(column)) holds \(ShownText.escaped(cell)), which is no time of an observation"
        + (system.map { " as \($0)" } ?? "")
        + ": Julian dates of the years 1800 to 2100, or at most 100,000 days from any zero"
    case .wrongTimeUnit(let file, let line, let column, let unit):
      "\(Self.at(file, line)): column \(ShownText.name(column)) holds times in \(ShownText.escaped(unit)), and days are needed"
    case .mixedTimes(let file, let line, let reason): "\(Self.at(file, line)): \(reason)"
    case .severalStars(let file, let line, let column, let names, let count):
      "\(Self.at(file, line)): column \(ShownText.name(column)) names \(count) stars (\(ShownText.names(names))\(count > names.count ? ", …" : "")): "
        + "the table of one is needed"
    case .repeatedSource(let file, let other):
      "\(Self.at(file)): holds the same bytes as \(ShownText.escaped(other, limit: 200)): velocities that are given twice count twice"
    case .badSystem(let file, let line, let reason): "\(Self.at(file, line)): \(reason)"
    case .badSetting(let reason): reason
    }
  }

  private static func at(_ file: String, _ line: Int? = nil) -> String {
    ShownText.escaped(file, limit: 300) + (line.map { ":\($0)" } ?? "")
  }

  private static func columns(_ found: [String]) -> String {
    let named = found.filter { !$0.isEmpty }
    return named.isEmpty ? "" : " (the columns are \(ShownText.names(named)))"
  }

  /// A message of another layer, on one line.
  private static func oneLine(_ text: String) -> String {
    text.unicodeScalars.allSatisfy(ShownText.isHarmless) ? text : ShownText.escaped(text, limit: 600)
  }
}
