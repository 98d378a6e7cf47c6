// Counts what threads allocate, in a process of its own where a small library replaces the C library's functions.

internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The number of allocations by a thread.
///
/// Tests that count are enabled where ``isCounting``; one more test runs them in another process by
/// ``runTests(filter:)``. That library must be there before the process begins, so the tests' own process cannot count.
public enum AllocationCount {
  private typealias Counter = @convention(c) () -> Int

  /// The number of allocations by the thread that calls it; nil where this process does not count.
  private static let counter: Counter? = dlsym(nil, "apus_allocation_count").map {
    unsafeBitCast($0, to: Counter.self)
  }

  /// Whether this process counts.
  public static var isCounting: Bool { counter != nil }

  /// Whether a process that counts can be made here: with glibc, whose functions can be replaced, and a C compiler.
  public static let isAvailable: Bool = {
    #if canImport(Glibc)
      return compiler != nil
    #else
      return false
    #endif
  }()

  private static let compiler = ["cc", "clang", "gcc"].first {
    (try? BuiltProgram(tool: $0).run(["--version"]))?.status == 0
  }

  /// How often `body` allocates or enlarges memory, in Swift or C, on this thread.
  public static func of(_ body: () -> Void) -> Int {
    guard let counter else { return 0 }
    let start = counter()
    body()
    return counter() - start
  }

  /// Runs those of this process's tests whose names fit, in a process that counts.
  ///
  /// - Throws: what running a process or writing a file throws.
  public static func runTests(filter: String) throws -> BuiltProgram.Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("count.c")
    let library = folder.appendingPathComponent("count.so")
    try Data(counting.utf8).write(to: source)
    let made = try BuiltProgram(tool: compiler ?? "cc").run(
      ["-O1", "-shared", "-fPIC", source.path, "-o", library.path])
    guard made.status == 0 else { return made }
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return try BuiltProgram(tool: "LD_PRELOAD=\(library.path)").run(
      [tests.path, "--testing-library", "swift-testing", "--filter", filter])
  }

  private static let counting = """
    #include <errno.h>
    #include <stddef.h>

    void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
    void *__libc_memalign(size_t, size_t);

    static __thread long count __attribute__((tls_model("initial-exec")));

    long apus_allocation_count(void) { return count; }

    void *malloc(size_t size) { return count++, __libc_malloc(size); }
    void *calloc(size_t number, size_t size) { return count++, __libc_calloc(number, size); }
    void *realloc(void *block, size_t size) { return count++, __libc_realloc(block, size); }
    void *memalign(size_t alignment, size_t size) { return count++, __libc_memalign(alignment, size); }
    void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
    int posix_memalign(void **result, size_t alignment, size_t size) {
      return (*result = memalign(alignment, size)) ? 0 : ENOMEM;
    }

    """
}
