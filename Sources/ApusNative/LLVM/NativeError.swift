// Why native code cannot be made.

/// Why a graph could not be compiled to machine code.
public enum NativeError: Error, Sendable, CustomStringConvertible {
  /// There is no libLLVM that can be used.
  case unavailable
  /// The library refused what was emitted: a fault of Apus's.
  case rejected(String)
  /// Native code and interpreter disagree: a fault of Apus's.
  case mismatch(String)

  /// One line.
  public var description: String {
    switch self {
    case .unavailable: LLVMLibrary.absence?.description ?? "native code cannot be made: LLVM offers no linker"
    case .rejected(let message): "LLVM refused the emitted code: \(message)"
    case .mismatch(let message): "native code and interpreter disagree: \(message)"
    }
  }
}
