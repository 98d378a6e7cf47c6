// Tables whose cells are separated by commas, semicolons, tabs, pipes or spaces, with a header, one in a comment, or none.

extension RawTable {
  /// A table of separated cells.
  ///
  /// The rows begin with the first line of which most cells are numbers. The header is the line above that names a time and a
  /// velocity, else such a comment, else there is none.
  static func separated(_ text: TextLines, _ content: [Int], wanted: [String]) throws(VelocityError) -> RawTable {
    let plain = content.filter { !text.lines[$0].isRule }
    guard !plain.isEmpty else { throw .table(.empty(file: text.file)) }
    let firstNumbers = plain.prefix(searchedLines).firstIndex { index in
      let best = CellSeparator.best(for: text.lines[index])
      return best.numbers >= 2 && 3 * best.numbers >= best.filled
    }
    let above = plain.prefix(firstNumbers ?? searchedLines)
    let cellCount = firstNumbers.map { CellSeparator.best(for: text.lines[plain[$0]]).cells }
    if let header = header(in: above, text, cellCount, wanted) {
      return try rows(text, header, plain, firstNumbers)
    }
    guard let firstNumbers else {
      throw .noRows(file: text.file, line: plain[0] + 1)
    }
    if let header = headerInComment(above: plain[firstNumbers], text, cellCount, wanted) {
      return try rows(text, header, Array(plain[firstNumbers...]), 0)
    }
    // A last line of words right above the numbers is a header that names nothing known.
    if let last = above.last(where: { !isUnits(text.lines[$0], cellCount) }),
      let found = CellSeparator.ofHeader(text.lines[last], cellCount: cellCount), found.cells.count == cellCount
    {
      return try rows(text, Header(index: last, separator: found.separator, names: found.cells), plain, firstNumbers)
    }
    var table = try rows(text, nil, Array(plain[firstNumbers...]), 0)
    if let skipped = above.first { table.notes.append("line \(skipped + 1) is no row and no header: skipped") }
    return table
  }

  /// The rows of a table begin within so many lines.
  private static let searchedLines = 10_000

  /// A header: its line, by index, and the names in it.
  private struct Header {
    let index: Int
    let separator: CellSeparator
    let names: [String]
  }

  private static func header(
    in lines: ArraySlice<Int>, _ text: TextLines, _ cellCount: Int?, _ wanted: [String]
  ) -> Header? {
    for index in lines {
      if let header = header(at: index, text.lines[index], cellCount, wanted) { return header }
    }
    return nil
  }

  private static func headerInComment(
    above row: Int, _ text: TextLines, _ cellCount: Int?, _ wanted: [String]
  ) -> Header? {
    for index in text.lines.indices[..<row].reversed().prefix(200) {
      guard let comment = text.lines[index].comment, !comment.isRule,
        let header = header(at: index, comment, cellCount, wanted), header.names.count == cellCount
      else { continue }
      return header
    }
    return nil
  }

  /// The header that a line is, if it has names that are known or wanted.
  private static func header(
    at index: Int, _ line: ArraySlice<UInt8>, _ cellCount: Int?, _ wanted: [String]
  ) -> Header? {
    guard line.count < TextLines.lineLimit, let found = CellSeparator.ofHeader(line, cellCount: cellCount) else {
      return nil
    }
    let names = found.cells.map { (name: HeaderName($0), remark: "") }
    let isWanted =
      !wanted.isEmpty && wanted.allSatisfy { name in found.cells.contains { $0.lowercased() == name.lowercased() } }
    guard isWanted || ColumnRole.allCases.prefix(2).allSatisfy({ !$0.candidates(in: names).isEmpty }) else {
      return nil
    }
    return Header(index: index, separator: found.separator, names: found.cells)
  }

  /// The rows below a header, or all where there is none.
  private static func rows(
    _ text: TextLines, _ header: Header?, _ lines: [Int], _ firstNumbers: Int?
  ) throws(VelocityError) -> RawTable {
    var lines = lines[...]
    var table = RawTable(file: text.file, columns: [], headerLine: header.map { $0.index + 1 })
    if let header {
      table.columns = header.names.map { RawColumn(name: $0) }
      lines = lines.drop { $0 <= header.index }
      while let first = lines.first, isUnits(text.lines[first], header.names.count) {
        if let cells = header.separator.cells(of: text.lines[first]) { table.takeUnits(cells) }
        lines = lines.dropFirst()
      }
      let end = lines.first ?? text.lines.count
      table.hasRule = text.lines.indices[(header.index + 1)..<max(end, header.index + 1)].contains {
        text.lines[$0].isRule
      }
    }
    guard let first = lines.first else { throw .noRows(file: text.file, line: (header?.index ?? 0) + 1) }
    let best = CellSeparator.best(for: text.lines[first])
    let separator = best.numbers >= 2 ? best.separator : header?.separator ?? .space
    var repeated = 0
    for index in lines {
      guard var cells = separator.cells(of: text.lines[index]) else {
        throw .unclosedQuote(file: text.file, line: index + 1)
      }
      if let header, cells == header.names {
        repeated += 1
        continue
      }
      if header == nil, table.rows.isEmpty {
        while cells.last?.isEmpty == true { cells.removeLast() }
        table.columns = cells.map { _ in RawColumn(name: "") }
      }
      while cells.count > table.columns.count, cells.last?.isEmpty == true { cells.removeLast() }
      guard cells.count == table.columns.count else {
        throw .raggedRow(
          file: text.file, line: index + 1, cellCount: cells.count, columnCount: table.columns.count,
          headerLine: table.headerLine)
      }
      table.rows.append(RawRow(line: index + 1, cells: cells))
    }
    if repeated > 0 { table.notes.append("the header stands \(repeated + 1) times: taken as one table") }
    return table
  }

  /// Whether a line below a header holds units, types or formats and nothing else.
  private static func isUnits(_ line: ArraySlice<UInt8>, _ cellCount: Int?) -> Bool {
    let cells = CellSeparator.ofHeader(line, cellCount: cellCount)?.cells ?? [line.trimmed.text]
    return cells.contains { !$0.isEmpty }
      && cells.allSatisfy { cell in
        let word = cell.lowercased().drop { "([".contains($0) }
        let bare = String(word.reversed().drop { ")]".contains($0) }.reversed())
        return bare.isEmpty || units.contains(bare) || VelocityUnit(bare) != nil || isFormat(bare)
          || (TimeSystem.isRemark(bare) && CellNumber.parse(bare) == nil)
      }
  }

  /// Whether a word is a format such as `f11.6`, `a10`, `10n`.
  private static func isFormat(_ word: String) -> Bool {
    let letters = word.filter(\.isLetter)
    return letters.count == 1 && "aifednsbx".contains(letters)
      && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." }
  }

  private static let units: Set<String> = [
    "d", "day", "days", "jd", "bjd", "hjd", "mjd", "-", "--", "---", "none", "null", "double", "float", "real", "char",
    "str", "string", "int", "integer", "long", "short", "text", "float64", "float32", "int64", "int32", "object",
    "bool",
    "n", "s", "adu", "ms", "mag", "deg", "arcsec", "pix", "s/n", "seconds", "sec", "unitless", "dimensionless",
  ]
}
