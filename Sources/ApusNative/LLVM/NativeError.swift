// Why native code cannot be made.

/// Why a graph could not be compiled to machine code.
public enum NativeError: Error, Sendable, CustomStringConvertible {
  /// libLLVM is not installed.
  case unavailable
  /// The library refused what was emitted: a fault of Apus's.
  case rejected(String)
  /// Native code and interpreter disagree: a fault of Apus's.
  case mismatch(String)

  /// One line.
  public var description: String {
    switch self {
    case .unavailable:
      "native code needs libLLVM 15 or later, which was not found: install it (Debian and Ubuntu: apt-get install "
        + "libllvm19; macOS: brew install llvm)"
    case .rejected(let message): "LLVM refused the emitted code: \(message)"
    case .mismatch(let message): "native code and interpreter disagree: \(message)"
    }
  }
}
