// The folders and files of a store, as the file system has them.

internal import ApusSystem

/// A folder of a store.
struct ZarrFolder {
  let path: String

  init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// The folder of a node in this one.
  func folder(_ name: String) -> ZarrFolder { ZarrFolder("\(path)/\(name)") }

  /// What metadata of a node stand in.
  static let metadataNames = ["zarr.json", ".zgroup", ".zarray", ".zmetadata"]

  /// Whether a path is a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether the folder is a node of a store.
  var isNode: Bool { Self.metadataNames.contains { sizeOfFile($0) != nil } }

  /// The bytes of a regular file; nil where there is none.
  func sizeOfFile(_ name: String) -> Int? {
    var status = stat()
    guard stat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// The most bytes of a document.
  private static let mostMetadata = 1 << 28

  /// A document; nil where there is none.
  func document(_ name: String) throws(TableError) -> JSONValue? {
    guard let size = sizeOfFile(name) else { return nil }
    let file = "\(path)/\(name)"
    guard size <= Self.mostMetadata else { throw .unreadable(file: file, reason: "\(size) bytes are too many") }
    let bytes = try FileBytes.read(file, limit: Self.mostMetadata)
    do { return try JSONValue(parsing: bytes) } catch { throw .unreadable(file: file, reason: "\(error)") }
  }

  /// The names in the folder, sorted.
  var names: [String] { Folder(path).names().sorted() }

  /// Whether a name may be that of a node: one that stays in its folder.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0) && !name.utf8.contains(UInt8(ascii: "/"))
      && !metadataNames.contains(name)
  }

  /// The chunks that are there: place, file below the folder, bytes.
  func chunks(_ array: ZarrArrayMetadata) -> [(place: [Int], file: String, byteCount: Int)] {
    let grid = zip(array.shape, array.chunkShape).map { $0 == 0 ? 0 : ($0 - 1) / $1 + 1 }
    if grid.isEmpty {
      let file = array.chunkFile([])
      return sizeOfFile(file).map { [([], file, $0)] } ?? []
    }
    let (prefix, separator): (String, String) =
      switch array.chunkNames {
      case .prefixed(let separator): ("c\(separator)", separator)
      case .plain(let separator): ("", separator)
      }
    var files: [(place: [Int], file: String, byteCount: Int)] = []
    if separator == "/" {
      collect(prefix, [], grid, &files)
    } else {
      for name in names where name.hasPrefix(prefix) {
        let numbers = name.dropFirst(prefix.count).split(separator: ".", omittingEmptySubsequences: false)
        let place = numbers.compactMap { Self.number($0) }
        guard place.count == numbers.count, place.count == grid.count, zip(place, grid).allSatisfy({ $0 < $1 }),
          let size = sizeOfFile(name)
        else { continue }
        files.append((place, name, size))
      }
    }
    return files
  }

  private func collect(
    _ below: String, _ place: [Int], _ grid: [Int], _ files: inout [(place: [Int], file: String, byteCount: Int)]
  ) {
    for name in Folder("\(path)/\(below)").names() {
      guard let number = Self.number(name[...]), number < grid[place.count] else { continue }
      if place.count + 1 < grid.count {
        collect("\(below)\(name)/", place + [number], grid, &files)
      } else if let size = sizeOfFile(below + name) {
        files.append((place + [number], below + name, size))
      }
    }
  }

  /// A number without sign or leading zeros.
  private static func number(_ text: Substring) -> Int? { Int(text).flatMap { "\($0)" == text && $0 >= 0 ? $0 : nil } }
}
