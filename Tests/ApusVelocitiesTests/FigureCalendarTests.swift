// Calendar dates of Julian dates, against Foundation's calendar.

import ApusFigures
import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct FigureCalendarTests {
  private var calendar: Calendar {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
    return calendar
  }

  /// The Julian date of the epoch of Foundation's clock that counts from 1970.
  private static let epoch = 2_440_587.5

  @Test func `dates and Julian dates agree with Foundation's calendar after 1600`() {
    var numbers = TestNumbers(seed: 1)
    for _ in 0..<2000 {
      let days = numbers.integer(below: 500_000) - 130_000
      let date = Date(timeIntervalSince1970: Double(days) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let julian = Self.epoch + Double(days)
      let own = CalendarTicks.date(julian)
      #expect([own.year, own.month, own.day] == [parts.year, parts.month, parts.day])
      #expect(CalendarTicks.julianDate(year: own.year, month: own.month, day: own.day) == julian)
    }
    #expect(CalendarTicks.julianDate(year: 2000, month: 1, day: 1) == 2_451_544.5)
  }

  @Test func `ticks are true dates within the limits, with room for their labels`() throws {
    var numbers = TestNumbers(seed: 2)
    for _ in 0..<500 {
      let start = numbers.uniform(2_440_000, 2_470_000)
      let span = exp(numbers.uniform(log(3), log(20_000)))
      let (limits, length) = (Interval(start, start + span), numbers.uniform(400, 900))
      let ticks = CalendarTicks.ticks(limits, length: length)
      #expect(ticks.count >= 1, "\(limits)")
      for tick in ticks {
        #expect(limits.contains(tick.value))
        let date = Date(timeIntervalSince1970: (tick.value - Self.epoch) * 86_400)
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let written = tick.label.plain.split(separator: "-").compactMap { Int($0) }
        let padded = written + [1, 1].prefix(3 - written.count)
        #expect([parts.year, parts.month, parts.day, parts.hour, parts.minute] == padded + [0, 0])
      }
      for (left, right) in zip(ticks, ticks.dropFirst()) {
        let distance = (right.value - left.value) / span * length
        #expect(distance > 0.5 * (left.label.width(size: 11) + right.label.width(size: 11)))
      }
    }
  }

  @Test func `there are none outside of what a calendar of observations can be`() {
    #expect(CalendarTicks.ticks(Interval(0, 1e4), length: 500).isEmpty)
    #expect(CalendarTicks.ticks(Interval(2_450_000, 1e19), length: 500).isEmpty)
    #expect(CalendarTicks.ticks(Interval(2_450_000, 2_450_000), length: 500).isEmpty)
  }
}
