// Threads of the system, which may block, with stacks that are large enough for any density.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Dispatch

package enum WorkerThread {
  /// Runs work on a new thread with a stack of 8 MiB; on the caller's where the system gives no thread.
  package static func run(_ body: @escaping @Sendable () -> Void) {
    if !start(body) { body() }
  }

  /// Does two pieces of work at once, the second one on a new thread, and waits for both; one after the other where the system
  /// gives no thread.
  package static func pair(_ here: () -> Void, _ elsewhere: @escaping @Sendable () -> Void) {
    let end = DispatchSemaphore(value: 0)
    let isStarted = start {
      elsewhere()
      end.signal()
    }
    here()
    if isStarted { end.wait() } else { elsewhere() }
  }

  /// Does work on several threads, and waits for all.
  ///
  /// - Parameter watch: called on this thread ten times a second, and whenever a thread has ended; whether a tenth of a second has
  ///   passed or the last has ended, so that a report is due.
  package static func share(
    on threadCount: Int, _ work: @escaping @Sendable () -> Void, watch: (_ isDue: Bool) -> Void
  ) {
    let threadEnd = DispatchSemaphore(value: 0)
    for _ in 0..<threadCount {
      run {
        work()
        threadEnd.signal()
      }
    }
    var runningCount = threadCount
    while runningCount > 0 {
      let isTimeout = threadEnd.wait(timeout: .now() + .milliseconds(100)) == .timedOut
      if !isTimeout { runningCount -= 1 }
      watch(isTimeout || runningCount == 0)
    }
  }

  /// Sleeps for some 20 microseconds, in which other threads run.
  package static func pause() { usleep(20) }

  /// Starts a detached thread.
  ///
  /// - Returns: whether the system gave one.
  private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let work = Unmanaged.passRetained(Work(body))
    let failure = pthread_create(&thread, &attributes, perform, work.toOpaque())
    pthread_attr_destroy(&attributes)
    if failure != 0 { work.release() }
    return failure == 0
  }
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
