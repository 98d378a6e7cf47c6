// Work on a thread of its own for concurrent code, which must not be blocked.

internal import ApusSystem

/// The value of work on a new thread, so that no thread of the concurrent code is blocked.
///
/// Cancelling the task raises ``StopFlag/current`` of that thread: the runs that the work starts end early, and what there is
/// then is the value.
package func cancellable<Value: Sendable, Failure: Error>(
  _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
  let flag = StopFlag()
  let result = await withTaskCancellationHandler {
    await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, Failure>, Never>) in
      WorkerThread.run {
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
