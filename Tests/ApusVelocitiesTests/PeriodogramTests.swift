// Periodograms against Astropy, NumPy and simulated noise, and what must not change them.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct PeriodogramTests {
  private typealias Star = PeriodogramReference.Star

  private static let stars = (try? PeriodogramReference.load())?.sets ?? []

  @Test func `there are stars of one, two and three instruments, with and without trends`() {
    #expect(Self.stars.count == 8)
    #expect(
      Set(Self.stars.map(\.degree)) == [0, 1, 2] && Set(Self.stars.map { Set($0.instruments).count }) == [1, 2, 3])
  }

  @Test(arguments: stars) func `powers are those of least squares by other programs`(star: PeriodogramReference.Star)
    throws
  {
    let periodogram = try star.periodogram()
    #expect(periodogram.powers.count == star.count)
    let frequencies = periodogram.frequencies
    for (index, (frequency, power)) in try paired(star.indices, paired(star.frequencies, star.powers)) {
      #expect(abs(frequencies[index] - frequency) <= 1e-14 * frequency)
      #expect(abs(periodogram.powers[index] - power) < 1e-9, "\(index): \(periodogram.powers[index]), not \(power)")
    }
  }

  @Test(arguments: stars.filter { $0.falseAlarm != nil })
  func `false-alarm probabilities are Baluev's, and below the bound of Davies`(star: PeriodogramReference.Star) throws {
    let expected = try #require(star.falseAlarm)
    let alarm = try star.periodogram().falseAlarm
    #expect(alarm.freedom == star.times.count - Set(star.instruments).count - star.degree)
    for (index, power) in expected.power.enumerated() {
      let found = alarm.probability(of: power)
      #expect(abs(found / expected.baluev[index] - 1) < 1e-8, "\(power): \(found), not \(expected.baluev[index])")
      #expect(found <= expected.davies[index] * (1 + 1e-9))
    }
  }

  @Test(arguments: stars.filter { $0.simulated != nil })
  func `in simulated noise no more peaks are as high as the probability says`(star: PeriodogramReference.Star) throws {
    let alarm = try star.periodogram().falseAlarm
    let levels = try #require(star.simulated)
    #expect(levels.map(\.probability) == [0.1, 0.01])
    for level in levels {
      // The power that noise exceeded with this probability: what is said of it must not be less.
      let said = alarm.probability(of: level.power)
      #expect(said > level.probability - 3 * level.error, "\(level): \(said)")
      // Where seasons alias, peaks come in families, and the bound is several times the truth.
      let most = star.name == "four seasons" ? 5.0 : level.probability < 0.05 ? 2.0 : 2.5
      #expect(said < most * level.probability, "\(level): \(said)")
    }
  }

  @Test(arguments: stars.filter { $0.falseAlarm != nil })
  func `the power of a probability has that probability`(star: PeriodogramReference.Star) throws {
    let alarm = try star.periodogram().falseAlarm
    for exponent in 1...12 {
      let probability = pow(10, -Double(exponent))
      let power = alarm.power(of: probability)
      #expect(power > 0 && power < 1)
      #expect(abs(alarm.probability(of: power) / probability - 1) < 1e-9)
    }
    #expect(alarm.probability(of: 1) == 0)
  }

  /// What a parabola through three powers at 1/(6 span) leaves: 0.05 of a peak's width, 1e-2 of its height.
  @Test(arguments: stars.filter { $0.peak != nil })
  func `the highest peak is where a fine grid has it`(star: PeriodogramReference.Star) throws {
    let expected = try #require(star.peak)
    let periodogram = try star.periodogram()
    let peak = try #require(periodogram.peaks(3).first)
    let span = try star.table().span
    #expect(abs(1 / peak.period - expected.frequency) < 0.05 / span, "\(1 / peak.period), not \(expected.frequency)")
    #expect(abs(peak.power / expected.power - 1) < 0.01, "\(peak.power), not \(expected.power)")
    #expect(peak.falseAlarmProbability == periodogram.falseAlarm.probability(of: peak.power))
  }

  @Test(arguments: [3, 6, 20]) func `no peak lies within 1/span of a higher one`(oversampling: Int) throws {
    for star in Self.stars where star.times.count > 20 {
      let table = try star.table()
      let peaks = Periodogram(
        table, periods: star.shortest...star.longest, jitters: table.instruments.map { _ in 0 }, trend: star.trend,
        oversampling: oversampling
      ).peaks(30)
      #expect(peaks.count == 30)
      for (index, peak) in peaks.enumerated() {
        for higher in peaks[..<index] {
          // A place is moved by at most half a frequency by its parabola.
          let distance = abs(1 / peak.period - 1 / higher.period) * table.span
          #expect(distance > 1 - 1 / Double(oversampling) - 1e-9, "\(star.name): \(peak), \(higher)")
        }
      }
    }
  }

  @Test(arguments: stars) func `offsets of kilometres per second change nothing`(star: PeriodogramReference.Star) throws
  {
    let offsets = ["a": -6.7e3, "b": -33e3, "c": 12e3]
    let plain = try star.periodogram()
    let shifted = star.periodogram(of: try star.table(velocity: { $0 + (offsets[$1] ?? 0) }))
    for (a, b) in try paired(plain.powers, shifted.powers) { #expect(abs(a - b) < 1e-12, "\(a), \(b)") }
    #expect(plain.falseAlarm == shifted.falseAlarm)
  }

  /// Velocities are rounded to 1/65,536 of an error: powers of two scale that too, powers of ten do not.
  @Test(arguments: [(0x1p-20, 1e-12), (1e-6, 1e-5), (0x1p20, 1e-12), (1e6, 1e-5)])
  func `the unit of the velocities changes nothing`(scale: Double, tolerance: Double) throws {
    // In larger numbers than light's speed no file is read: without the stars with offsets of kilometres per second.
    let stars = Self.stars.filter { star in star.velocities.allSatisfy { abs($0) < 250 } }
    #expect(stars.count >= 5)
    for star in stars {
      let (plain, scaled) = (try star.periodogram(), star.periodogram(of: try star.table(scale: scale)))
      for (a, b) in try paired(plain.powers, scaled.powers) {
        #expect(abs(a - b) < tolerance, "\(star.name): \(a), \(b)")
      }
      #expect(abs(plain.falseAlarm.width / scaled.falseAlarm.width - 1) < tolerance)
    }
  }

  @Test func `an instrument with one velocity changes nothing`() throws {
    let star = try #require(Self.stars.first { $0.name == "two instruments" })
    let table = try PeriodogramReference.table(
      star.times + [star.times[3] + 20], star.velocities + [1234], star.errors + [0.01], star.instruments + ["alone"])
    let (plain, more) = (try star.periodogram(), star.periodogram(of: table))
    for (a, b) in try paired(plain.powers, more.powers) { #expect(abs(a - b) < 1e-11, "\(a), \(b)") }
    #expect(more.falseAlarm.freedom == plain.falseAlarm.freedom)
    #expect(abs(more.falseAlarm.width / plain.falseAlarm.width - 1) < 1e-12)
  }

  @Test func `three velocities are no evidence, and a period of which all have one phase is none`() throws {
    let few = try #require(Self.stars.first { $0.name == "three velocities" })
    let periodogram = try few.periodogram()
    #expect(periodogram.falseAlarm.freedom == 2)
    for peak in periodogram.peaks(5) { #expect(peak.falseAlarmProbability == 1) }
    // Whole days: at a frequency of 1 per day, the first of the grid, sine and cosine are constant.
    let phased = try #require(Self.stars.first { $0.name == "one phase" })
    #expect(try phased.periodogram().powers[0] == 0)
  }

  @Test func `velocities that offsets explain have no power`() throws {
    let table = try PeriodogramReference.table(
      (0..<20).map { Double($0 * $0) }, (0..<20).map { $0 < 12 ? 5 : -7 }, (0..<20).map { 1 + 0.1 * Double($0) },
      (0..<20).map { $0 < 12 ? "a" : "b" })
    let periodogram = Periodogram(table)
    #expect(periodogram.powers.allSatisfy { $0 == 0 })
    #expect(periodogram.peaks(3).isEmpty)
  }
}
