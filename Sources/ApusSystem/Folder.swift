// A folder: the names in it, and their times. Whatever fails does nothing, or finds nothing.

/// A folder of the file system, which need not be there.
package struct Folder: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// The path of a file in it.
  package func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  /// Makes the folder, and those that it lies in.
  package func make() {
    for end in path.indices where path[end] == "/" && end > path.startIndex { _ = mkdir(String(path[..<end]), 0o777) }
    _ = mkdir(path, 0o777)
  }

  /// The names in it, in no order.
  package func names() -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// When a file was changed last, in seconds since 1970; nil where there is none.
  package func timeOfChange(_ name: String) -> Int? {
    var status = stat()
    guard stat(path(of: name), &status) == 0 else { return nil }
    #if canImport(Darwin)
      return status.st_mtimespec.tv_sec
    #else
      return status.st_mtim.tv_sec
    #endif
  }

  /// Removes a file.
  package func remove(_ name: String) { _ = unlink(path(of: name)) }
}

extension Folder {
  /// Removes the folder with all that is in it.
  package func remove() {
    for name in names() {
      let path = path(of: name)
      var status = stat()
      guard lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR { Folder(path).remove() } else { _ = unlink(path) }
    }
    _ = rmdir(path)
  }
}

/// The value of an environment variable; nil where it is not set.
package func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The seconds since 1970.
package func secondsSince1970() -> Int { time(nil) }
