// Whole files as bytes: read at once, written so that a reader sees the old file or the new one, never a part.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reading and writing of whole files by the calls of the operating system.
enum FileBytes {
  /// The bytes of a file.
  static func read(_ path: String) throws(TableError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { throw .missingFile(file: path) }
      throw .unreadable(file: path, reason: reason())
    }
    defer { _ = close(file) }
    var status = stat()
    let size = fstat(file, &status) == 0 ? max(Int(status.st_size), 0) : 0
    var bytes = [UInt8]()
    // One byte more than the size lets the first call reach the end; pipes say they have no size.
    var capacity = size + 1
    while true {
      var failed = false
      let room = capacity
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        while count < room {
          let got = Self.retry { systemRead(file, buffer.baseAddress.map { $0 + count }, room - count) }
          failed = got < 0
          if got <= 0 { break }
          count += got
        }
      }
      if failed { throw .unreadable(file: path, reason: reason()) }
      if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
      if chunk.count < room { return bytes }
      capacity = max(65_536, bytes.count)
    }
  }

  /// Writes a file piece by piece under another name in its folder, and gives it its name once it is complete on disk.
  ///
  /// If anything fails the file that was there before is untouched and the other one is removed.
  static func writeAtomically(
    _ path: String, _ body: ((UnsafeRawBufferPointer) throws(TableError) -> Void) throws(TableError) -> Void
  ) throws(TableError) {
    let (file, temporary) = try createTemporary(besides: path)
    do throws(TableError) {
      try body { (piece) throws(TableError) in try write(piece, to: file, path) }
      guard retry({ Int(fsync(file)) }) == 0 || errno == EINVAL else {
        throw .unwritable(file: path, reason: reason())
      }
    } catch {
      _ = close(file)
      _ = unlink(temporary)
      throw error
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let error = TableError.unwritable(file: path, reason: reason())
      _ = unlink(temporary)
      throw error
    }
  }

  /// A new file in the folder of `path` that nobody else writes to.
  private static func createTemporary(besides path: String) throws(TableError) -> (file: Int32, path: String) {
    for attempt in 0..<1000 {
      let temporary = "\(path).\(getpid()).\(attempt).tmp"
      let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (file, temporary) }
      if errno != EEXIST { break }
    }
    throw .unwritable(file: path, reason: reason())
  }

  private static func write(_ piece: UnsafeRawBufferPointer, to file: Int32, _ path: String) throws(TableError) {
    var done = 0
    while done < piece.count {
      let rest = UnsafeRawBufferPointer(rebasing: piece[done...])
      let count = retry { systemWrite(file, rest.baseAddress, rest.count) }
      if count < 0 { throw .unwritable(file: path, reason: reason()) }
      done += count
    }
  }

  /// Repeats a call that a signal interrupted.
  private static func retry(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}

/// The system's `read`, which `FileBytes.read` hides.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, buffer, count)
}

/// The system's `write`, which `FileBytes.write` hides.
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, buffer, count)
}
