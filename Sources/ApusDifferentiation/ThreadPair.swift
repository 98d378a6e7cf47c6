// Two pieces of work at once: one on the caller's thread, one on a thread of its own.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

enum ThreadPair {
  /// Runs both, and returns when both have ended; one after the other where the system gives no thread.
  static func run(_ here: () -> Void, _ elsewhere: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(elsewhere))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    // A stack that is large enough for any Op.
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let failure = pthread_create(&thread, &attributes, perform, work.toOpaque())
    pthread_attr_destroy(&attributes)
    guard failure == 0 else {
      here()
      work.takeRetainedValue().body()
      return
    }
    here()
    #if canImport(Darwin)
      if let thread { pthread_join(thread, nil) }
    #else
      pthread_join(thread, nil)
    #endif
  }

  /// Sleeps for some 20 microseconds, in which other threads run.
  static func pause() { usleep(20) }
}

#if canImport(Darwin)
  private func perform(_ work: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
    return nil
  }
#else
  private func perform(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let work else { return nil }
    Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
    return nil
  }
#endif

/// Work as an object, so that a pointer to it can be handed to the system.
private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
