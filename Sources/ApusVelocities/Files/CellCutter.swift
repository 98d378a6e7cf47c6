// Lines cut into cells: by a separator, by white space, or at given places.

/// What separates the cells of a line of a table of velocities.
enum CellSeparator: Hashable, CaseIterable {
  case tab, comma, semicolon, pipe, space

  private var byte: UInt8 {
    switch self {
    case .tab: 9
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .pipe: UInt8(ascii: "|")
    case .space: 32
    }
  }

  /// The cells of a line, without quotes and the white space around them; nil where a quote does not end.
  ///
  /// What follows ` #` is a comment. A pipe at both ends of the line frames it.
  func cells(of line: ArraySlice<UInt8>) -> [String]? {
    var line = Self.withoutRemark(line).trimmed
    if self == .pipe {
      if line.first == byte { line = line.dropFirst() }
      if line.last == byte { line = line.dropLast() }
    }
    var cells: [String] = []
    var place = line.startIndex
    while true {
      while place < line.endIndex, line[place].isSpace, self != .tab || line[place] != 9 { place += 1 }
      if self == .space, place == line.endIndex { return cells }
      if place < line.endIndex, line[place] == UInt8(ascii: "\"") {
        guard let cell = Self.quoted(line, &place) else { return nil }
        cells.append(cell)
        while place < line.endIndex, !ends(line[place]) { place += 1 }
      } else {
        let start = place
        while place < line.endIndex, !ends(line[place]) { place += 1 }
        cells.append(Self.plain(line[start..<place].trimmed))
      }
      if place == line.endIndex { return cells }
      place += 1
    }
  }

  private func ends(_ byte: UInt8) -> Bool { self == .space ? byte.isSpace : byte == self.byte }

  /// A cell that does not start with a double quote; single quotes around it go.
  private static func plain(_ cell: ArraySlice<UInt8>) -> String {
    let isQuoted = cell.count >= 2 && cell.first == UInt8(ascii: "'") && cell.last == UInt8(ascii: "'")
    return (isQuoted ? cell.dropFirst().dropLast() : cell).text
  }

  /// The quoted cell at a place, which moves behind its end; a doubled quote stands for one.
  private static func quoted(_ line: ArraySlice<UInt8>, _ place: inout Int) -> String? {
    var bytes: [UInt8] = []
    place += 1
    while place < line.endIndex {
      if line[place] == UInt8(ascii: "\"") {
        place += 1
        guard place < line.endIndex, line[place] == UInt8(ascii: "\"") else {
          return bytes[...].trimmed.text
        }
      }
      bytes.append(line[place])
      place += 1
    }
    return nil
  }

  /// The line up to a `#` behind white space, outside of quotes.
  private static func withoutRemark(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var isQuoted = false
    for place in line.indices {
      if line[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if line[place] == UInt8(ascii: "#"), !isQuoted, place > line.startIndex, line[place - 1].isSpace {
        return line[..<place]
      }
    }
    return line
  }
}

extension CellSeparator {
  /// The separator by which most cells of a row are numbers, how many, and how many cells are not empty; the first of equals.
  static func best(for row: ArraySlice<UInt8>) -> (separator: CellSeparator, numbers: Int, cells: Int, filled: Int) {
    var best = (separator: CellSeparator.space, numbers: -1, cells: 0, filled: 0)
    for separator in allCases {
      guard var cells = separator.cells(of: row), !cells.isEmpty else { continue }
      while cells.last?.isEmpty == true { cells.removeLast() }
      let numbers = cells.filter { CellNumber.looksNumeric($0) }.count
      if numbers > best.numbers { best = (separator, numbers, cells.count, cells.filter { !$0.isEmpty }.count) }
    }
    return best
  }

  /// The separator of a header: the one by which it has a number of cells, or else the one that occurs.
  static func ofHeader(_ line: ArraySlice<UInt8>, cellCount: Int?) -> (separator: CellSeparator, cells: [String])? {
    var found: (CellSeparator, [String])?
    for separator in allCases {
      guard var cells = separator == .space ? spacedNames(line) : separator.cells(of: line) else { continue }
      while cells.last?.isEmpty == true { cells.removeLast() }
      if let cellCount, cells.count == cellCount { return (separator, cells) }
      if found == nil, cells.count > 1 { found = (separator, cells) }
    }
    return found
  }

  /// The names of a header in which spaces separate; what stands in brackets belongs to the name before it.
  private static func spacedNames(_ line: ArraySlice<UInt8>) -> [String]? {
    guard let cells = CellSeparator.space.cells(of: line) else { return nil }
    var names: [String] = []
    var isOpen = false
    for cell in cells {
      let opens = cell.first.map { "([{".contains($0) } ?? false
      if isOpen || (opens && !names.isEmpty), let last = names.indices.last {
        names[last] += " " + cell
      } else {
        names.append(cell)
      }
      for character in cell where "([{)]}".contains(character) { isOpen = "([{".contains(character) }
    }
    return names
  }
}

extension CellNumber {
  /// Whether a cell stands where a number should: it is one, has a decimal comma, or says that a value is missing.
  static func looksNumeric(_ cell: String) -> Bool {
    guard !cell.isEmpty else { return false }
    return parse(cell) != nil || isMissing(cell) || hasDecimalComma(cell)
  }
}
