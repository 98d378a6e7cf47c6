// A thread of the system, which may block, with a stack that is large enough for any density or Op.

/// A thread that works. It is either joined or detached, once.
package struct SystemThread {
  private let handle: pthread_t

  /// Starts work on a new thread with a stack of 8 MiB; nil where the system gives none.
  package init?(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    let work = Unmanaged.passRetained(Work(body))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    guard pthread_create(&thread, &attributes, perform, work.toOpaque()) == 0 else {
      work.release()
      return nil
    }
    #if canImport(Darwin)
      guard let thread else { return nil }
    #endif
    handle = thread
  }

  /// Waits until the work is done.
  package func join() { pthread_join(handle, nil) }

  /// Lets the thread go: what it holds is freed when its work is done.
  package func detach() { pthread_detach(handle) }
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
