// The elements of arrays as bytes, their digests, and base64.

internal import ApusGraph
internal import Crypto

/// Arrays as little-endian bytes.
package enum ArrayBytes {
  /// The bytes of the elements in row-major order: eight for a number, one for a truth value.
  static func bytes(of array: NDArray) -> [UInt8] {
    func little(_ words: some Sequence<UInt64>, _ count: Int) -> [UInt8] {
      var result: [UInt8] = []
      result.reserveCapacity(8 * count)
      for word in words { withUnsafeBytes(of: word.littleEndian) { result += $0 } }
      return result
    }
    return switch array.elements {
    case .float64(let values): little(values.lazy.map(\.bitPattern), values.count)
    case .int64(let values): little(values.lazy.map { UInt64(bitPattern: Int64($0)) }, values.count)
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  /// The array of a type; nil where the bytes are too few or too many, or a truth value is neither 0 nor 1.
  static func array(_ type: TensorType, of bytes: [UInt8]) -> NDArray? {
    guard bytes.count == type.byteCount, type.shape.fault == nil else { return nil }
    func words() -> [UInt64] {
      bytes.withUnsafeBytes { buffer in
        (0..<type.elementCount).map {
          UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
        }
      }
    }
    switch type.elementType {
    case .float64: return NDArray(words().map { Double(bitPattern: $0) }, shape: type.shape)
    case .int64: return NDArray(words().map { Int(Int64(bitPattern: $0)) }, shape: type.shape)
    case .bool: return bytes.allSatisfy { $0 < 2 } ? NDArray(bytes.map { $0 == 1 }, shape: type.shape) : nil
    }
  }

  /// Such as `sha256:9f86d0…`.
  package static func digest(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(data: bytes)
    let hexadecimal = Array("0123456789abcdef")
    return "sha256:" + String(hash.finalize().flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] })
  }
}

/// Bytes as text of 64 characters (RFC 4648).
package enum Base64 {
  private static let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in characters.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The text of some bytes, padded.
  package static func text(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 3) {
      let count = min(3, bytes.endIndex - start)
      var group: UInt32 = 0
      for k in 0..<3 { group = group << 8 | (k < count ? UInt32(bytes[start + k]) : 0) }
      for k in 0..<4 {
        result.append(k <= count ? characters[Int(group >> UInt32(18 - 6 * k) & 63)] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes of a padded text; nil where it is none.
  package static func bytes(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4) else { return nil }
    let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
    var result: [UInt8] = []
    result.reserveCapacity(characters.count / 4 * 3)
    for start in stride(from: 0, to: characters.count, by: 4) {
      let isLast = start + 4 == characters.count
      var group: UInt32 = 0
      for k in 0..<4 {
        let isPadding = isLast && k >= 4 - padding
        let value = isPadding ? 0 : values[Int(characters[start + k])]
        guard value < 64, !isPadding || characters[start + k] == UInt8(ascii: "=") else { return nil }
        group = group << 6 | UInt32(value)
      }
      let kept = isLast ? 3 - padding : 3
      for k in 0..<kept { result.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * k))) }
      // Bits that nothing is made of must be zero, so that bytes have one text.
      guard kept == 3 || group & (1 << UInt32(8 * padding) - 1) == 0 else { return nil }
    }
    return result
  }
}
