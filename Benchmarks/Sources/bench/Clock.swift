// Wall clock of the benchmark, and the start of the process.

import Foundation

/// Seconds of a clock that only runs forward.
enum Clock {
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds since the process was started, from the kernel's record; since the first call where there is none.
  static func sinceStart() -> Double {
    #if os(Linux)
      if let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
      {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        let uptime = Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        return uptime - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
      }
    #endif
    return now() - first
  }

  private static let first = now()
}
