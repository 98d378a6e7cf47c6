// The folder of a store: where its own files are, and who may write to it.

internal import ApusSystem

/// A store's folder with the files that are not Zarr's.
struct StoreFolder: Sendable {
  let path: String

  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  func path(of file: String) -> String { "\(path)/\(file)" }
  /// The folder of our own files. Zarr's readers find it only where they list the folder, and then pass it over.
  var ownPath: String { path(of: ".apus") }
  var identityPath: String { "\(ownPath)/run.json" }
  var indexPath: String { "\(ownPath)/index.json" }
  var lockPath: String { "\(ownPath)/lock" }
  func chainPath(_ chain: Int) -> String { "\(ownPath)/chain-\(chain)" }

  enum Content { case nothing, emptyFolder, store, other(String) }

  /// What stands at the path.
  var content: Content {
    var status = stat()
    guard stat(path, &status) == 0 else { return .nothing }
    guard status.st_mode & S_IFMT == S_IFDIR else { return .other("it is a file, and a store is a folder") }
    if stat(indexPath, &status) == 0 { return .store }
    if stat(ownPath, &status) == 0 { return .other("\(indexPath) is missing") }
    return Folder(path).names().isEmpty ? .emptyFolder : .other("the folder holds other files")
  }

  /// Whether there is a file, or a folder.
  func has(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Makes a folder in the store, and those that it lies in.
  func make(_ folder: String) { Folder(path(of: folder)).make() }
}

/// The right to write to a store, which one run at a time has. The system takes it back when the process ends.
final class StoreLock: Sendable {
  private let file: Int32

  /// - Throws: ``StoreError/inUse(store:)``.
  init(_ folder: StoreFolder) throws(StoreError) {
    file = open(folder.lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .unwritable(file: folder.lockPath, reason: FileBytes.reason(errno)) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      _ = close(file)
      throw code == EWOULDBLOCK
        ? .inUse(store: folder.path) : .unwritable(file: folder.lockPath, reason: FileBytes.reason(code))
    }
  }

  deinit {
    // A copy of the process that was made meanwhile has the file, too: the lock is taken back explicitly.
    _ = flock(file, LOCK_UN)
    _ = close(file)
  }
}
