// The lines of a file: decoded, numbered, and told apart into rows, comments and rules.

internal import ApusStore

/// The lines of a text.
struct TextLines {
  /// The file as messages name it.
  let file: String
  /// The lines, from the first; the bytes are UTF-8.
  let lines: [ArraySlice<UInt8>]
  /// What was done to read the text, as sentences.
  let notes: [String]

  /// A file of more bytes is no table of velocities.
  static let byteLimit = 64 << 20
  /// A line of more bytes is no row of a table.
  static let lineLimit = 65_536

  /// The lines of bytes, whose ends are LF, CR LF or CR.
  ///
  /// Bytes that are not UTF-8 are read as Latin-1.
  ///
  /// - Throws: `VelocityError` for what is no text, or too long.
  init(_ bytes: [UInt8], file: String) throws(VelocityError) {
    self.file = file
    guard bytes.count <= Self.byteLimit else { throw .tooLarge(file: file, limit: Self.byteLimit) }
    if let refusal = FileKind.refusal(bytes) { throw .notText(file: file, kind: refusal) }
    let (nul, malformed) = bytes.withUnsafeBufferPointer { buffer in
      let nul = TextChecks.firstNUL(buffer).map { TextChecks.line(of: $0, in: buffer) }
      let malformed = TextChecks.firstMalformed(buffer).map { TextChecks.line(of: $0, in: buffer) }
      return (nul, malformed)
    }
    if let nul { throw .table(.nulByte(file: file, line: nul)) }
    var bytes = bytes
    var notes: [String] = []
    if let malformed {
      notes.append("line \(malformed) is not UTF-8: the file was read as Latin-1")
      bytes = Self.fromLatin1(bytes)
    }
    self.notes = notes
    lines = Self.lines(of: bytes)
    for (index, line) in lines.enumerated() where line.count > Self.lineLimit {
      throw .longLine(file: file, line: index + 1, byteCount: line.count)
    }
  }

  private static func fromLatin1(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        result.append(byte)
      } else {
        result.append(0xC0 | byte >> 6)
        result.append(0x80 | byte & 0x3F)
      }
    }
    return result
  }

  private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var place = start
    while place < bytes.count {
      guard bytes[place] == 10 || bytes[place] == 13 else {
        place += 1
        continue
      }
      lines.append(bytes[start..<place])
      place += bytes[place] == 13 && place + 1 < bytes.count && bytes[place + 1] == 10 ? 2 : 1
      start = place
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }
}

extension ArraySlice<UInt8> {
  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// The bytes without white space at both ends.
  var trimmed: ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first.isSpace { slice = slice.dropFirst() }
    while let last = slice.last, last.isSpace { slice = slice.dropLast() }
    return slice
  }

  /// What stands behind a comment's mark (`#`, `%`, `!`, `//`, or `;` where no other cell follows); nil where the line is none.
  var comment: ArraySlice<UInt8>? {
    let line = trimmed
    switch line.first {
    case UInt8(ascii: "#"): return line.drop { $0 == UInt8(ascii: "#") }
    case UInt8(ascii: "%"), UInt8(ascii: "!"): return line.dropFirst()
    case UInt8(ascii: ";"): return line.dropFirst().contains(UInt8(ascii: ";")) ? nil : line.dropFirst()
    case UInt8(ascii: "/"): return line.dropFirst().first == UInt8(ascii: "/") ? line.dropFirst(2) : nil
    default: return nil
    }
  }

  /// Whether the line is drawn: nothing but dashes and what separates them.
  var isRule: Bool {
    var dashes = 0
    for byte in self {
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "="): dashes += 1
      case UInt8(ascii: "+"), UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: ";"),
        UInt8(ascii: "#"):
        continue
      default: if !byte.isSpace { return false }
      }
    }
    return dashes >= 2
  }
}

extension UInt8 {
  /// Whether the byte is a space or a tab.
  var isSpace: Bool { self == 32 || self == 9 || self == 11 || self == 12 }
}
