// Ticks: where they stand, and that what is written at them is true.

import ApusFigures
import ApusTestSupport
import Testing

@Suite struct TickTests {
  private func room(_ limits: Interval, length: Double, isHorizontal: Bool = true, isLogarithmic: Bool = false)
    -> TickRoom
  {
    TickRoom(
      map: AxisMap(limits, isLogarithmic: isLogarithmic, start: 50, end: 50 + length), isHorizontal: isHorizontal,
      size: 11)
  }

  /// The number that a label means: its digits times the axis's power of ten, plus the axis's offset.
  private func meaning(_ label: RichText, _ ticks: TickSet) throws -> Double {
    let number = try #require(Double(label.plain.replacing("−", with: "-")))
    return number * Decimal(mantissa: 1, exponent: ticks.exponent).value + (ticks.offset?.value ?? 0)
  }

  private func expectNoOverlap(_ ticks: TickSet, _ room: TickRoom) {
    for (left, right) in zip(ticks.major, ticks.major.dropFirst()) {
      let distance = abs(room.map.pixel(right.value) - room.map.pixel(left.value))
      let needed =
        room.isHorizontal ? 0.5 * (left.label.width(size: 11) + right.label.width(size: 11)) + 4 : 12
      #expect(distance >= needed, "\(left.label.plain) and \(right.label.plain)")
    }
  }

  @Test func `linear ticks are round, equally spaced, inside, labelled truly and apart, at every scale`() throws {
    var numbers = TestNumbers(seed: 7)
    for _ in 0..<3000 {
      let scale = Decimal(mantissa: 1, exponent: numbers.integer(below: 40) - 20).value
      let center = numbers.element(of: [0, 0, 1, -3, 1000, 2.45e6]) * scale * numbers.uniform(0.5, 2)
      let half = scale * numbers.uniform(0.01, 10)
      let limits = Interval(center - half, center + half)
      let room = room(limits, length: numbers.uniform(60, 900), isHorizontal: numbers.integer(below: 2) == 0)
      let ticks = TickSet(linear: limits, room: room)
      #expect(ticks.major.count >= 1 && ticks.major.count <= 30, "\(limits) on \(room.map.length)")
      if room.map.length > 200 { #expect(ticks.major.count >= 2, "\(limits) on \(room.map.length)") }
      expectNoOverlap(ticks, room)
      for tick in ticks.major {
        #expect(limits.contains(tick.value))
        let written = try meaning(tick.label, ticks)
        #expect(abs(written - tick.value) <= 1e-9 * half + 4 * tick.value.ulp, "\(tick) in \(limits)")
      }
      for value in ticks.minor { #expect(limits.contains(value)) }
      let gaps = zip(ticks.major, ticks.major.dropFirst()).map { $1.value - $0.value }
      if let gap = gaps.first {
        for other in gaps { #expect(abs(other - gap) <= 1e-6 * gap) }
        let digit = gap / Decimal(mantissa: 1, exponent: Decimal.leadingExponent(gap * 1.000001)).value
        // Labels may stand at every second, third or fourth tick only.
        #expect([1, 1.5, 2, 3, 4, 5, 6, 8].contains { abs(digit - $0) < 1e-4 }, "step \(gap)")
      }
    }
  }

  @Test func `Julian dates get a round offset`() throws {
    let limits = Interval(2_450_000, 2_457_500)
    let ticks = TickSet(linear: limits, room: room(limits, length: 650))
    #expect(ticks.offset == Decimal(mantissa: 245, exponent: 4) || ticks.offset?.value == 2_450_000)
    #expect(ticks.major.map(\.label.plain) == ["0", "1000", "2000", "3000", "4000", "5000", "6000", "7000"])
    #expect(Axis("BJD", unit: "d").fullTitle(ticks).plain == "BJD − 2450000 [d]")
  }

  @Test func `large and small numbers get a power of ten`() {
    for (exponent, title) in [(19, "v [1019 m/s]"), (6, "v [106 m/s]"), (-6, "v [10−6 m/s]")] {
      let unit = Decimal(mantissa: 1, exponent: exponent).value
      let limits = Interval(0, 4 * unit)
      let ticks = TickSet(linear: limits, room: room(limits, length: 300))
      #expect(ticks.major.map(\.label.plain) == ["0", "1", "2", "3", "4"] || ticks.major.count > 5)
      #expect(Axis("v", unit: "m/s").fullTitle(ticks).plain == title)
    }
  }

  @Test func `ordinary numbers stay as they are`() {
    let limits = Interval(-20, 15)
    let ticks = TickSet(linear: limits, room: room(limits, length: 260, isHorizontal: false))
    #expect(ticks.major.map(\.label.plain) == ["−20", "−15", "−10", "−5", "0", "5", "10", "15"])
    #expect(ticks.offset == nil && ticks.exponent == 0)
    #expect(Set(ticks.minor).isSuperset(of: [-19, -14, 14]))
  }

  @Test func `logarithmic ticks are labelled truly and apart`() throws {
    var numbers = TestNumbers(seed: 9)
    for _ in 0..<1000 {
      let low = Decimal(mantissa: 1, exponent: numbers.integer(below: 24) - 12).value * numbers.uniform(1, 10)
      let limits = Interval(
        low, low * Decimal(mantissa: 1, exponent: numbers.integer(below: 15)).value * numbers.uniform(1.5, 9))
      let room = room(limits, length: numbers.uniform(150, 800), isLogarithmic: true)
      let ticks = TickSet(logarithmic: limits, room: room)
      #expect(ticks.major.count >= 1, "\(limits)")
      expectNoOverlap(ticks, room)
      for tick in ticks.major {
        #expect(limits.contains(tick.value))
        let written = try number(tick.label, ticks)
        #expect(abs(written - tick.value) <= 1e-9 * tick.value, "\(tick) in \(limits)")
      }
      #expect(Set(ticks.minor).isDisjoint(with: ticks.major.map(\.value)))
    }
  }

  /// The number that a label of a logarithmic axis means: 20, 10⁻⁶ or 2 × 10⁻⁶.
  private func number(_ label: RichText, _ ticks: TickSet) throws -> Double {
    guard let exponent = label.runs.first(where: { $0.style == .raised }) else { return try meaning(label, ticks) }
    let power = Decimal(mantissa: 1, exponent: try #require(Int(exponent.text.replacing("−", with: "-")))).value
    let parts = label.runs.map(\.text).joined(separator: "|").split(separator: "|")[0].split(separator: " ")
    return try parts.count > 1 ? #require(Double(parts[0])) * power : power
  }

  @Test func `periods have powers of ten in full`() {
    let limits = Interval(0.5, 20_000)
    let ticks = TickSet(logarithmic: limits, room: room(limits, length: 600, isLogarithmic: true))
    #expect(ticks.major.map(\.label.plain) == ["1", "10", "100", "1000", "10000"])
    #expect(ticks.minor.contains(0.6) && ticks.minor.contains(20_000))
  }

  @Test func `limits that hardly differ have ticks all the same, or none`() {
    for limits in [
      Interval(1e16, 1e16 + 4), Interval(1, 1.0.nextUp), Interval(-1e308, 1e308), Interval(0, 1e-300),
      Interval(0, 5e-324),
    ] {
      let ticks = TickSet(linear: limits, room: room(limits, length: 300))
      for tick in ticks.major { #expect(limits.contains(tick.value)) }
    }
  }

  @Test func `constant data get room on both sides`() {
    #expect(Interval(0, 0).padded(below: 0.1, above: 0.1) == Interval(-1, 1))
    let five = Interval(5, 5).padded(below: 0.1, above: 0.1)
    #expect(five.lower < 5 && five.upper > 5)
    let day = Interval(2_450_000.5, 2_450_000.5).padded(below: 0.1, above: 0.1, minimumSpan: 2)
    #expect(day == Interval(2_449_999.5, 2_450_001.5))
    let vast = Interval(-1.7e308, 1.7e308).padded(below: 0.1, above: 0.1)
    #expect(vast.lower.isFinite && vast.upper.isFinite)
  }
}
