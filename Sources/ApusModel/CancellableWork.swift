// Work on a thread of its own that ends early where the task that waits for it is cancelled.

internal import ApusInference
internal import Synchronization

enum CancellableWork {
  private final class Flag: Sendable {
    let isRaised = Atomic<Bool>(false)
  }

  /// The value of work on a new thread.
  ///
  /// - Parameter work: is given a function that says whether the task was cancelled; what it returns then is the value.
  static func value<Value: Sendable>(
    _ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws(ModelError) -> Value
  ) async throws(ModelError) -> Value {
    let flag = Flag()
    let result = await withTaskCancellationHandler {
      do throws(ModelError) {
        return Result<Value, ModelError>.success(
          try await WorkerThread.value { () throws(ModelError) in
            try work { flag.isRaised.load(ordering: .relaxed) }
          })
      } catch { return .failure(error) }
    } onCancel: {
      flag.isRaised.store(true, ordering: .relaxed)
    }
    return try result.get()
  }
}
