// Arrays as a module writes them: in its text, or in an archive beside it.

internal import ApusGraph
internal import ApusStore

extension ArrayArchive {
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
    let name = name.replacing("\0", with: "\u{FFFD}")
    add(name, value)
    return "jnp.array(arrays[\(PythonLiteral.string(name))])"
  }

  /// Saves a module's text and, beside it, the archive.
  func save(beside path: String, _ text: String) throws(JAXExportError) {
    do throws(TableError) {
      try write(Self.archivePath(of: path))
      try FileBytes.write(Array(text.utf8), to: path)
    } catch {
      switch error {
      case .unwritable(let file, let reason): throw .unwritable(file: file, reason: reason)
      default: throw .unwritable(file: path, reason: "\(error)")
      }
    }
  }

  /// The file beside a module's: `fit.npz` beside `fit.py`.
  private static func archivePath(of path: String) -> String {
    let begin = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    // A name that begins with its only dot has no ending.
    let dot = path[begin...].dropFirst().lastIndex(of: ".") ?? path.endIndex
    return path[..<dot] + ".npz"
  }
}
