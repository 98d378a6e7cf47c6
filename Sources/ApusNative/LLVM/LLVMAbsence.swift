// Why there is no libLLVM: not found, turned off, or not usable.

/// Why native code has no library.
package indirect enum LLVMAbsence: Error, Sendable, CustomStringConvertible {
  /// None of the usual places has one.
  case notFound
  /// `APUS_LLVM` says that none is to be used.
  case turnedOff(String)
  /// The file that `APUS_LLVM` names cannot serve.
  case chosen(LLVMAbsence)
  /// The file cannot be opened.
  case cannotOpen(path: String, reason: String)
  /// The library's version is below 15; it is not known where the library does not say it.
  case tooOld(path: String, version: Int?)
  /// The file lacks a function that is called.
  case missingFunction(path: String, name: String)

  /// One line that says what to do about it.
  package var description: String {
    switch self {
    case .notFound:
      "native code needs libLLVM 15 or later, which was not found: install it (Debian and Ubuntu: apt-get install "
        + "libllvm19; macOS: brew install llvm)"
    case .turnedOff(let value): "native code is turned off: APUS_LLVM is '\(value)'"
    case .chosen(let reason):
      "native code has no library: APUS_LLVM names \(reason.ofFile); without APUS_LLVM the usual places are searched"
    case .cannotOpen, .tooOld, .missingFunction: "native code has no library: \(ofFile)"
    }
  }

  /// What is wrong with a file.
  private var ofFile: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "\(path), which cannot be opened" + (reason.isEmpty ? "" : " (\(reason))")
    case .tooOld(let path, let version):
      "\(path), which is " + (version.map { "LLVM \($0)" } ?? "LLVM 14 or older") + ", and LLVM 15 or later is needed"
    case .missingFunction(let path, let name):
      "\(path), which has no function \(name), so it is not the library of LLVM 15 or later"
    case .notFound, .turnedOff, .chosen: description
    }
  }
}
