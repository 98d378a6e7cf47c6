// A terminal as far as progress uses one: rows of characters, a cursor, and three escape sequences.

/// The screen of a terminal of a size that may change.
struct FakeTerminal {
  private(set) var rows: [[Character]]
  private(set) var width: Int
  private var row = 0
  private var column = 0
  /// By how many lines the cursor was moved up each time, and what was written that is not known here.
  private(set) var movesUp: [Int] = []
  private(set) var unknown = ""

  init(width: Int, height: Int) {
    self.width = width
    rows = Array(repeating: Array(repeating: " ", count: width), count: height)
  }

  /// The screen has another size: the rows above the cursor leave it if need be.
  mutating func resize(width: Int, height: Int) {
    while rows.count > height {
      if row < rows.count - 1 {
        rows.removeLast()
      } else {
        rows.removeFirst()
        row -= 1
      }
    }
    while rows.count < height { rows.append([]) }
    self.width = width
    rows = rows.map { Array($0.prefix(width)) + Array(repeating: " ", count: max(width - $0.count, 0)) }
    column = min(column, width - 1)
  }

  mutating func write(_ text: String) {
    // A carriage return and a line feed are one character to Swift.
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\r": column = 0
      case "\n": lineFeed()
      case "\u{1B}":
        var digits = ""
        guard scalars.popFirst() == "[" else {
          unknown += "escape"
          return
        }
        while let next = scalars.first, ("0"..."9").contains(next) {
          digits.unicodeScalars.append(next)
          scalars.removeFirst()
        }
        obey(scalars.popFirst(), Int(digits))
      default: put(Character(scalar))
      }
    }
  }

  private mutating func obey(_ command: Unicode.Scalar?, _ count: Int?) {
    switch command {
    case "A":
      movesUp.append(count ?? 1)
      row = max(row - (count ?? 1), 0)
    case "K": for place in column..<width { rows[row][place] = " " }
    case "J":
      for place in column..<width { rows[row][place] = " " }
      for below in rows.indices where below > row { rows[below] = Array(repeating: " ", count: width) }
    default: unknown += "\(command.map { "\($0)" } ?? "end")"
    }
  }

  private mutating func lineFeed() {
    column = 0
    if row < rows.count - 1 {
      row += 1
    } else {
      rows.removeFirst()
      rows.append(Array(repeating: " ", count: width))
    }
  }

  private mutating func put(_ character: Character) {
    if column == width { lineFeed() }
    rows[row][column] = character
    column += 1
  }

  /// The lines above the cursor, without the blanks at their ends.
  var linesAboveCursor: [String] {
    rows[..<row].map { line in
      var text = String(line)
      while text.hasSuffix(" ") { text.removeLast() }
      return text
    }
  }

  /// Whether the cursor is at the beginning of a line, and nothing stands at it or below.
  var isClearFromCursor: Bool { column == 0 && rows[row...].allSatisfy { $0.allSatisfy { $0 == " " } } }
}
