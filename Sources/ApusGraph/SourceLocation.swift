// Where in the user's program a node was made: a line where it is known, else a return address that can be looked up.

internal import Synchronization

#if os(Linux) && canImport(Runtime) && compiler(>=6.2)
  @_spi(Internal) @_spi(Unwinders) internal import Runtime
#endif

/// A place in the user's program.
///
/// Functions record the file and line of their call. Operators cannot take defaults, so they record their return
/// addresses, which are looked up in the debug information only when the location is printed.
public enum SourceLocation: Sendable, CustomStringConvertible {
  /// A file (`Module/File.swift`) and a line.
  case line(file: StaticString, line: UInt)
  /// The address to which the operator that made the node returned, and the one to which its caller did: an optimizing
  /// compiler may split an operator in two functions.
  case returnAddresses(UInt, UInt)
  /// A place that was read from the text of a graph.
  case text(file: String, line: Int)

  /// A line of the user's; nil for a line of Apus's own, which says nothing to the user.
  static func ofUser(_ file: StaticString, _ line: UInt) -> SourceLocation? {
    guard file.hasPointerRepresentation else { return .line(file: file, line: line) }
    let bytes = UnsafeBufferPointer(start: file.utf8Start, count: file.utf8CodeUnitCount)
    guard bytes.starts(with: "Apus".utf8) else { return .line(file: file, line: line) }
    let module = String(decoding: bytes.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    return ownModules.contains(module) ? nil : .line(file: file, line: line)
  }

  /// The targets of this package, whose lines are no user's. A list, since a module name of the user's may begin with Apus too, and
  /// a call's default `#fileID` says nothing of the package; a test holds it against the manifest.
  package static let ownModules: Set<String> = [
    "Apus", "ApusCommand", "ApusData", "ApusDiagnostics", "ApusDifferentiation", "ApusDistributions", "ApusExtension",
    "ApusFigures", "ApusFunctions", "ApusGraph", "ApusInference", "ApusInterpreter", "ApusJAX", "ApusModel",
    "ApusNative",
    "ApusNumerics", "ApusOps", "ApusOrbits", "ApusProgram", "ApusRandom", "ApusReport", "ApusRewriting", "ApusStore",
    "ApusSwiftDerivatives", "ApusSystem", "ApusTesting", "ApusText", "ApusVelocities",
  ]

  /// The folder of the operators, among whose addresses may be one in an operator itself. Debug information knows no modules.
  package static let folderOfOperators = "/Sources/ApusOps/"

  /// The file and line, or nil where only an address is known and no debug information tells its line.
  public var fileAndLine: (file: String, line: Int)? {
    switch self {
    case .line(let file, let line): ("\(file)", Int(line))
    case .text(let file, let line): (file, line)
    case .returnAddresses(let first, let second):
      Self.found.withLock { found in
        if let place = found[[first, second]] { return place }
        let place = Self.lookUp([first, second])
        found[[first, second]] = .some(place)
        return place
      }
    }
  }

  /// Such as `Orbit/main.swift:17`, or `an unknown line` where it cannot be told.
  public var description: String { fileAndLine.map { "\($0.file):\($0.line)" } ?? "an unknown line" }

  /// What was looked up before: a search takes milliseconds, and a graph has few lines.
  private static let found = Mutex<[[UInt]: (file: String, line: Int)?]>([:])

  /// The first of some addresses of which the debug information of this process tells a line outside the operators
  /// themselves: Linux with Swift 6.2 or later; elsewhere nil.
  private static func lookUp(_ addresses: [UInt]) -> (file: String, line: Int)? {
    #if os(Linux) && canImport(Runtime) && compiler(>=6.2)
      let images = ImageMap.capture()
      #if arch(arm64)
        let architecture = "arm64"
      #else
        let architecture = "x86_64"
      #endif
      let frames = addresses.filter { $0 != 0 }.map { RichFrame<UInt>.returnAddress($0) }
      let trace = Backtrace(architecture: architecture, frames: frames, images: images)
      for frame in trace.symbolicated(with: images)?.frames ?? [] {
        if let place = frame.symbol?.sourceLocation, place.line > 0, !place.path.contains(folderOfOperators) {
          let components = place.path.split(separator: "/").suffix(2)
          return (components.joined(separator: "/"), place.line)
        }
      }
    #endif
    return nil
  }
}
