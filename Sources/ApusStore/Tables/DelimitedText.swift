// Tables of text, as users keep their data: columns by name, and a place in the file for everything that is wrong.

/// A table with named columns, read from delimited text.
///
/// The text is UTF-8, with or without a byte-order mark. Cells are separated by commas, semicolons, tabs or white space; the
/// delimiter is told from the first row unless it is given. Lines end with LF, CR LF or CR. Blank lines and lines whose
/// first character is `#` are skipped. Cells may stand in quotes (RFC 4180). The first row names the columns, unless names
/// are given.
///
/// ```swift
/// let table = try DelimitedText(contentsOf: "velocities.csv")
/// let time = try table.numbers("time")
/// ```
public struct DelimitedText: Sendable {
  /// The file as messages name it.
  public let file: String
  /// What separates the cells.
  public let delimiter: Delimiter
  /// The names of the columns, from left to right.
  public let columnNames: [String]

  /// The number of rows below the header.
  public var rowCount: Int { rowLines.count }

  /// The line of the header; of the first row where there is no header.
  let headerLine: Int
  private let bytes: [UInt8]
  private let cells: [CellPlace]
  private let rowLines: [Int]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - delimiter: what separates the cells; nil to tell from the first row.
  ///   - columnNames: the names of the columns of a file without a header; nil if the first row has them.
  /// - Throws: `TableError` with file and line: no such file, nothing in it, no header, not UTF-8, a NUL byte, two columns
  ///   of one name, a row of another length, a broken quote.
  public init(
    contentsOf path: String, delimiter: Delimiter? = nil, columnNames: [String]? = nil
  ) throws(TableError) {
    try self.init(bytes: FileBytes.read(path), file: path, delimiter: delimiter, columnNames: columnNames)
  }

  /// Reads bytes, as if from a file of the given name.
  ///
  /// - Throws: `TableError`, as for a file.
  public init(
    bytes: [UInt8], file: String, delimiter: Delimiter? = nil, columnNames: [String]? = nil
  ) throws(TableError) {
    try self.init(bytes, file, delimiter, columnNames, namesMayRepeat: false)
  }

  /// Reads bytes; two columns may have the same name if the caller tells them apart by their place.
  init(
    _ bytes: [UInt8], _ file: String, _ delimiter: Delimiter?, _ columnNames: [String]?, namesMayRepeat: Bool
  ) throws(TableError) {
    self.bytes = bytes
    self.file = file
    let content = try bytes.withUnsafeBufferPointer { (buffer) throws(TableError) in
      try Content(buffer, file, delimiter, columnNames)
    }
    self.delimiter = content.delimiter
    self.columnNames = content.columnNames
    headerLine = content.headerLine
    cells = content.cells
    rowLines = content.rowLines
    var seen = Set<String>()
    for name in content.columnNames where !namesMayRepeat && !name.isEmpty && !seen.insert(name).inserted {
      throw .duplicateColumn(file: file, line: headerLine, column: name)
    }
  }

  /// The line, counted from 1, on which a row starts.
  public func line(ofRow row: Int) -> Int { rowLines[row] }

  /// The text of a cell, doubled quotes made single.
  func text(row: Int, column: Int) -> String {
    let place = cells[row * columnNames.count + column]
    return Self.text(place, bytes[place.range])
  }

  /// The bytes of a cell, as they stand in the file.
  @inline(__always)
  func withBytes<Result>(row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let place = cells[row * columnNames.count + column]
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[place.range])) }
  }

  private static func text(_ place: CellPlace, _ bytes: some Sequence<UInt8>) -> String {
    guard place.hasDoubledQuotes else { return String(decoding: Array(bytes), as: UTF8.self) }
    var single = [UInt8]()
    var isSecond = false
    for byte in bytes {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if byte != UInt8(ascii: "\"") || isSecond { single.append(byte) }
    }
    return String(decoding: single, as: UTF8.self)
  }
}

extension DelimitedText {
  private struct Content {
    var delimiter: Delimiter
    var columnNames: [String]
    var headerLine: Int
    var cells: [CellPlace] = []
    var rowLines: [Int] = []

    init(
      _ bytes: UnsafeBufferPointer<UInt8>, _ file: String, _ delimiter: Delimiter?, _ names: [String]?
    ) throws(TableError) {
      if let place = TextChecks.firstNUL(bytes) {
        throw .nulByte(file: file, line: TextChecks.line(of: place, in: bytes))
      }
      if let place = TextChecks.firstMalformed(bytes) {
        throw .notUTF8(file: file, line: TextChecks.line(of: place, in: bytes))
      }
      var scanner = TableScanner(bytes, file: file)
      guard scanner.findRow() else { throw .empty(file: file) }
      self.delimiter = delimiter ?? Delimiter.detect(inRow: scanner.restOfRow())
      headerLine = scanner.line
      if let names {
        columnNames = names
      } else {
        var header = [CellPlace]()
        try scanner.scanRow(self.delimiter, into: &header)
        columnNames = header.map { DelimitedText.text($0, bytes[$0.range]) }
        if header.allSatisfy({ DecimalNumber.parse(UnsafeBufferPointer(rebasing: bytes[$0.range])) != nil }) {
          throw .noHeader(file: file, line: headerLine)
        }
      }
      while scanner.findRow() {
        let line = scanner.line
        let before = cells.count
        try scanner.scanRow(self.delimiter, into: &cells)
        guard cells.count - before == columnNames.count else {
          throw .raggedRow(
            file: file, line: line, cellCount: cells.count - before, columnCount: columnNames.count)
        }
        rowLines.append(line)
      }
    }
  }
}
