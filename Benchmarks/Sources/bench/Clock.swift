// Wall clock of the benchmark, and the start of the process.

import Foundation

/// Seconds of a clock that only runs forward.
enum Clock {
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Notes that the process begins its work; see ``sinceStart()``.
  static func begin() { _ = first }

  /// Seconds since the process was started.
  ///
  /// The kernel's record of the start is rounded down to a tick of 10 ms. Within that tick the start is where the processor
  /// time says that the process had used at ``begin()``.
  static func sinceStart() -> Double {
    let (present, sinceBoot) = (now(), uptime)
    let elapsed = present - first.time + first.used
    guard let start = recordedStart else { return elapsed }
    let recorded = sinceBoot - start
    return min(max(elapsed, recorded - 1 / Double(sysconf(Int32(_SC_CLK_TCK)))), recorded)
  }

  private static var uptime: Double {
    var time = timespec()
    #if os(Linux)
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The tick in which the kernel started the process, in seconds since it booted; nil where there is no record.
  private static var recordedStart: Double? {
    #if os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
      else { return nil }
      return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    #else
      return nil
    #endif
  }

  /// The time of ``begin()``, and the processor time that had been used then.
  private static let first: (time: Double, used: Double) = {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    return (now(), Double(used.tv_sec) + Double(used.tv_nsec) * 1e-9)
  }()
}
