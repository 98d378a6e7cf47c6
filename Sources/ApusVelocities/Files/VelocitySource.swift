// Where velocities come from: a file, standard input or bytes, and the name of the instrument.

internal import ApusStore
internal import ApusSystem

/// A file of velocities, and what its user says of it.
public struct VelocitySource: Sendable {
  /// The file as messages name it.
  public let file: String
  /// The name of the instrument that measured all of its velocities; nil if the file says it, or is named after it.
  public var instrument: String?
  /// Days that are added to its times, in place of the `timeOffset` of the reading.
  public var timeOffset: Double?
  private let content: Content

  private enum Content: Sendable {
    case file(String)
    case standardInput
    case bytes([UInt8])
  }

  /// A file; `-` is standard input.
  public init(path: String, instrument: String? = nil, timeOffset: Double? = nil) {
    file = path == "-" ? "standard input" : path
    content = path == "-" ? .standardInput : .file(path)
    self.instrument = instrument
    self.timeOffset = timeOffset
  }

  /// Bytes, as if from a file of the given name.
  public init(bytes: [UInt8], file: String, instrument: String? = nil, timeOffset: Double? = nil) {
    self.file = file
    content = .bytes(bytes)
    self.instrument = instrument
    self.timeOffset = timeOffset
  }

  /// A source as a command line names it: `FILE`, `NAME=FILE`, `-` or `NAME=-`.
  ///
  /// A file whose name has an equals sign is taken as such where it is there; `./a=b.txt` always is one.
  public init(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[0].contains("/"), access(argument, F_OK) != 0 {
      self.init(path: String(parts[1]), instrument: String(parts[0]))
    } else {
      self.init(path: argument)
    }
  }

  /// The folder of the file, with a slash; nil if it is none.
  var folder: String? {
    guard case .file(let path) = content else { return nil }
    return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// The name of the file without folder and ending.
  var baseName: String {
    guard case .standardInput = content else {
      let name = file.split(separator: "/").last.map(String.init) ?? file
      guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
      return String(name[..<dot])
    }
    return "stdin"
  }

  /// The bytes; at most one more than a table of velocities can have.
  func bytes() throws(VelocityError) -> [UInt8] {
    do throws(TableError) {
      switch content {
      case .file(let path): return try FileBytes.read(path, limit: TextLines.byteLimit)
      case .standardInput: return try FileBytes.readStandardInput(limit: TextLines.byteLimit)
      case .bytes(let bytes): return bytes
      }
    } catch { throw .table(error) }
  }
}
