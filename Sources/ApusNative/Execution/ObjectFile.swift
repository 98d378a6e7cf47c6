// One object file on disk with a digest of all its bytes: it is read exactly as it was written, or not at all.

internal import ApusSystem
internal import Crypto

/// A file of the cache: a mark, the number of the object's bytes, a digest of key and object, the object.
///
/// Every byte of the file is checked: a damaged file, another key's file, or one of another version is refused. Something that
/// is not a regular file (a folder, a pipe) is closed as soon as that is known.
struct ObjectFile {
  let path: String
  /// What the code depends on: part of the digest, so that a file under a wrong name is not taken.
  let content: [UInt8]

  private static let mark = Array("apus object 2\n".utf8)
  private static var headerCount: Int { mark.count + 8 + 32 }

  /// The object; nil where the file is not there, cannot be read, or is not as it was written.
  func load() -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return nil }
    defer { _ = close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard let header = Self.bytes(Self.headerCount, of: file), header.starts(with: Self.mark) else { return nil }
    let count = header[Self.mark.count..<Self.mark.count + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // The size is known to be right before memory is asked for.
    guard count == UInt64(max(Int(status.st_size) - Self.headerCount, 0)), count > 0,
      let object = Self.bytes(Int(count), of: file)
    else { return nil }
    return header.suffix(32).elementsEqual(digest(of: object)) ? object : nil
  }

  /// Writes the object under another name and renames it: other processes see all of it or nothing.
  ///
  /// - Returns: whether it is there now.
  func save(_ object: [UInt8]) -> Bool {
    var part = ""
    var file: Int32 = -1
    for attempt in 0..<100 where file < 0 {
      part = "\(path).\(getpid()).\(attempt).part"
      file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if file < 0 && errno != EEXIST { return false }
    }
    guard file >= 0 else { return false }
    let count = (0..<8).map { UInt8(truncatingIfNeeded: object.count >> (8 * $0)) }
    let bytes = Self.mark + count + digest(of: object) + object
    let done = bytes.withUnsafeBytes { bytes in
      Self.transferred(bytes.count) { done in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        return write(file, rest.baseAddress, rest.count)
      }
    }
    guard close(file) == 0, done == bytes.count, rename(part, path) == 0 else {
      _ = unlink(part)
      return false
    }
    return true
  }

  /// The SHA-256 digest of key and object.
  private func digest(of object: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    for piece in [content, [0], object] { hash.update(data: piece) }
    return Array(hash.finalize())
  }

  /// Whether a name is one of those under which objects are written.
  static func isNameOfPart(_ name: String) -> Bool {
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    return words.count == 5 && words[4] == "part" && "\(words[0]).\(words[1])".isNameOfObject
  }

  /// So many bytes from where the file stands; nil where there are fewer.
  private static func bytes(_ count: Int, of file: Int32) -> [UInt8]? {
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = transferred(count) { done in
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[done..<count])
        return read(file, rest.baseAddress, rest.count)
      }
    }
    return result.count == count ? result : nil
  }

  /// Calls the system's `read` or `write` until all bytes are done or no more come. Returns how many are done.
  private static func transferred(_ count: Int, _ transfer: (Int) -> Int) -> Int {
    var done = 0
    while done < count {
      let some = transfer(done)
      if some < 0 && errno == EINTR { continue }
      if some <= 0 { break }
      done += some
    }
    return done
  }
}
