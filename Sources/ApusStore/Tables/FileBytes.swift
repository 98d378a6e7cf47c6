// Whole files as bytes: read at once, written so that a reader sees the old file or the new one, never a part.

internal import ApusSystem

/// Reading and writing of whole files by the calls of the operating system.
package enum FileBytes {
  static func read(_ path: String) throws(TableError) -> [UInt8] { try read(path, limit: .max) }

  /// The bytes of a file up to a limit; one byte more than the limit if the file has more, whatever it is: a pipe or a device
  /// may never end.
  ///
  /// - Throws: `TableError.missingFile`, `.unreadable`.
  package static func read(_ path: String, limit: Int) throws(TableError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let code = errno
      throw code == ENOENT ? .missingFile(file: path) : .unreadable(file: path, reason: reason(code))
    }
    defer { _ = close(file) }
    return try read(file, path, limit)
  }

  /// The bytes of standard input, likewise.
  ///
  /// - Throws: `TableError.unreadable`.
  package static func readStandardInput(limit: Int) throws(TableError) -> [UInt8] {
    try read(STDIN_FILENO, "standard input", limit)
  }

  private static func read(_ file: Int32, _ path: String, _ limit: Int) throws(TableError) -> [UInt8] {
    let most = limit < .max ? limit + 1 : limit
    var status = stat()
    let size = fstat(file, &status) == 0 ? max(Int(status.st_size), 0) : 0
    var bytes = [UInt8]()
    // One byte more than the size lets the first round reach the end; pipes say they have no size.
    var room = min(size + 1, most)
    while true {
      var code: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        while count < room {
          let got = systemRead(
            file, UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
          if got < 0 { code = errno }
          if got <= 0 { break }
          count += got
        }
      }
      if code != 0 { throw .unreadable(file: path, reason: reason(code)) }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if chunk.count < room || bytes.count >= most { return bytes }
      room = min(max(65_536, bytes.count), most - bytes.count)
    }
  }

  /// Writes a whole file, which appears under its name only when it is complete.
  ///
  /// - Throws: `TableError.unwritable`; what was there before is untouched then.
  package static func write(_ bytes: [UInt8], to path: String) throws(TableError) {
    try writeAtomically(path) {
      (write: (UnsafeRawBufferPointer) throws(TableError) -> Void) throws(TableError) in
      try bytes.withUnsafeBufferPointer { (buffer) throws(TableError) in try write(UnsafeRawBufferPointer(buffer)) }
    }
  }

  /// Writes a file piece by piece under another name in its folder, and gives it its name once it is complete on disk.
  ///
  /// If anything fails, the file that was there before is untouched and the other one is removed. What is not a regular
  /// file (a terminal, a pipe) is written to directly. A symbolic link goes on to point where it did, to the new file.
  static func writeAtomically(
    _ path: String, _ body: ((UnsafeRawBufferPointer) throws(TableError) -> Void) throws(TableError) -> Void
  ) throws(TableError) {
    let place = Place(path)
    if let file = try place.openDevice() {
      do throws(TableError) { try body { (piece) throws(TableError) in try write(piece, to: file, path) } } catch {
        _ = close(file)
        throw error
      }
      guard close(file) == 0 else { throw .unwritable(file: path, reason: reason(errno)) }
      return
    }
    let made = try place.createTemporary()
    do throws(TableError) {
      try body { (piece) throws(TableError) in try write(piece, to: made.file, path) }
      if fsync(made.file) != 0 { throw .unwritable(file: path, reason: reason(errno)) }
    } catch {
      _ = close(made.file)
      _ = unlink(made.path)
      throw error
    }
    guard close(made.file) == 0 else {
      let error = TableError.unwritable(file: path, reason: reason(errno))
      _ = unlink(made.path)
      throw error
    }
    try place.rename(made)
  }

  /// What stands at a path before a file is written there.
  struct Place {
    private let path: String
    private var status = stat()
    private let exists: Bool
    private var target: String { exists ? FileBytes.resolved(path) : path }

    init(_ path: String) {
      self.path = path
      exists = stat(path, &status) == 0
    }

    /// What is not a regular file, opened for writing; nil where there is none, or a regular one.
    func openDevice() throws(TableError) -> Int32? {
      guard exists, status.st_mode & S_IFMT != S_IFREG else { return nil }
      let file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw .unwritable(file: path, reason: reason(errno)) }
      return file
    }

    /// A new file beside the place, with the permissions of the one that is there.
    func createTemporary() throws(TableError) -> (file: Int32, path: String) {
      let made = try FileBytes.createTemporary(besides: target, path)
      if exists { _ = fchmod(made.file, status.st_mode & 0o7777) }
      return made
    }

    /// Gives such a file its name; removes it where that fails.
    func rename(_ made: (file: Int32, path: String)) throws(TableError) {
      guard systemRename(made.path, target) == 0 else {
        let error = TableError.unwritable(file: path, reason: reason(errno))
        _ = unlink(made.path)
        throw error
      }
    }
  }

  /// Throws where ``writeAtomically(_:_:)`` could not begin: tried with a file that is removed again.
  ///
  /// What is not a regular file is opened and closed.
  package static func requirePlace(_ path: String) throws(TableError) {
    if path.isEmpty { throw .unwritable(file: path, reason: "the name is empty") }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      if status.st_mode & S_IFMT == S_IFIFO { return }
      let file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw .unwritable(file: path, reason: reason(errno)) }
      _ = close(file)
      return
    }
    if path.hasSuffix("/") { throw .unwritable(file: path, reason: "it is the name of a folder") }
    let (file, temporary) = try createTemporary(besides: exists ? resolved(path) : path, path)
    _ = close(file)
    _ = unlink(temporary)
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A new file beside `target` that nobody else writes to.
  private static func createTemporary(
    besides target: String, _ path: String
  ) throws(TableError) -> (file: Int32, path: String) {
    var code = EEXIST
    for attempt in 0..<1000 where code == EEXIST {
      let temporary = "\(target).\(getpid()).\(attempt).tmp"
      let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (file, temporary) }
      code = errno
    }
    throw .unwritable(file: path, reason: reason(code))
  }

  static func write(_ bytes: [UInt8], to file: Int32, _ path: String) throws(TableError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(TableError) in
      try write(UnsafeRawBufferPointer(buffer), to: file, path)
    }
  }

  private static func write(_ piece: UnsafeRawBufferPointer, to file: Int32, _ path: String) throws(TableError) {
    var done = 0
    while done < piece.count {
      let count = systemWrite(file, UnsafeRawBufferPointer(rebasing: piece[done...]))
      if count < 0 { throw .unwritable(file: path, reason: reason(errno)) }
      done += count
    }
  }

  static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// The system's `rename`, which members of that name hide.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }

/// The system's `read`, repeated where a signal interrupts it.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  while true {
    let count = read(file, buffer.baseAddress, buffer.count)
    if count >= 0 || errno != EINTR { return count }
  }
}

/// The system's `write`, repeated where a signal interrupts it.
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
  while true {
    let count = write(file, buffer.baseAddress, buffer.count)
    if count >= 0 || errno != EINTR { return count }
  }
}
