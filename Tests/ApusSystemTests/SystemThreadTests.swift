// Tests of the system's threads: work is done elsewhere, and joining waits for it.

import ApusSystem
import Synchronization
import Testing

@Suite struct SystemThreadTests {
  @Test func `work is done on another thread, and joining waits for its end`() throws {
    let place = Mutex<[String]>([])
    let thread = try #require(
      SystemThread {
        usleep(20_000)
        place.withLock { $0.append(Self.here) }
      })
    thread.join()
    let places = place.withLock { $0 }
    #expect(places.count == 1 && places != [Self.here])
  }

  @Test func `a thread has room for eight mebibytes`() throws {
    let sum = Mutex(0)
    let thread = try #require(
      SystemThread {
        let total = withUnsafeTemporaryAllocation(byteCount: 7 << 20, alignment: 16) { bytes in
          bytes.initializeMemory(as: UInt8.self, repeating: 1)
          return bytes.reduce(0) { $0 + Int($1) }
        }
        sum.withLock { $0 = total }
      })
    thread.join()
    #expect(sum.withLock { $0 } == 7 << 20)
  }

  @Test func `work of a detached thread is done too`() throws {
    let isDone = Mutex(false)
    try #require(SystemThread { isDone.withLock { $0 = true } }).detach()
    let start = ContinuousClock.now
    while !isDone.withLock({ $0 }), ContinuousClock.now - start < .seconds(10) { usleep(1000) }
    #expect(isDone.withLock { $0 })
  }

  /// What tells threads apart.
  private static var here: String { "\(pthread_self())" }
}
