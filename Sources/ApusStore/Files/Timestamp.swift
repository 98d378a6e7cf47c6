// The time as files write it.

internal import ApusSystem

enum Timestamp {
  /// The time in UTC by ISO 8601, to the microsecond: `2026-11-30T14:05:09.120000+00:00`.
  static var now: String {
    var time = timeval()
    gettimeofday(&time, nil)
    return text(seconds: time.tv_sec, microseconds: Int(time.tv_usec))
  }

  static func text(seconds: Int, microseconds: Int) -> String {
    var seconds = time_t(seconds)
    var date = tm()
    gmtime_r(&seconds, &date)
    func digits(_ number: Int, _ count: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let day = [digits(Int(date.tm_year) + 1900, 4), digits(Int(date.tm_mon) + 1, 2), digits(Int(date.tm_mday), 2)]
    let hour = [date.tm_hour, date.tm_min, date.tm_sec].map { digits(Int($0), 2) }
    return "\(day.joined(separator: "-"))T\(hour.joined(separator: ":")).\(digits(microseconds, 6))+00:00"
  }
}
