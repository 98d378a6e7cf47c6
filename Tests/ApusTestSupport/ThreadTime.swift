// The processor time of the calling thread: what work costs, however busy the machine is.

import Foundation

/// A span of processor time of one thread.
public enum ThreadTime {
  /// The seconds of processor time that the calling thread has used.
  public static var seconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
  }

  /// The seconds of processor time that `body` takes on the calling thread.
  public static func measure(_ body: () throws -> Void) rethrows -> Double {
    let start = seconds
    try body()
    return seconds - start
  }
}
