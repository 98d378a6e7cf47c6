// Object files made callable by LLVM's in-process linker. Each object has function names of its own.

internal import Synchronization

/// Loads object files into the process, and takes them out again.
package final class CodeLoader: Sendable {
  /// Object files that are loaded: the address of their function, and what takes them out again.
  package struct LoadedObject: @unchecked Sendable {
    package let address: UnsafeRawPointer
    fileprivate let tracker: LLVMLibrary.Reference
  }

  private struct JIT: @unchecked Sendable { let reference: LLVMLibrary.Reference }

  private let library: LLVMLibrary
  private let jit: Mutex<JIT>
  private let log: SessionLog

  /// A loader whose code may call the functions of the process, such as `memcpy`.
  package init(_ library: LLVMLibrary) throws(NativeError) {
    self.library = library
    log = SessionLog(library)
    var reference: LLVMLibrary.Reference?
    try Self.check(library.createJIT(&reference, nil), library)
    guard let reference else { throw .cannotLoad("no linker was made") }
    jit = Mutex(JIT(reference: reference))
    library.setErrorReporter(
      library.session(reference),
      { context, error in
        guard let context, let error else { return }
        Unmanaged<SessionLog>.fromOpaque(context).takeUnretainedValue().take(error)
      }, Unmanaged.passUnretained(log).toOpaque())
    var generator: LLVMLibrary.Reference?
    try Self.check(library.processSymbols(&generator, library.globalPrefix(reference), nil, nil), library)
    if let generator { library.addGenerator(library.mainDylib(reference), generator) }
  }

  /// Nothing that was loaded can be called any more.
  deinit {
    jit.withLock { jit in
      if let error = library.disposeJIT(jit.reference) { _ = library.words(error) }
    }
  }

  /// Loads object files that may call one another, and finds a function of them.
  package func load(_ objects: [[UInt8]], function: String) throws(NativeError) -> LoadedObject {
    try jit.withLock { (jit: inout JIT) throws(NativeError) -> LoadedObject in
      let tracker = library.createTracker(library.mainDylib(jit.reference))
      var address: UInt64 = 0
      do throws(NativeError) {
        for object in objects {
          let buffer = object.withUnsafeBytes { bytes in
            library.memoryBufferCopy(bytes.assumingMemoryBound(to: CChar.self).baseAddress!, bytes.count, "object")
          }
          try Self.check(library.addObject(jit.reference, tracker, buffer), library)
        }
        try Self.check(library.lookup(jit.reference, &address, function), library)
      } catch {
        // The name is free again: what failed for want of memory may be tried again.
        remove(tracker)
        let said = log.takeAll()
        throw said.isEmpty ? error : .cannotLoad(said.joined(separator: "; "))
      }
      guard let pointer = UnsafeRawPointer(bitPattern: UInt(address)) else {
        remove(tracker)
        throw .cannotLoad("\(function) has no address")
      }
      return LoadedObject(address: pointer, tracker: tracker)
    }
  }

  /// Takes object files out of the process: its code must not be called any more.
  package func unload(_ object: LoadedObject) { jit.withLock { _ in remove(object.tracker) } }

  private func remove(_ tracker: LLVMLibrary.Reference) {
    if let error = library.removeTracker(tracker) { _ = library.words(error) }
    library.releaseTracker(tracker)
  }

  private static func check(_ error: LLVMLibrary.Reference?, _ library: LLVMLibrary) throws(NativeError) {
    guard let error else { return }
    throw .cannotLoad(library.words(error))
  }
}

/// What the linker says of its errors, which it would print.
private final class SessionLog: Sendable {
  private let library: LLVMLibrary
  private let messages = Mutex<[String]>([])

  init(_ library: LLVMLibrary) { self.library = library }

  func take(_ error: LLVMLibrary.Reference) {
    let words = library.words(error)
    messages.withLock { $0.append(words) }
  }

  /// What was said since the last time.
  func takeAll() -> [String] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}

extension LLVMLibrary {
  /// The message of an error, which is gone afterwards.
  fileprivate func words(_ error: Reference) -> String {
    let message = errorMessage(error)
    defer { disposeErrorMessage(message) }
    return String(cString: message)
  }
}
