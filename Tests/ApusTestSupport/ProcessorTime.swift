// Processor time of a piece of work, for tests of speed on machines that others use too.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The least processor time of this thread over three runs, in seconds: what else the machine does hardly counts.
public func processorTime(_ body: () throws -> Void) rethrows -> Double {
  var least = Double.infinity
  for _ in 0..<3 {
    let start = threadClock()
    try body()
    least = min(least, threadClock() - start)
  }
  return least
}

/// The processor time of this thread so far, in seconds.
public func threadSeconds() -> Double { threadClock() }

private func threadClock() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
