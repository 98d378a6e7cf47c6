// A file that grows: what was appended is there for other programs, and stays whatever becomes of this one.

internal import ApusSystem

/// A file to which pieces are appended, each by one call of the operating system and none in part.
package struct GrowingFile: Sendable {
  private let path: String
  private let file: Int32
  private let isRegular: Bool
  private var byteCount: Int

  /// Makes a file that begins with some bytes, in place of one that may be there: the new one appears with them.
  ///
  /// What is not a regular file (a terminal, a pipe) is written to directly. A symbolic link goes on to point where it did.
  ///
  /// - Throws: `TableError.unwritable`; what was there before is untouched then.
  package init(_ path: String, beginningWith bytes: [UInt8]) throws(TableError) {
    self.path = path
    byteCount = bytes.count
    let place = FileBytes.Place(path)
    if let device = try place.openDevice() {
      (file, isRegular) = (device, false)
      do throws(TableError) { try FileBytes.write(bytes, to: file, path) } catch {
        _ = close(file)
        throw error
      }
      return
    }
    isRegular = true
    let made = try place.createTemporary()
    file = made.file
    do throws(TableError) {
      try FileBytes.write(bytes, to: file, path)
      try place.rename(made)
    } catch {
      _ = close(file)
      _ = unlink(made.path)
      throw error
    }
  }

  /// Appends a piece.
  ///
  /// - Throws: `TableError.unwritable`; the file ends with the piece before then.
  package mutating func append(_ bytes: [UInt8]) throws(TableError) {
    do throws(TableError) { try FileBytes.write(bytes, to: file, path) } catch {
      if isRegular, ftruncate(file, off_t(byteCount)) == 0 { _ = lseek(file, 0, SEEK_END) }
      throw error
    }
    byteCount += bytes.count
  }

  /// Ends the file, which is on the disk then. Nothing can be appended any more.
  ///
  /// - Throws: `TableError.unwritable`.
  package func end() throws(TableError) {
    let isSynchronized = !isRegular || fsync(file) == 0
    let code = errno
    guard close(file) == 0 else { throw .unwritable(file: path, reason: FileBytes.reason(errno)) }
    if !isSynchronized { throw .unwritable(file: path, reason: FileBytes.reason(code)) }
  }
}
