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
  package func write(_ path: String) throws(TableError) { try FileBytes.write(bytes(), to: path) }

  /// The file's bytes.
  ///
  /// - Parameter limit: the size from which on numbers stand in the extension for large archives (ZIP64).
  package func bytes(limit: Int = 0xFFFF_FFFF) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in files {
      let path = Array("\(name).npy".utf8.prefix(0xFFFF))
      let isLarge = content.count >= limit
      let size = isLarge ? 0xFFFF_FFFF : content.count
      let isFar = file.count >= limit
      // Names in UTF-8, method 0, no date but the first that there is: equal arrays make equal files.
      var header: [UInt8] = []
      header.append(little: isLarge || isFar ? 45 : 20, 2)
      header.append(little: 0x800, 2)
      header.append(little: 0, 2)
      header.append(little: 0, 2)
      header.append(little: 0x21, 2)
      header.append(little: Int(Checksum.of(content)), 4)
      header.append(little: size, 4)
      header.append(little: size, 4)
      header.append(little: path.count, 2)
      let sizes = isLarge ? [content.count, content.count] : []
      let (localExtra, extra) = (Self.extra(sizes), Self.extra(sizes + (isFar ? [file.count] : [])))
      directory.append(little: 0x0201_4B50, 4)
      directory.append(little: 45, 2)
      directory += header
      directory.append(little: extra.count, 2)
      directory += repeatElement(0, count: 10)
      directory.append(little: isFar ? 0xFFFF_FFFF : file.count, 4)
      directory += path
      directory += extra
      file.append(little: 0x0403_4B50, 4)
      file += header
      file.append(little: localExtra.count, 2)
      file += path
      file += localExtra
      file += content
    }
    let start = file.count
    file += directory
    let isLarge = start >= limit || files.count >= min(limit, 0xFFFF)
    if isLarge {
      let end = file.count
      file.append(little: 0x0606_4B50, 4)
      file.append(little: 44, 8)
      file.append(little: 45, 2)
      file.append(little: 45, 2)
      file.append(little: 0, 8)
      for number in [files.count, files.count, directory.count, start] { file.append(little: number, 8) }
      file.append(little: 0x0706_4B50, 4)
      file.append(little: 0, 4)
      file.append(little: end, 8)
      file.append(little: 1, 4)
    }
    file.append(little: 0x0605_4B50, 4)
    file.append(little: 0, 4)
    file.append(little: isLarge ? 0xFFFF : files.count, 2)
    file.append(little: isLarge ? 0xFFFF : files.count, 2)
    file.append(little: isLarge ? 0xFFFF_FFFF : directory.count, 4)
    file.append(little: isLarge ? 0xFFFF_FFFF : start, 4)
    file.append(little: 0, 2)
    return file
  }

  /// The extension with the numbers that have no place in a header.
  private static func extra(_ numbers: [Int]) -> [UInt8] {
    if numbers.isEmpty { return [] }
    var bytes: [UInt8] = []
    bytes.append(little: 1, 2)
    bytes.append(little: 8 * numbers.count, 2)
    for number in numbers { bytes.append(little: number, 8) }
    return bytes
  }

  /// The beginning of a .npy file: type and shape, filled up to 64 bytes; the elements follow in row-major order.
  private static func header(_ type: String, _ shape: Shape) -> [UInt8] {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.append(little: text.utf8.count, 2)
    return bytes + Array(text.utf8)
  }
}

extension [UInt8] {
  /// Appends the lowest bytes of a number, least significant first.
  fileprivate mutating func append(little value: Int, _ byteCount: Int) {
    for byte in 0..<byteCount { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }
}
