// A task that is cancelled by what runs in it, not by another task.

import Synchronization

/// The value of `work` in a task of its own, which ends early once `work` has called the function it gets, from any thread.
///
/// A task that sleeps and then cancels another one starves where tests block the few threads of concurrent code.
package func cancelledFromWithin<Value: Sendable>(
  _ work: @escaping @Sendable (_ cancel: @escaping @Sendable () -> Void) async throws -> Value
) async throws -> Value {
  let held = Held<Value>()
  let task = Task { try await work { held.task.withLock { $0?.cancel() } } }
  held.task.withLock { $0 = task }
  return try await task.value
}

private final class Held<Value: Sendable>: Sendable {
  let task = Mutex<Task<Value, any Error>?>(nil)
}
