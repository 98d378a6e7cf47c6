// Where in the user's program a node was made: a line where it is known, else a return address that can be looked up.

#if os(Linux) && canImport(Runtime) && compiler(>=6.2)
  @_spi(Internal) @_spi(Unwinders) internal import Runtime
#endif

/// A place in the user's program.
///
/// Functions record the file and line of their call. Operators cannot take defaults, so they record their return
/// address, which is looked up in the debug information only when the location is printed.
public enum SourceLocation: Sendable, CustomStringConvertible {
  /// A file (`Module/File.swift`) and a line.
  case line(file: StaticString, line: UInt)
  /// The address to which the operator that made the node returned.
  case returnAddress(UInt)

  /// The file and line, or nil where only an address is known and no debug information tells its line.
  public var fileAndLine: (file: String, line: Int)? {
    switch self {
    case .line(let file, let line): ("\(file)", Int(line))
    case .returnAddress(let address): Self.lookUp(address)
    }
  }

  /// Such as `Orbit/main.swift:17`, or `an unknown line` where it cannot be told.
  public var description: String {
    fileAndLine.map { "\($0.file):\($0.line)" } ?? "an unknown line"
  }

  /// Looks an address up in the debug information of this process: Linux with Swift 6.2 or later; elsewhere nil.
  private static func lookUp(_ address: UInt) -> (file: String, line: Int)? {
    #if os(Linux) && canImport(Runtime) && compiler(>=6.2)
      guard address != 0 else { return nil }
      let images = ImageMap.capture()
      #if arch(arm64)
        let architecture = "arm64"
      #else
        let architecture = "x86_64"
      #endif
      let trace = Backtrace(
        architecture: architecture, frames: [RichFrame<UInt>.returnAddress(address)], images: images)
      for frame in trace.symbolicated(with: images)?.frames ?? [] {
        if let place = frame.symbol?.sourceLocation, place.line > 0 {
          let components = place.path.split(separator: "/").suffix(2)
          return (components.joined(separator: "/"), place.line)
        }
      }
    #endif
    return nil
  }
}
