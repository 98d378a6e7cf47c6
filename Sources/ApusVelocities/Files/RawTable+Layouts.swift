// Tables with pipes in their header (IPAC, Markdown), with rules that show the width of columns, and with separators.

extension RawTable {
  /// A table of IPAC's form, as of the NASA Exoplanet Archive: a header in pipes, rows without; nil for any other.
  static func withPipes(_ text: TextLines, _ content: [Int]) throws(VelocityError) -> RawTable? {
    let content = content.drop { text.lines[$0].first == UInt8(ascii: "\\") }
    let header = content.prefix(5).prefix { text.lines[$0].trimmed.first == UInt8(ascii: "|") }
    guard let first = header.first, header.count < content.count, header.count <= 4 else { return nil }
    let line = text.lines[first]
    let pipes = line.indices.filter { line[$0] == UInt8(ascii: "|") }.map { $0 - line.startIndex }
    guard pipes.count >= 2, let names = CellSeparator.pipe.cells(of: line), names.count == pipes.count - 1 else {
      return nil
    }
    var table = RawTable(file: text.file, columns: names.map { RawColumn(name: $0) }, headerLine: first + 1)
    let below = header.dropFirst().compactMap { CellSeparator.pipe.cells(of: text.lines[$0]) }
    if below.count >= 2 { table.takeUnits(below[1]) }
    let nulls = below.count >= 3 ? below[2] : []
    let ranges = zip(pipes, pipes.dropFirst()).map { $0..<$1 }
    for index in content.dropFirst(header.count) {
      let words = CellSeparator.space.cells(of: text.lines[index]) ?? []
      var cells = words.count == names.count ? words : Self.cells(of: text.lines[index], at: ranges)
      for (place, null) in nulls.enumerated() where place < cells.count && !null.isEmpty && cells[place] == null {
        cells[place] = ""
      }
      table.rows.append(RawRow(line: index + 1, cells: cells))
    }
    return table
  }

  /// A table whose header stands between two equal rules of dashes, which show how wide the columns are; nil for any other.
  static func ruled(_ text: TextLines) throws(VelocityError) -> RawTable? {
    let rules = text.lines.indices.filter { text.lines[$0].isSpacedRule }
    guard rules.count >= 2, rules[1] - rules[0] <= 6, text.lines[rules[0]].trimmed == text.lines[rules[1]].trimmed
    else { return nil }
    let line = text.lines[rules[1]]
    var ranges: [Range<Int>] = []
    for (place, byte) in line.enumerated() where !byte.isSpace {
      if let last = ranges.last, last.upperBound == place {
        ranges[ranges.count - 1] = last.lowerBound..<place + 1
      } else {
        ranges.append(place..<place + 1)
      }
    }
    var names = [String](repeating: "", count: ranges.count)
    for header in text.lines[(rules[0] + 1)..<rules[1]] {
      for (place, part) in cells(of: header, at: ranges).enumerated() { names[place] += part }
    }
    var table = RawTable(file: text.file, columns: names.map { RawColumn(name: $0) }, headerLine: rules[1])
    for index in text.lines.indices.dropFirst(rules[1] + 1) {
      let line = text.lines[index]
      if line.trimmed.isEmpty || line.comment != nil || line.isRule { continue }
      table.rows.append(RawRow(line: index + 1, cells: cells(of: line, at: ranges)))
    }
    return table
  }

  /// The lines, by index, that are neither blank nor comments nor VizieR's descriptions.
  static func content(of text: TextLines) -> [Int] {
    let details = linesOfDetails(in: text)
    return text.lines.indices.filter { index in
      !text.lines[index].trimmed.isEmpty && text.lines[index].comment == nil && !details.contains(index + 1)
    }
  }

  /// Gives each column the unit of a row of units.
  mutating func takeUnits(_ cells: [String]) {
    for (place, cell) in cells.enumerated() where place < columns.count {
      columns[place].unit = VelocityUnit(cell)
      if columns[place].unit == nil { columns[place].remark = cell }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether the line is made of three runs of dashes or more, with spaces between.
  fileprivate var isSpacedRule: Bool {
    allSatisfy { $0 == UInt8(ascii: "-") || $0 == 32 } && split(separator: 32).count >= 3
  }
}
