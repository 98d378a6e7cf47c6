// Object files made callable by LLVM's in-process linker. Every object names its functions apart from all others.

internal import Synchronization

/// Loads object files into the process; they stay as long as it lives.
package final class CodeLoader: Sendable {
  private struct JIT: @unchecked Sendable { let reference: LLVMLibrary.Reference }

  private let library: LLVMLibrary
  private let jit: Mutex<JIT>

  /// A loader whose code may call the functions of the process, such as `memcpy`.
  package init(_ library: LLVMLibrary) throws(NativeError) {
    self.library = library
    var reference: LLVMLibrary.Reference?
    try Self.check(library.createJIT(&reference, nil), library)
    guard let reference else { throw .rejected("no linker was made") }
    jit = Mutex(JIT(reference: reference))
    var generator: LLVMLibrary.Reference?
    try Self.check(library.processSymbols(&generator, library.globalPrefix(reference), nil, nil), library)
    if let generator { library.addGenerator(library.mainDylib(reference), generator) }
  }

  /// The address of a function of an object file.
  package func load(_ object: [UInt8], function: String) throws(NativeError) -> UnsafeRawPointer {
    let address = try jit.withLock { (jit: inout JIT) throws(NativeError) -> UInt64 in
      let buffer = object.withUnsafeBytes { bytes in
        library.memoryBufferCopy(bytes.assumingMemoryBound(to: CChar.self).baseAddress!, bytes.count, "object")
      }
      try Self.check(library.addObject(jit.reference, library.mainDylib(jit.reference), buffer), library)
      var address: UInt64 = 0
      try Self.check(library.lookup(jit.reference, &address, function), library)
      return address
    }
    guard let pointer = UnsafeRawPointer(bitPattern: UInt(address)) else {
      throw .rejected("\(function) has no address")
    }
    return pointer
  }

  private static func check(_ error: LLVMLibrary.Reference?, _ library: LLVMLibrary) throws(NativeError) {
    guard let error else { return }
    let message = library.errorMessage(error)
    defer { library.disposeErrorMessage(message) }
    throw .rejected(String(cString: message))
  }
}
