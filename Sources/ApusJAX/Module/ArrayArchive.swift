// NumPy's .npz files: a ZIP archive, not compressed, of .npy files.

package import ApusGraph
package import Foundation

/// Arrays by name, as `numpy.load` reads them.
///
/// Reference: NumPy's NEP 1 (the .npy format, version 1.0); PKWARE's APPNOTE.TXT (ZIP, method 0).
package struct ArrayArchive: Sendable {
  private(set) var arrays: [(name: String, value: NDArray)] = []

  /// An archive without arrays.
  package init() {}

  /// Adds an array.
  package mutating func add(_ name: String, _ value: NDArray) { arrays.append((name, value)) }

  /// The most elements of an array that stands in a module's text.
  static let inlineCount = 64
  /// The line of a module that opens its archive.
  static let loading = "arrays = np.load(pathlib.Path(__file__).with_suffix(\".npz\"))"

  /// An array as a module writes it: its elements, or, where they are many, a reference to the archive, to which it is added.
  mutating func literal(_ name: String, _ value: NDArray) -> String {
    if value.count == 0 {
      return "jnp.zeros(\(value.shape), dtype=jnp.\(PythonLiteral.numpyName(value.type.elementType)))"
    }
    if value.count <= Self.inlineCount { return "jnp.array(\(PythonLiteral.list(value)))" }
    // ZIP readers end a name at a zero.
    let name = name.replacing("\0", with: "\u{FFFD}")
    add(name, value)
    return "jnp.array(arrays[\(PythonLiteral.string(name))])"
  }

  /// Saves the archive.
  ///
  /// - Throws: ``JAXExportError/unwritable(file:reason:)``.
  package func save(to path: String) throws(JAXExportError) {
    guard let bytes = bytes() else {
      throw .unwritable(file: path, reason: "data of more than 4 GB are too large")
    }
    do { try bytes.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .unwritable(file: path, reason: error.localizedDescription)
    }
  }

  /// Saves a module's text and, beside it, the archive.
  func save(beside path: String, _ text: String) throws(JAXExportError) {
    let file = URL(fileURLWithPath: path)
    try save(to: file.deletingPathExtension().appendingPathExtension("npz").path)
    do { try Data(text.utf8).write(to: file, options: .atomic) } catch {
      throw .unwritable(file: path, reason: error.localizedDescription)
    }
  }

  /// The file's bytes; nil where an archive without the 64-bit extension cannot hold them.
  package func bytes() -> Data? {
    var file = Data()
    var directory = Data()
    for (name, value) in arrays {
      let (path, content) = (Array("\(name).npy".utf8), Self.npy(value))
      guard content.count < 0xFFFF_FFFF, file.count < 0xFFFF_FFFF, path.count < 0xFFFF else { return nil }
      // Version 2.0, names in UTF-8, method 0, no date but the first that there is: equal arrays make equal files.
      var header = Data()
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
      directory.append(header)
      directory.append(Data(count: 10))
      directory.append(little: file.count, 4)
      directory.append(contentsOf: path)
      file.append(little: 0x0403_4B50, 4)
      file.append(header)
      file.append(contentsOf: path)
      file.append(content)
    }
    guard file.count < 0xFFFF_FFFF, arrays.count < 0xFFFF else { return nil }
    let start = file.count
    file.append(directory)
    file.append(little: 0x0605_4B50, 4)
    file.append(Data(count: 4))
    file.append(little: arrays.count, 2)
    file.append(little: arrays.count, 2)
    file.append(little: directory.count, 4)
    file.append(little: start, 4)
    file.append(Data(count: 2))
    return file
  }

  /// An array as a .npy file: little-endian numbers in row-major order after a header that is filled up to 64 bytes.
  private static func npy(_ value: NDArray) -> Data {
    let type =
      switch value.type.elementType {
      case .float64: "<f8"
      case .int64: "<i8"
      case .bool: "|b1"
      }
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(value.shape), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var data = Data([0x93])
    data.append(contentsOf: Array("NUMPY".utf8) + [1, 0])
    data.append(little: header.utf8.count, 2)
    data.append(contentsOf: Array(header.utf8))
    value.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  /// CRC-32 with the reflected polynomial 0xEDB88320.
  package static func checksum(_ data: Data) -> UInt32 {
    let table = (0..<256).map { index -> UInt32 in
      (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
    return ~data.withUnsafeBytes { bytes in
      table.withUnsafeBufferPointer { table in
        bytes.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
      }
    }
  }
}

extension Data {
  /// Appends the lowest bytes of a number, least significant first.
  fileprivate mutating func append(little value: Int, _ byteCount: Int) {
    for byte in 0..<byteCount { append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }
}
