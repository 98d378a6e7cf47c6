// Ticks at the beginnings of years, months and days on an axis of Julian dates.

package import ApusFigures

/// Calendar dates in a range of Julian dates, which differ from the barycentric ones by less than a picture shows.
package enum CalendarTicks {
  /// As many dates as a length in pixels has room for.
  package static func ticks(_ limits: Interval, length: Double) -> [Tick] {
    let span = limits.upper - limits.lower
    guard limits.lower > 2_086_000, limits.upper < 2_817_000, span > 0, length > 0 else { return [] }
    func fits(_ days: Double, _ pixels: Double) -> Bool { days / span * length >= pixels }
    let count = { (days: Double) in span / days }
    if count(365.25) >= 1.9 || fits(365.25, 200) && count(365.25) >= 1.5 {
      for step in [1, 2, 5, 10, 20, 50, 100, 200] where fits(365.25 * Double(step), 46) {
        return years(limits, step: step)
      }
      return []
    }
    if count(30.4) >= 1.9 {
      for step in [1, 2, 3, 6] where fits(30.4 * Double(step), 68) { return months(limits, step: step) }
    }
    for step in [1, 2, 5, 10, 20, 50] where fits(Double(step), 86) { return days(limits, step: step) }
    return []
  }

  private static func years(_ limits: Interval, step: Int) -> [Tick] {
    var year = date(limits.lower).year / step * step
    var ticks: [Tick] = []
    while julianDate(year: year, month: 1, day: 1) <= limits.upper {
      let start = julianDate(year: year, month: 1, day: 1)
      if start >= limits.lower { ticks.append(Tick(start, RichText("\(year)"))) }
      year += step
    }
    return ticks
  }

  private static func months(_ limits: Interval, step: Int) -> [Tick] {
    let first = date(limits.lower)
    var index = (first.year * 12 + first.month - 1) / step * step
    var ticks: [Tick] = []
    while true {
      let (year, month) = index.quotientAndRemainder(dividingBy: 12)
      let start = julianDate(year: year, month: month + 1, day: 1)
      if start > limits.upper { return ticks }
      if start >= limits.lower { ticks.append(Tick(start, RichText("\(year)-\(twoDigits(month + 1))"))) }
      index += step
    }
  }

  private static func days(_ limits: Interval, step: Int) -> [Tick] {
    // Midnights are half-way between whole Julian dates.
    var number = Int((limits.lower - 0.5).rounded(.up))
    number += (step - number % step) % step
    var ticks: [Tick] = []
    while Double(number) + 0.5 <= limits.upper {
      let day = date(Double(number) + 0.5)
      let label = "\(day.year)-\(twoDigits(day.month))-\(twoDigits(day.day))"
      ticks.append(Tick(Double(number) + 0.5, RichText(label)))
      number += step
    }
    return ticks
  }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The Julian date of a midnight of the Gregorian calendar after the year 0.
  ///
  /// Reference: Fliegel and van Flandern 1968 (CACM 11, 657).
  package static func julianDate(year: Int, month: Int, day: Int) -> Double {
    let shift = (month - 14) / 12
    let number =
      1461 * (year + 4800 + shift) / 4 + 367 * (month - 2 - 12 * shift) / 12
      - 3 * ((year + 4900 + shift) / 100) / 4 + day - 32075
    return Double(number) - 0.5
  }

  /// The Gregorian date at a Julian date.
  ///
  /// Reference: Fliegel and van Flandern 1968 (CACM 11, 657).
  package static func date(_ julianDate: Double) -> (year: Int, month: Int, day: Int) {
    var l = Int((julianDate + 0.5).rounded(.down)) + 68569
    let n = 4 * l / 146_097
    l -= (146_097 * n + 3) / 4
    let i = 4000 * (l + 1) / 1_461_001
    l += 31 - 1461 * i / 4
    let j = 80 * l / 2447
    return (100 * (n - 49) + i + j / 11, j + 2 - 12 * (j / 11), l - 2447 * j / 80)
  }
}
