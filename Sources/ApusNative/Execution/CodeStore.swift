// Compiled code by the digest of its text: reused within the process, and from files of earlier ones.

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

/// Compiled code of the process.
package final class CodeStore: Sendable {
  /// The store of this process; nil where LLVM is not installed.
  package static let shared: CodeStore? = LLVMLibrary.shared.flatMap { try? CodeStore($0, cache: .standard) }

  package let library: LLVMLibrary
  /// Whether the library reads `splat` in textual IR.
  var hasSplats: Bool { library.version >= 19 }
  let host: CodeTarget
  private let loader: CodeLoader
  private let cache: ObjectCache?
  private let known = Mutex<[String: CompiledCode]>([:])

  /// A store that knows no code yet, with a linker of its own.
  package init(_ library: LLVMLibrary, cache: ObjectCache?) throws(NativeError) {
    self.library = library
    self.cache = cache
    host = .host(library)
    loader = try CodeLoader(library)
  }

  /// The code of a module, compiled unless it is known.
  func code(_ module: ModuleEmitter) throws(NativeError) -> CompiledCode {
    let name = module.entry
    if let code = known.withLock({ $0[name] }) { return CompiledCode(entry: code.entry, seconds: 0, source: .process) }
    let clock = ContinuousClock()
    let start = clock.now
    let (target, key) = self.key(module)
    let cache = module.isKept ? cache : nil
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

  /// What a module is compiled for, and the key of its object.
  func key(_ module: ModuleEmitter) -> (target: CodeTarget, key: ObjectCache.Key) {
    var target = host
    target.level = module.level
    if let processor = module.processor { (target.processor, target.features) = (processor, "") }
    return (target, ObjectCache.Key(entry: module.entry, target: target, version: library.version))
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
