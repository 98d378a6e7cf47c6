// Compiled code by the digest of its text: reused within the process, and from files of earlier ones.

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
internal import Synchronization

/// The entry of a compiled program: input, output, arena, shared block, context.
typealias NativeEntry =
  @convention(c) (
    UnsafeRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer, UnsafeRawPointer
  ) -> Void

/// Code that was compiled.
struct CompiledCode: @unchecked Sendable {
  let entry: NativeEntry
  /// Seconds that code generation took; 0 where the code was there already.
  let seconds: Double
  /// Where the code came from.
  let source: Source

  enum Source: String {
    case compiled
    case file
    case process
  }
}

/// All compiled code of the process.
final class CodeStore: Sendable {
  /// The store of this process; nil where LLVM is not installed.
  static let shared: CodeStore? = LLVMLibrary.shared.flatMap { try? CodeStore($0) }

  let library: LLVMLibrary
  let host: CodeTarget
  private let loader: CodeLoader
  private let known = Mutex<[String: CompiledCode]>([:])

  private init(_ library: LLVMLibrary) throws(NativeError) {
    self.library = library
    host = .host(library)
    loader = try CodeLoader(library)
  }

  /// The code of a module, compiled unless it is known.
  func code(_ module: ModuleEmitter) throws(NativeError) -> CompiledCode {
    let name = module.entry
    if let code = known.withLock({ $0[name] }) { return CompiledCode(entry: code.entry, seconds: 0, source: .process) }
    let clock = ContinuousClock()
    let start = clock.now
    var target = host
    target.level = module.level
    if let processor = module.processor { (target.processor, target.features) = (processor, "") }
    let cache = module.isKept ? ObjectCache.standard : nil
    let key = ObjectCache.Key(entry: name, target: target, version: library.version)
    var source = CompiledCode.Source.file
    let object: [UInt8]
    if let kept = cache?.object(key) {
      object = kept
    } else {
      object = try CodeGenerator(library: library, target: target).generate(module.text)
      cache?.keep(object, key)
      source = .compiled
    }
    let compiled = object
    let origin = source
    return try known.withLock { (known: inout [String: CompiledCode]) throws(NativeError) -> CompiledCode in
      // Another thread may have compiled the same meanwhile.
      if let code = known[name] { return code }
      let address = try loader.load(compiled, function: name)
      let code = CompiledCode(
        entry: unsafeBitCast(address, to: NativeEntry.self), seconds: start.duration(to: clock.now).inSeconds,
        source: origin)
      known[name] = code
      return code
    }
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
