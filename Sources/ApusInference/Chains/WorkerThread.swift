// A thread of the system, which may block, with a stack that is large enough for any density.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Dispatch

package enum WorkerThread {
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Runs work on a new thread with a stack of 8 MiB; on the caller's where the system gives no thread.
  static func run(_ body: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(body))
    if !start(work.toOpaque()) { work.takeRetainedValue().body() }
  }

  /// Does work on several threads, and waits for all.
  ///
  /// - Parameter watch: called on this thread ten times a second, and whenever a thread has ended; whether a tenth of a second has
  ///   passed or the last has ended, so that a report is due.
  static func share(
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

  /// The value of work on a new thread, so that no thread of the concurrent code is blocked.
  ///
  /// Cancelling the task raises ``StopFlag/current`` of that thread: the runs that the work starts end early, and what there is
  /// then is the value.
  package static func cancellable<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let flag = StopFlag()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
        run {
          StopFlag.$current.withValue(flag) {
            continuation.resume(returning: Result { () throws(Failure) in try work() })
          }
        }
      }
    } onCancel: {
      flag.raise()
    }
    return try result.get()
  }

  /// Starts a detached thread that performs work, and releases it.
  private static func start(_ work: UnsafeMutableRawPointer) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    pthread_attr_setstacksize(&attributes, 8 << 20)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let failure = pthread_create(&thread, &attributes, perform, work)
    pthread_attr_destroy(&attributes)
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
