// NumPy's .npz files: a ZIP archive, not compressed, of .npy files.

package import ApusGraph

/// Arrays by name, as `numpy.load` reads them.
///
/// Reference: NumPy's NEP 1 (the .npy format, version 1.0); PKWARE's APPNOTE.TXT (ZIP, method 0).
package struct ArrayArchive: Sendable {
  /// The names of the arrays, each with its .npy file.
  private var files: [(name: String, bytes: [UInt8])] = []

  package init() {}

  package var isEmpty: Bool { files.isEmpty }

  /// Adds an array. ZIP readers end a name at a zero, which becomes U+FFFD.
  package mutating func add(_ name: String, _ value: NDArray) {
    let type =
      switch value.type.elementType {
      case .float64: "<f8"
      case .int64: "<i8"
      case .bool: "|b1"
      }
    var bytes = Self.header(type, value.shape)
    value.withUnsafeBytes { bytes += $0 }
    files.append((name.replacing("\0", with: "\u{FFFD}"), bytes))
  }

  /// Adds a list of texts, as NumPy's fixed-width Unicode.
  package mutating func add(_ name: String, _ texts: [String]) {
    let width = max(texts.map(\.unicodeScalars.count).max() ?? 0, 1)
    var bytes = Self.header("<U\(width)", [texts.count])
    for text in texts {
      for scalar in text.unicodeScalars { bytes.append(little: Int(scalar.value), 4) }
      bytes += repeatElement(0, count: 4 * (width - text.unicodeScalars.count))
    }
    files.append((name.replacing("\0", with: "\u{FFFD}"), bytes))
  }

  /// Writes the archive to a file, which appears under its name only when it is complete.
  package func write(_ path: String) throws(TableError) {
    guard let bytes = bytes() else {
      throw .unwritable(file: path, reason: "data of more than 4 GB are too large")
    }
    try FileBytes.write(bytes, to: path)
  }

  /// The file's bytes; nil where an archive without the 64-bit extension cannot hold them.
  package func bytes() -> [UInt8]? {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in files {
      let path = Array("\(name).npy".utf8)
      guard content.count < 0xFFFF_FFFF, file.count < 0xFFFF_FFFF, path.count < 0xFFFF else { return nil }
      // Version 2.0, names in UTF-8, method 0, no date but the first that there is: equal arrays make equal files.
      var header: [UInt8] = []
      header.append(little: 20, 2)
      header.append(little: 0x800, 2)
      header.append(little: 0, 2)
      header.append(little: 0, 2)
      header.append(little: 0x21, 2)
      header.append(little: Int(Self.checksum(content)), 4)
      header.append(little: content.count, 4)
      header.append(little: content.count, 4)
      header.append(little: path.count, 2)
      header.append(little: 0, 2)
      directory.append(little: 0x0201_4B50, 4)
      directory.append(little: 20, 2)
      directory += header
      directory += repeatElement(0, count: 10)
      directory.append(little: file.count, 4)
      directory += path
      file.append(little: 0x0403_4B50, 4)
      file += header
      file += path
      file += content
    }
    guard file.count < 0xFFFF_FFFF, files.count < 0xFFFF else { return nil }
    let start = file.count
    file += directory
    file.append(little: 0x0605_4B50, 4)
    file.append(little: 0, 4)
    file.append(little: files.count, 2)
    file.append(little: files.count, 2)
    file.append(little: directory.count, 4)
    file.append(little: start, 4)
    file.append(little: 0, 2)
    return file
  }

  /// The beginning of a .npy file: type and shape, filled up to 64 bytes; the elements follow in row-major order.
  private static func header(_ type: String, _ shape: Shape) -> [UInt8] {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.append(little: text.utf8.count, 2)
    return bytes + Array(text.utf8)
  }

  /// CRC-32 with the reflected polynomial 0xEDB88320.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let table = (0..<256).map { index -> UInt32 in
      (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~bytes.withUnsafeBytes { bytes in
      table.withUnsafeBufferPointer { table in
        bytes.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
      }
    }
  }
}

extension [UInt8] {
  /// Appends the lowest bytes of a number, least significant first.
  fileprivate mutating func append(little value: Int, _ byteCount: Int) {
    for byte in 0..<byteCount { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }
}
