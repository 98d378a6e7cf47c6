// The place of a store that is replaced whole: a folder beside it that takes its name.

internal import ApusSystem

/// Where a store is written, and what may stand there before: nothing, an empty folder, or a store.
struct StorePlace {
  private let path: String
  /// The folder itself where the path is a symbolic link.
  private let target: String

  /// - Throws: `TableError.unwritable` where something else stands at the path.
  init(_ path: String) throws(TableError) {
    self.path = path
    var name = path
    while name.count > 1, name.hasSuffix("/") { name.removeLast() }
    guard !name.isEmpty, name != "/" else { throw .unwritable(file: path, reason: "it is no name for a store") }
    var status = stat()
    guard stat(name, &status) == 0 else {
      target = name
      return
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .unwritable(file: path, reason: "there is a file of this name")
    }
    if StoreReader.isStore(name) {
      throw .unwritable(
        file: path, reason: "it is the store of a run, which would be lost; take another name, or remove it")
    }
    let folder = ZarrFolder(name)
    guard folder.isNode || folder.names.isEmpty else {
      throw .unwritable(file: path, reason: "there is a folder of this name that is no Zarr store")
    }
    target =
      realpath(name, nil).map { resolved in
        defer { free(resolved) }
        return String(cString: resolved)
      } ?? name
  }

  /// A new folder beside the place.
  func makeTemporary() throws(TableError) -> String {
    var code = EEXIST
    for attempt in 0..<1000 where code == EEXIST {
      let temporary = "\(target).\(getpid()).\(attempt).tmp"
      if mkdir(temporary, 0o777) == 0 { return temporary }
      code = errno
    }
    throw .unwritable(file: path, reason: FileBytes.reason(code))
  }

  /// Gives a folder the name of the place; the store that had it before is removed.
  func rename(_ made: String) throws(TableError) {
    var old: String?
    if ZarrFolder.isFolder(target) {
      // An empty name beside the place, which the old store takes.
      let name = try makeTemporary()
      guard systemRename(target, name) == 0 else {
        let code = errno
        _ = rmdir(name)
        throw .unwritable(file: path, reason: FileBytes.reason(code))
      }
      old = name
    }
    guard systemRename(made, target) == 0 else {
      let code = errno
      if let old { _ = systemRename(old, target) }
      throw .unwritable(file: path, reason: FileBytes.reason(code))
    }
    if let old { Folder(old).remove() }
  }

  /// Throws where a store could not be made: tried with a folder that is removed again.
  static func require(_ path: String) throws(TableError) { _ = rmdir(try StorePlace(path).makeTemporary()) }
}

/// The system's `rename`, which members of that name hide.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
