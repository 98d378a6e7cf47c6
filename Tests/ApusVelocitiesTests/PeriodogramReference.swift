// Periodograms of Scripts/reference/periodogram.py: data, powers, false-alarm probabilities and orbits by other programs.

import ApusTestSupport
import ApusVelocities
import Testing

/// The content of `Tests/Reference/periodogram.json`.
struct PeriodogramReference: Decodable, Sendable {
  struct FalseAlarms: Decodable, Sendable { let power, baluev, davies: [Double] }
  struct Simulated: Decodable, Sendable { let probability, power, error: Double }
  struct Peak: Decodable, Sendable { let frequency, power: Double }

  /// A star, its powers at the frequencies of some indices, and more where it has enough velocities.
  struct Star: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let times, velocities, errors: [Double]
    let instruments: [String]
    let degree: Int
    let shortest, longest: Double
    let count: Int
    let indices: [Int]
    let frequencies, powers: [Double]
    let falseAlarm: FalseAlarms?
    let simulated: [Simulated]?
    let peak: Peak?

    var testDescription: String { name }
    var trend: Trend { [Trend.none, .linear, .quadratic][degree] }

    func table(velocity: (Double, String) -> Double = { value, _ in value }, scale: Double = 1) throws -> VelocityTable
    {
      try PeriodogramReference.table(
        times, zip(velocities, instruments).map { scale * velocity($0, $1) }, errors.map { scale * $0 }, instruments)
    }

    func periodogram(of table: VelocityTable) -> Periodogram {
      Periodogram(
        table, periods: shortest...longest, jitters: table.instruments.map { _ in 0 }, trend: trend)
    }

    func periodogram() throws -> Periodogram { periodogram(of: try table()) }
  }

  /// A velocity and its derivatives by ln P, K, e cos ω, e sin ω, λ.
  struct Slopes: Decodable, Sendable {
    let orbit, derivatives: [Double]
    let eccentricity, time, velocity: Double
  }

  struct Planet: Decodable, Sendable { let period, amplitude, eccentricity, omega, longitude: Double }
  struct System: Decodable, Sendable {
    let times, velocities: [Double]
    let instruments: [String]
    let planets: [Planet]
  }

  let sets: [Star]
  let orbits: [Slopes]
  let twoPlanets: System

  /// A table of the numbers, read from their shortest text.
  static func table(
    _ times: [Double], _ velocities: [Double], _ errors: [Double], _ instruments: [String]
  ) throws -> VelocityTable {
    let rows = times.indices.map { "\(times[$0]),\(velocities[$0]),\(errors[$0]),\(instruments[$0])" }
    let text = "time,velocity_m_s,error_m_s,instrument\n" + rows.joined(separator: "\n") + "\n"
    return try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "v.csv")]).table
  }

  static func load() throws -> PeriodogramReference { try Reference.load("periodogram") }
}
