// Small files of a store: replaced at once, and read only if they are whole.

internal import ApusSystem

/// A file that ends with a checksum of what stands before.
enum SealedFile {
  private static let seal = Array("\nAPUS-CRC32 ".utf8)
  private static let sealLength = seal.count + 9

  /// Replaces a file: whoever opens it has the old bytes or the new ones.
  static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
    let digits = String(Checksum.of(bytes), radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    try replace(path, with: bytes + seal + Array("\(padded)\n".utf8))
  }

  /// The bytes of a file without the seal.
  ///
  /// - Throws: ``StoreError/damaged(file:reason:)`` where the file is missing, too short, or has other bytes than were written.
  static func read(_ path: String) throws(StoreError) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try FileBytes.read(path) } catch { throw .damaged(file: path, reason: error.reasonWithoutFile) }
    let end = bytes.count - sealLength
    guard end >= 0, bytes[end..<(end + seal.count)].elementsEqual(seal), bytes.last == UInt8(ascii: "\n"),
      let sum = UInt32(String(decoding: bytes[(end + seal.count)..<(bytes.count - 1)], as: UTF8.self), radix: 16)
    else { throw .damaged(file: path, reason: "its end is missing") }
    let content = Array(bytes[..<end])
    guard Checksum.of(content) == sum else { throw .damaged(file: path, reason: "its checksum is another") }
    return content
  }

  /// Replaces a file at once, without a seal. The bytes are not forced to the disk: they outlive the process, not a loss of power.
  static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
    let temporary = "\(path).\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .unwritable(file: path, reason: FileBytes.reason(errno)) }
    do throws(TableError) { try FileBytes.write(bytes, to: file, path) } catch {
      _ = close(file)
      _ = unlink(temporary)
      throw .unwritable(file: path, reason: error.reasonWithoutFile)
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let code = errno
      _ = unlink(temporary)
      throw .unwritable(file: path, reason: FileBytes.reason(code))
    }
  }
}

extension TableError {
  /// What is wrong, without the file's name.
  var reasonWithoutFile: String {
    switch self {
    case .missingFile: "it is missing"
    case .unreadable(_, let reason), .unwritable(_, let reason): reason
    default: description
    }
  }
}
