// Why native code cannot be made.

/// Why a graph could not be compiled to machine code.
package enum NativeError: Error, Sendable, CustomStringConvertible {
  /// There is no libLLVM that can be used.
  case unavailable
  /// The library refused what was emitted: a fault of Apus's.
  case rejected(String)
  /// The code cannot be brought into the process, such as for want of memory.
  case cannotLoad(String)
  /// Native code and interpreter disagree: a fault of Apus's.
  case mismatch(NativeMismatch)
  /// A step of the compilation broke one of its laws: a fault of Apus's.
  case brokenLaw(String)

  package var description: String {
    switch self {
    case .unavailable: LLVMLibrary.absence?.description ?? "native code cannot be made: LLVM offers no linker"
    case .rejected(let message): "LLVM refused the emitted code: \(message)"
    case .cannotLoad(let message): "native code cannot be loaded into the process: \(message)"
    case .mismatch(let mismatch): "native code and interpreter disagree: \(mismatch). \(Self.remedy)"
    case .brokenLaw(let law): "the compilation to native code broke one of its own laws: \(law). \(Self.remedy)"
    }
  }

  /// What a user can do about a fault of Apus's.
  private static let remedy =
    "This is a fault of Apus's, not of the model: please report it with the model. Until it is mended, run with "
    + "APUS_LLVM=none in the environment, or compile with backend: .interpreter; both are slower and do without native code"
}
