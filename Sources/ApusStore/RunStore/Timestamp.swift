// The time of day as text.

internal import ApusSystem

enum Timestamp {
  /// The time now, as ISO 8601 writes it: `2026-11-30T14:05:09+00:00`.
  static var now: String {
    var seconds = time_t(secondsSince1970())
    var parts = tm()
    _ = gmtime_r(&seconds, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))+00:00"
  }
}
