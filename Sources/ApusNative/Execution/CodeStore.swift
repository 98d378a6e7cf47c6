// Compiled code by the digest of its text: reused within the process, and from files of earlier ones.

internal import ApusSystem
internal import Synchronization

/// The entry of a compiled program: input, output, arena, shared block, context.
typealias NativeEntry =
  @convention(c) (
    UnsafeRawPointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer, UnsafeRawPointer, UnsafeRawPointer
  ) -> Void

/// Code that a program calls; it is loaded as long as this is held.
final class CompiledCode: Sendable {
  let entry: NativeEntry
  /// Seconds that code generation took; 0 where the code was there already.
  let seconds: Double
  /// Where the code came from.
  let source: Source
  private let name: String
  private let store: CodeStore

  enum Source: String {
    case compiled
    case file
    case process
  }

  fileprivate init(entry: NativeEntry, seconds: Double, source: Source, name: String, store: CodeStore) {
    self.entry = entry
    self.seconds = seconds
    self.source = source
    self.name = name
    self.store = store
  }

  deinit { store.release(name) }
}

/// Compiled code of the process: the code that programs hold, and some that none holds any more but that may be used again.
package final class CodeStore: Sendable {
  /// The store of this process; nil where LLVM is not installed.
  package static let shared: CodeStore? = LLVMLibrary.shared.flatMap { try? CodeStore($0, cache: .standard) }

  /// A process may have some 65,000 mappings of memory (Linux, vm.max_map_count), and each object file takes several.
  private static let standardIdleCount = 256

  package let library: LLVMLibrary
  /// Whether the library reads `splat` in textual IR.
  var hasSplats: Bool { library.version >= 19 }
  let host: CodeTarget
  private let loader: CodeLoader
  private let cache: ObjectCache?
  private let idleCount: Int
  private let threadCount: Int
  private let loaded = Mutex(LoadedCode())

  /// The object files that are loaded, by the names of their functions.
  private struct LoadedCode {
    struct Entry {
      let object: CodeLoader.LoadedObject
      var holders: Int
    }

    var entries: [String: Entry] = [:]
    /// What nobody holds, the longest idle first.
    var idle: [String] = []

    /// Holds what is loaded; nil where it is not.
    mutating func hold(_ name: String) -> CodeLoader.LoadedObject? {
      guard let entry = entries[name] else { return nil }
      if entry.holders == 0 { idle.removeAll { $0 == name } }
      entries[name]?.holders += 1
      return entry.object
    }

    /// Lets go of what is loaded.
    ///
    /// - Returns: what is to be unloaded, so that no more than `idleCount` are idle.
    mutating func release(_ name: String, idleCount: Int) -> CodeLoader.LoadedObject? {
      guard var entry = entries[name] else { return nil }
      entry.holders -= 1
      entries[name] = entry
      guard entry.holders == 0 else { return nil }
      idle.append(name)
      return idle.count > idleCount ? entries.removeValue(forKey: idle.removeFirst())?.object : nil
    }
  }

  /// A store that knows no code yet, with a linker of its own.
  ///
  /// - Parameters:
  ///   - idleCount: how many programs' code stays loaded that no program holds.
  ///   - threadCount: how many threads compile one program at most; those of this machine's processors where nil.
  package init(
    _ library: LLVMLibrary, cache: ObjectCache?, idleCount: Int = CodeStore.standardIdleCount, threadCount: Int? = nil
  ) throws(NativeError) {
    self.library = library
    self.cache = cache
    self.idleCount = idleCount
    self.threadCount = threadCount ?? Machine.processorCount
    host = .host(library)
    loader = try CodeLoader(library)
  }

  /// How many object files are loaded.
  package var loadedCount: Int { loaded.withLock { $0.entries.count } }

  /// The code of a module, compiled unless it is known.
  func code(_ module: ModuleEmitter) throws(NativeError) -> CompiledCode {
    let name = module.entry
    if let object = loaded.withLock({ $0.hold(name) }) { return code(object, name, 0, .process) }
    let clock = ContinuousClock()
    let start = clock.now
    let (objects, source) = try objects(module)
    let object = try loaded.withLock { (loaded: inout LoadedCode) throws(NativeError) -> CodeLoader.LoadedObject in
      // Another thread may have compiled the same meanwhile.
      if let object = loaded.hold(name) { return object }
      let object = try loader.load(objects, function: name)
      loaded.entries[name] = LoadedCode.Entry(object: object, holders: 1)
      return object
    }
    return code(object, name, start.duration(to: clock.now).inSeconds, source)
  }

  /// The object files of a module, and where they come from. The pieces of a large one are compiled at once.
  private func objects(_ module: ModuleEmitter) throws(NativeError) -> ([[UInt8]], CompiledCode.Source) {
    let pieces = module.pieces(atMost: threadCount)
    let next = Atomic(0)
    let results = Mutex<[Int: Result<([UInt8], CompiledCode.Source), NativeError>]>([:])
    let work = { @Sendable [self] in
      let number = next.add(1, ordering: .relaxed).oldValue
      let result = Result { () throws(NativeError) in try object(pieces[number], of: module) }
      results.withLock { $0[number] = result }
    }
    if pieces.count == 1 { work() } else { WorkerThread.share(on: pieces.count, work) { _ in } }
    let found = results.withLock { results in pieces.indices.compactMap { results[$0] } }
    var (objects, source): ([[UInt8]], CompiledCode.Source) = ([], .file)
    for result in found {
      let (object, origin) = try result.get()
      objects.append(object)
      if origin == .compiled { source = .compiled }
    }
    return (objects, source)
  }

  /// The object file of a piece of a module.
  private func object(
    _ piece: ModuleEmitter.Piece, of module: ModuleEmitter
  ) throws(NativeError) -> ([UInt8], CompiledCode.Source) {
    let (target, key) = self.key(module, named: piece.name)
    let cache = module.isKept ? cache : nil
    if let kept = cache?.object(key) { return (kept, .file) }
    let bytes = try CodeGenerator(library: library, target: target).generate(piece.text())
    cache?.keep(bytes, key)
    return (bytes, .compiled)
  }

  private func code(
    _ object: CodeLoader.LoadedObject, _ name: String, _ seconds: Double, _ source: CompiledCode.Source
  ) -> CompiledCode {
    CompiledCode(
      entry: unsafeBitCast(object.address, to: NativeEntry.self), seconds: seconds, source: source, name: name,
      store: self)
  }

  /// A program lets go of its code.
  fileprivate func release(_ name: String) {
    // Unloaded under the lock: else another thread could load the same name before it is free.
    loaded.withLock { loaded in
      if let object = loaded.release(name, idleCount: idleCount) { loader.unload(object) }
    }
  }

  /// What a module is compiled for, and the key of its object, or that of a piece.
  func key(_ module: ModuleEmitter, named name: String? = nil) -> (target: CodeTarget, key: ObjectCache.Key) {
    var target = host
    target.level = module.level
    if let processor = module.processor { (target.processor, target.features) = (processor, "") }
    return (target, ObjectCache.Key(entry: name ?? module.entry, target: target, version: library.version))
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
