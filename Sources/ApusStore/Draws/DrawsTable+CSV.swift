// Draws as comma-separated values: every bit is kept, and a file is complete or not there.

extension DrawsTable {
  /// Writes the table: a header `chain,draw,` and the names, then a line for each draw, chain after chain.
  ///
  /// Chains and draws are counted from 0. Numbers have the fewest digits that give the same bits again; NaN is `nan`,
  /// infinities are `inf` and `-inf`. Names are quoted where RFC 4180 asks for it. Lines end with LF. The file appears
  /// under its name only when it is complete. Chains without draws at the end leave no trace in the file.
  ///
  /// - Throws: `TableError.unwritable`; what was there before is untouched then.
  package func write(to path: String) throws(TableError) {
    try FileBytes.writeAtomically(path) {
      (write: (UnsafeRawBufferPointer) throws(TableError) -> Void) throws(TableError) in
      try writeLines { (buffer) throws(TableError) in
        try buffer.withUnsafeBufferPointer { (bytes) throws(TableError) in try write(UnsafeRawBufferPointer(bytes)) }
      }
    }
  }

  package func csv() -> [UInt8] {
    var bytes = [UInt8]()
    writeLines { bytes += $0 }
    return bytes
  }

  /// Reads a table that `write(to:)` or a ``DrawStream`` wrote, or that was written elsewhere in the same form.
  ///
  /// Rows of several chains may stand among each other; the draws of each must be 0, 1, 2 and so on.
  ///
  /// - Parameter droppingTornLine: whether a last line without an end is left out. What wrote it was stopped, and its last number
  ///   may lack digits.
  /// - Throws: `TableError`: what is wrong with the file as a table; a header that does not start with `chain,draw`; a draw that
  ///   is not the next of its chain; a cell that is no number (NaN and infinities are); a torn line.
  package init(contentsOf path: String, droppingTornLine: Bool = false) throws(TableError) {
    try self.init(csv: FileBytes.read(path), file: path, droppingTornLine: droppingTornLine)
  }

  /// Reads the bytes of such a table, as if from a file of the given name.
  ///
  /// - Throws: `TableError`, as for a file.
  package init(csv bytes: [UInt8], file: String, droppingTornLine: Bool = false) throws(TableError) {
    let (whole, tornLine) = Self.wholeLines(bytes)
    let table = try DelimitedText(whole, file, .comma, nil, namesMayRepeat: true)
    if let tornLine, !droppingTornLine || tornLine == 1 { throw .tornLine(file: file, line: tornLine) }
    for (index, name) in ["chain", "draw"].enumerated()
    where index >= table.columnNames.count || table.columnNames[index] != name {
      throw .missingColumn(file: file, column: name, found: table.columnNames)
    }
    let names = Array(table.columnNames.dropFirst(2))
    var seen = Set<String>()
    for name in names where !seen.insert(name).inserted {
      throw .duplicateColumn(file: file, line: table.headerLine, column: name)
    }
    let rows = try Self.rowsByChain(table)
    var columns = [[[Double]]]()
    for index in names.indices {
      let numbers = try table.numbers(at: index + 2, allowsNonFinite: true)
      columns.append(rows.map { $0.map { numbers[$0] } })
    }
    self.init(checked: names, columns)
  }

  /// The lines that end, and the number of the last one where it does not; a header that does not end is kept.
  private static func wholeLines(_ bytes: [UInt8]) -> (whole: [UInt8], tornLine: Int?) {
    let lineEnds = Array("\n\r".utf8)
    guard let last = bytes.last, !lineEnds.contains(last) else { return (bytes, nil) }
    guard let end = bytes.lastIndex(where: lineEnds.contains) else { return (bytes, 1) }
    return (Array(bytes[...end]), bytes.withUnsafeBufferPointer { TextChecks.line(of: end + 1, in: $0) })
  }

  /// A number of chains beyond which a file is taken for something else.
  private static let mostChains = 100_000

  /// The rows of each chain, whose draws must be 0, 1, 2 and so on. A chain without rows before one with some has no draws.
  private static func rowsByChain(_ table: DelimitedText) throws(TableError) -> [[Int]] {
    let chains = try table.numbers(at: 0, allowsNonFinite: true)
    let draws = try table.numbers(at: 1, allowsNonFinite: true)
    var rows = [[Int]]()
    for row in 0..<table.rowCount {
      func fail(_ column: Int, _ expected: String) -> TableError {
        .outOfOrder(
          file: table.file, line: table.line(ofRow: row), column: table.columnNames[column],
          cell: table.text(row: row, column: column), expected: expected)
      }
      guard let chain = Int(exactly: chains[row]), chain >= 0, chain < Self.mostChains else { throw fail(0, "a chain") }
      while rows.count <= chain { rows.append([]) }
      let next = rows[chain].count
      guard draws[row] == Double(next) else { throw fail(1, "\(next), the next draw of chain \(chain)") }
      rows[chain].append(row)
    }
    return rows
  }

  /// Hands out the bytes of the file in pieces of about a megabyte.
  private func writeLines<Failure>(_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
    var buffer = [UInt8]()
    buffer.reserveCapacity(1 << 20 + 1 << 16)
    buffer += header
    for chain in 0..<chainCount {
      for draw in 0..<drawCount(ofChain: chain) {
        Self.appendRow(chain, draw, columns.lazy.map { $0[chain][draw] }, to: &buffer)
        if buffer.count > 1 << 20 {
          try write(buffer)
          buffer.removeAll(keepingCapacity: true)
        }
      }
    }
    try write(buffer)
  }

  /// The first line, with the names.
  var header: [UInt8] {
    Array("chain,draw".utf8) + names.flatMap { [UInt8(ascii: ",")] + Self.quotedIfNeeded($0) } + [UInt8(ascii: "\n")]
  }

  /// Appends the line of a draw.
  @inline(__always)
  static func appendRow(_ chain: Int, _ draw: Int, _ numbers: some Sequence<Double>, to buffer: inout [UInt8]) {
    buffer += "\(chain),\(draw)".utf8
    for number in numbers {
      buffer.append(UInt8(ascii: ","))
      var text = number.description
      text.withUTF8 { buffer.append(contentsOf: $0) }
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  /// A name in quotes where it holds a comma, a quote or a line end, or would not be read back as it is.
  private static func quotedIfNeeded(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    let special = Array(",\"\r\n".utf8)
    let edges = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    let needsQuotes =
      bytes.isEmpty || bytes.contains(where: special.contains) || edges.contains(bytes[0])
      || edges.contains(bytes[bytes.count - 1])
    guard needsQuotes else { return bytes }
    let quote = UInt8(ascii: "\"")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
