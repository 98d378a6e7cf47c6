// Whether bytes are text at all: UTF-8 without NUL bytes.

internal import ApusSystem

package enum TextChecks {
  package static func firstNUL(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base, 0, bytes.count) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The place of the first byte that is not part of well-formed UTF-8 (Unicode 16, table 3-7).
  package static func firstMalformed(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    let count = bytes.count
    var index = 0
    while index < count {
      // Eight bytes of ASCII at a time.
      if index + 8 <= count,
        raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        continue
      }
      guard let length = sequenceLength(bytes, at: index) else { return index }
      index += length
    }
    return nil
  }

  /// The number of the line, counted from 1, that holds the byte at a place; a line ends with LF, CR or CR LF.
  package static func line(of place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var line = 1
    for index in 0..<min(place, bytes.count) {
      let isCRLF =
        bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      if bytes[index] == UInt8(ascii: "\n") || (bytes[index] == UInt8(ascii: "\r") && !isCRLF) { line += 1 }
    }
    return line
  }

  /// The length of the well-formed sequence that starts at a place.
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
    func byte(_ offset: Int, in range: ClosedRange<UInt8>) -> Bool {
      index + offset < bytes.count && range.contains(bytes[index + offset])
    }
    func tail(_ offset: Int) -> Bool { byte(offset, in: 0x80...0xBF) }
    switch bytes[index] {
    case 0...0x7F: return 1
    case 0xC2...0xDF: return tail(1) ? 2 : nil
    case 0xE0: return byte(1, in: 0xA0...0xBF) && tail(2) ? 3 : nil
    case 0xED: return byte(1, in: 0x80...0x9F) && tail(2) ? 3 : nil
    case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : nil
    case 0xF0: return byte(1, in: 0x90...0xBF) && tail(2) && tail(3) ? 4 : nil
    case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : nil
    case 0xF4: return byte(1, in: 0x80...0x8F) && tail(2) && tail(3) ? 4 : nil
    default: return nil
    }
  }
}
