// CRC-32 of bytes that come in pieces, by which damaged files are found.

/// The cyclic redundancy check of ZIP and PNG.
///
/// It finds every change of up to 32 neighbouring bits. Reference: ISO 3309; Kounavis, Berry (2005) for eight tables.
/// Checked against: Python's `zlib.crc32`.
package struct Checksum: Sendable, Hashable {
  private var state = UInt32.max

  package init() {}

  /// The checksum of bytes that had `value` as theirs and go on.
  package init(continuing value: UInt32) { state = ~value }

  /// The checksum of bytes.
  package static func of(_ bytes: [UInt8]) -> UInt32 {
    var sum = Checksum()
    bytes.withUnsafeBytes { sum.add($0) }
    return sum.value
  }

  /// The checksum so far.
  package var value: UInt32 { ~state }

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    state = Self.tables.withUnsafeBufferPointer { tables in
      var state = state
      var place = 0
      let count = bytes.count
      func entry(_ table: Int, _ byte: UInt32) -> UInt32 { tables[table << 8 + Int(byte & 0xFF)] }
      while place + 8 <= count {
        let low = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)) ^ state
        let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
        let first = entry(7, low) ^ entry(6, low >> 8) ^ entry(5, low >> 16) ^ entry(4, low >> 24)
        let second = entry(3, high) ^ entry(2, high >> 8) ^ entry(1, high >> 16) ^ entry(0, high >> 24)
        state = first ^ second
        place += 8
      }
      while place < count {
        state = entry(0, state ^ UInt32(bytes[place])) ^ state >> 8
        place += 1
      }
      return state
    }
  }

  /// Eight tables of 256 words: what a byte does to the state, followed by 0 to 7 zeros.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { index -> UInt32 in
      (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
    for place in 256..<2048 {
      let before = tables[place - 256]
      tables.append(tables[Int(before & 0xFF)] ^ before >> 8)
    }
    return tables
  }()
}
