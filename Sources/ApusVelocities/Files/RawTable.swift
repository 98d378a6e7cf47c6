// A table as a file has it, whatever its layout: names of columns, rows of cells with their lines, and what is said beside.

/// A column of a table before its meaning is known.
struct RawColumn {
  /// The name as the file has it; empty where it has none.
  var name: String
  /// What a row of units or a description says of it.
  var remark = ""
  /// The unit of velocity that a row of units or a description gives.
  var unit: VelocityUnit?
}

/// A row and the line on which it stands, counted from 1.
struct RawRow {
  let line: Int
  let cells: [String]
}

/// A table before the meaning of its columns is known.
struct RawTable {
  /// The file as messages name it.
  let file: String
  /// The columns from left to right.
  var columns: [RawColumn]
  /// The line of the header; nil where the file has none.
  var headerLine: Int?
  /// The rows.
  var rows: [RawRow] = []
  /// Whether a row of dashes follows the header, as in the tables of the pipelines of HARPS and its siblings.
  var hasRule = false
  /// What comments of the form `key = value` say; keys in lower case.
  var remarks: [String: String] = [:]
  /// What was assumed, as sentences.
  var notes: [String] = []

  /// The table that the lines hold, in whichever layout.
  ///
  /// - Parameter wanted: the names of columns that the user gave; a header may have them and no others that are known.
  init(_ text: TextLines, wanted: [String]) throws(VelocityError) {
    let remarks = Self.remarks(of: text)
    let content = Self.content(of: text)
    if let table = try Self.byteByByte(text) {
      self = table
    } else if let table = try Self.withPipes(text, content) {
      self = table
    } else if let table = try Self.ruled(text) {
      self = table
    } else {
      self = try Self.separated(text, content, wanted: wanted)
    }
    self.remarks = remarks
    notes = text.notes + notes
    describe(Self.descriptions(in: text))
  }

  init(file: String, columns: [RawColumn], headerLine: Int?) {
    self.file = file
    self.columns = columns
    self.headerLine = headerLine
  }

  /// What `\KEY = value` and `# key = value` say.
  private static func remarks(of text: TextLines) -> [String: String] {
    var remarks: [String: String] = [:]
    for line in text.lines.prefix(1000) {
      let isKeyword = line.first == UInt8(ascii: "\\")
      guard let content = isKeyword ? line.dropFirst() : line.comment else { continue }
      let parts = content.split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = parts[1].trimmed.text.drop { "'\"".contains($0) }
      let key = parts[0].trimmed.text.lowercased()
      remarks[key] = String(value.reversed().drop { "'\"".contains($0) }.reversed())
    }
    return remarks
  }

  /// A table describes so many columns at most.
  private static let describedColumns = 10_000

  /// Gives columns what descriptions say of them, unless they have that.
  private mutating func describe(_ descriptions: [(name: String, unit: String, text: String)]) {
    guard !descriptions.isEmpty else { return }
    let places = Dictionary(grouping: columns.indices) { HeaderName(columns[$0].name).key }
    for (name, unit, text) in descriptions.prefix(Self.describedColumns) {
      for place in places[HeaderName(name).key]?.prefix(1) ?? [] {
        columns[place].remark += columns[place].remark.isEmpty ? text : " " + text
        columns[place].unit = columns[place].unit ?? VelocityUnit(unit)
      }
    }
  }
}
