// Work on threads of its own, which may block.

internal import ApusSystem
internal import Dispatch

package enum WorkerThread {
  static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Runs work on a new thread; on the caller's where the system gives none.
  static func run(_ body: @escaping @Sendable () -> Void) {
    if let thread = SystemThread(body) { thread.detach() } else { body() }
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
}
