// A program's code as an object file for any processor, and the memory that it is called with: to be run elsewhere.

extension NativeProgram {
  /// The name of the function that the code is entered by, with the addresses of input, output, arena, shared block and
  /// context.
  package var entryName: String { module.entry }

  /// The number of calls of Ops, which code needs a context for.
  package var callCount: Int { program.callCount }

  /// Where the code came from: the compiler, a file of the cache, or the process.
  package var codeSource: String { code.source.rawValue }

  /// The name of the file in which a cache keeps the code.
  package func cacheKey(in store: CodeStore) -> ObjectCache.Key { store.key(module).key }

  package var text: String { String(decoding: module.text, as: UTF8.self) }

  /// The bytes of the object file for a target.
  ///
  /// - Throws: ``NativeError``.
  package func object(for target: CodeTarget) throws -> [UInt8] {
    guard let library = LLVMLibrary.shared else { throw NativeError.unavailable }
    var target = target
    target.level = module.level
    return try CodeGenerator(library: library, target: target).generate(module.text)
  }
}
