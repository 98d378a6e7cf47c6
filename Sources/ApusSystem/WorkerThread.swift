// Work on threads of its own, which may block.

internal import Dispatch

package enum WorkerThread {
  /// Runs work on a new thread; on the caller's where the system gives none.
  package static func run(_ body: @escaping @Sendable () -> Void) {
    if let thread = SystemThread(body) { thread.detach() } else { body() }
  }

  /// Does two pieces of work at once, the second one on a new thread, and waits for both; one after the other where the system
  /// gives no thread.
  package static func pair(_ here: () -> Void, _ elsewhere: @escaping @Sendable () -> Void) {
    let thread = SystemThread(elsewhere)
    here()
    if let thread { thread.join() } else { elsewhere() }
  }

  /// What a function makes of items, in their order: of every other one on a new thread.
  package static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ transform: @escaping @Sendable (Item) -> Result
  ) -> [Result] {
    guard items.count > 1 else { return items.map(transform) }
    let results = UnsafeMutableBufferPointer<Result?>.allocate(capacity: items.count)
    results.initialize(repeating: nil)
    defer {
      results.deinitialize()
      results.deallocate()
    }
    nonisolated(unsafe) let shared = results
    @Sendable func fill(_ first: Int) {
      for index in stride(from: first, to: items.count, by: 2) { shared[index] = transform(items[index]) }
    }
    pair({ fill(0) }, { fill(1) })
    return results.compactMap { $0 }
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
}
