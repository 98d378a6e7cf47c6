// The bytes of a table cut into rows and cells, in one pass.

struct CellPlace {
  /// The place of its first byte, quotes left out.
  let start: Int
  /// The number of its bytes, shifted by one, and whether it holds doubled quotes.
  private let packedCount: Int

  init(start: Int, end: Int, hasDoubledQuotes: Bool) {
    self.start = start
    packedCount = (end - start) << 1 | (hasDoubledQuotes ? 1 : 0)
  }

  var range: Range<Int> { start..<start + packedCount >> 1 }

  var hasDoubledQuotes: Bool { packedCount & 1 == 1 }
}

/// Cuts bytes into rows and cells.
///
/// A line ends with LF, CR or CR LF. Blank lines and lines whose first character is `#` are skipped. A cell may stand in
/// quotes; then it may hold delimiters and line ends, and a doubled quote stands for one (RFC 4180). Spaces around a cell do
/// not belong to it, those inside quotes do.
struct TableScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private var place: Int
  /// The line, counted from 1, of the byte at hand.
  private(set) var line = 1
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let quote = UInt8(ascii: "\"")

  /// A scanner at the first byte after a byte-order mark.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Skips blank lines and comments; false where no row is left.
  mutating func findRow() -> Bool {
    while true {
      var first = place
      while first < bytes.count, bytes[first] == Self.space || bytes[first] == Self.tab { first += 1 }
      if first == bytes.count { return false }
      if bytes[first] == UInt8(ascii: "#") {
        while first < bytes.count, !isLineEnd(first) { first += 1 }
        if first == bytes.count { return false }
      } else if !isLineEnd(first) {
        return true
      }
      place = first
      skipLineEnd()
    }
  }

  /// The bytes from here to the end of the line, or of the last quoted cell that goes on beyond it.
  func restOfRow() -> UnsafeBufferPointer<UInt8> {
    var isQuoted = false
    var end = place
    while end < bytes.count, isQuoted || !isLineEnd(end) {
      if bytes[end] == Self.quote { isQuoted.toggle() }
      end += 1
    }
    return UnsafeBufferPointer(rebasing: bytes[place..<end])
  }

  /// Appends the cells of the row at hand, and goes to the next line.
  mutating func scanRow(_ delimiter: Delimiter, into cells: inout [CellPlace]) throws(TableError) {
    guard let separator = delimiter.byte else { return try scanSpacedRow(into: &cells) }
    // A tab that separates cells is not white space around one.
    let padding = delimiter == .tab ? Self.space : Self.tab
    while true {
      skipPadding(padding)
      if place < bytes.count, bytes[place] == Self.quote {
        try scanQuoted(into: &cells)
        skipPadding(padding)
        guard place == bytes.count || bytes[place] == separator || isLineEnd(place) else {
          throw .textAfterQuote(file: file, line: line)
        }
      } else {
        let start = place
        while place < bytes.count, bytes[place] != separator, !isLineEnd(place) { place += 1 }
        var end = place
        while end > start, bytes[end - 1] == Self.space || bytes[end - 1] == padding { end -= 1 }
        cells.append(CellPlace(start: start, end: end, hasDoubledQuotes: false))
      }
      guard place < bytes.count, bytes[place] == separator else { break }
      place += 1
    }
    skipLineEnd()
  }

  private mutating func scanSpacedRow(into cells: inout [CellPlace]) throws(TableError) {
    while true {
      skipPadding(Self.tab)
      if place == bytes.count || isLineEnd(place) { break }
      if bytes[place] == Self.quote {
        try scanQuoted(into: &cells)
        guard place == bytes.count || isLineEnd(place) || isPadding(place) else {
          throw .textAfterQuote(file: file, line: line)
        }
      } else {
        let start = place
        while place < bytes.count, !isPadding(place), !isLineEnd(place) { place += 1 }
        cells.append(CellPlace(start: start, end: place, hasDoubledQuotes: false))
      }
    }
    skipLineEnd()
  }

  /// Appends the quoted cell at hand, and goes behind its closing quote.
  private mutating func scanQuoted(into cells: inout [CellPlace]) throws(TableError) {
    let firstLine = line
    let start = place + 1
    var hasDoubledQuotes = false
    place = start
    while place < bytes.count {
      if bytes[place] == Self.quote {
        guard place + 1 < bytes.count, bytes[place + 1] == Self.quote else {
          cells.append(CellPlace(start: start, end: place, hasDoubledQuotes: hasDoubledQuotes))
          place += 1
          return
        }
        hasDoubledQuotes = true
        place += 2
      } else if isLineEnd(place) {
        skipLineEnd()
      } else {
        place += 1
      }
    }
    throw .unclosedQuote(file: file, line: firstLine)
  }

  @inline(__always)
  private func isLineEnd(_ place: Int) -> Bool {
    bytes[place] == Self.newline || bytes[place] == Self.carriageReturn
  }

  @inline(__always)
  private func isPadding(_ place: Int) -> Bool {
    bytes[place] == Self.space || bytes[place] == Self.tab
  }

  private mutating func skipPadding(_ padding: UInt8) {
    while place < bytes.count, bytes[place] == Self.space || bytes[place] == padding { place += 1 }
  }

  private mutating func skipLineEnd() {
    guard place < bytes.count else { return }
    let isCRLF = bytes[place] == Self.carriageReturn && place + 1 < bytes.count && bytes[place + 1] == Self.newline
    place += isCRLF ? 2 : 1
    line += 1
  }
}
