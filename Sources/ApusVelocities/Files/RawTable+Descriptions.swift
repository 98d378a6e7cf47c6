// Tables that describe their columns: the machine-readable tables of journals and of CDS, and VizieR's answers.

extension RawTable {
  /// What lines such as `RV (m/s) (F8.2) Radial velocity` and `#Column RV (F8.2) Radial velocity` say of columns.
  static func descriptions(in text: TextLines) -> [(name: String, unit: String, text: String)] {
    var result: [(name: String, unit: String, text: String)] = []
    for (index, line) in text.lines.enumerated() {
      if let comment = line.comment, comment.starts(with: Array("Column\t".utf8)) {
        let parts = comment.split(separator: 9, omittingEmptySubsequences: false).map { $0.trimmed.text }
        if parts.count > 3 { result.append((parts[1], "", parts[3])) }
      }
      if isStartOfDetails(line) {
        for line in text.lines[(index + 1)...] {
          guard let description = description(line) else { break }
          result.append(description)
        }
      }
    }
    return result
  }

  /// The lines, by number, of VizieR's descriptions, which are neither rows nor comments.
  static func linesOfDetails(in text: TextLines) -> Set<Int> {
    var result: Set<Int> = []
    for (index, line) in text.lines.enumerated() where isStartOfDetails(line) {
      for (offset, line) in text.lines[(index + 1)...].enumerated() {
        guard description(line) != nil else { break }
        result.insert(index + 2 + offset)
      }
    }
    return result
  }

  private static func isStartOfDetails(_ line: ArraySlice<UInt8>) -> Bool {
    line.first == UInt8(ascii: "#") && line.drop { $0 == UInt8(ascii: "#") }.starts(with: startOfDetails)
  }

  private static let startOfDetails = Array("---Details of Columns".utf8)

  /// A name, perhaps a unit in brackets, a format in brackets, and text.
  private static func description(_ line: ArraySlice<UInt8>) -> (name: String, unit: String, text: String)? {
    guard line.first?.isSpace == true else { return nil }
    let text = line.trimmed.text
    guard let open = text.firstIndex(of: "("), let space = text.firstIndex(of: " "), space < open else { return nil }
    var rest = text[open...]
    var brackets: [String] = []
    while rest.first == "(", let close = rest.firstIndex(of: ")") {
      brackets.append(String(rest[rest.index(after: rest.startIndex)..<close]))
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
      if brackets.count == 2 { break }
    }
    guard let unit = brackets.first, !brackets.isEmpty else { return nil }
    let name = String(text[..<space])
    return (name, brackets.count == 2 ? unit : "", String(rest))
  }
}

extension RawTable {
  /// A table with a byte-by-byte description; nil where the text has none.
  static func byteByByte(_ text: TextLines) throws(VelocityError) -> RawTable? {
    guard let title = text.lines.prefix(1000).firstIndex(where: { $0.text.contains("Byte-by-byte Description") }) else {
      return nil
    }
    let rules = text.lines.indices.filter { $0 > title && text.lines[$0].isLongRule }
    // The head of the description stands between two rules, then come its rows up to a third.
    guard rules.count >= 3, let last = rules.last else { return nil }
    var columns: [RawColumn] = []
    var ranges: [Range<Int>] = []
    for line in text.lines[rules[1]..<rules[2]] {
      guard let (range, column) = fixedColumn(line), (ranges.last?.upperBound ?? 0) <= range.lowerBound else {
        continue
      }
      ranges.append(range)
      columns.append(column)
    }
    guard !columns.isEmpty else { return nil }
    var table = RawTable(file: text.file, columns: columns, headerLine: title + 1)
    for index in text.lines.indices.dropFirst(last + 1) {
      let line = text.lines[index]
      if line.trimmed.isEmpty || line.comment != nil { continue }
      table.rows.append(RawRow(line: index + 1, cells: cells(of: line, at: ranges)))
    }
    return table
  }

  /// A row of a byte-by-byte description: bytes, format, units, label, explanation.
  private static func fixedColumn(_ line: ArraySlice<UInt8>) -> (Range<Int>, RawColumn)? {
    var text = line.text.drop { $0 == " " }
    guard let first = takeNumber(&text) else { return nil }
    var end = first
    let afterFirst = text.drop { $0 == " " }
    if afterFirst.first == "-" {
      text = afterFirst.dropFirst().drop { $0 == " " }
      guard let number = takeNumber(&text) else { return nil }
      end = number
    }
    let words = text.split(separator: " ", maxSplits: 3)
    guard words.count >= 3, first >= 1, end >= first, end < 65_536, text.first == " ",
      words[0].first.map({ "AIFEDL".contains($0) }) ?? false
    else { return nil }
    return (
      first - 1..<end,
      RawColumn(
        name: String(words[2]), remark: words.count > 3 ? String(words[3]) : "", unit: VelocityUnit(String(words[1])))
    )
  }

  private static func takeNumber(_ text: inout Substring) -> Int? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    text = text.dropFirst(digits.count)
    return digits.count <= 6 ? Int(digits) : nil
  }

  /// Whether there is only white space between the places of columns.
  private static func hasClearGaps(_ line: ArraySlice<UInt8>, between ranges: [Range<Int>]) -> Bool {
    zip(ranges, ranges.dropFirst()).allSatisfy { left, right in
      let gap = (left.upperBound..<right.lowerBound).clamped(to: 0..<line.count)
      return gap.allSatisfy { line[line.startIndex + $0].isSpace }
    }
  }

  /// The cells at given places of a line; by white space where words stand across the gaps between the places.
  static func cells(of line: ArraySlice<UInt8>, at ranges: [Range<Int>]) -> [String] {
    var line = line
    if !hasClearGaps(line, between: ranges) {
      if let cells = CellSeparator.space.cells(of: line), cells.count == ranges.count { return cells }
      // Editors take the spaces from the start of a line.
      for lost in 1...3 {
        let padded = ([UInt8](repeating: 32, count: lost) + line)[...]
        if hasClearGaps(padded, between: ranges) {
          line = padded
          break
        }
      }
    }
    return ranges.map { range in
      let range = range.clamped(to: 0..<line.count)
      return line[line.startIndex + range.lowerBound..<line.startIndex + range.upperBound].trimmed.text
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether the line is one long rule.
  fileprivate var isLongRule: Bool {
    count >= 20 && allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") || $0.isSpace } && isRule
  }
}
