// How well velocities can measure the planets that are in them: the information matrix at the truth.

internal import Foundation

/// Standard errors at the true orbits, with all orbits, offsets and the trend free and the jitters known.
struct TruthInformation {
  /// Of each planet's K, in m/s; infinite where the velocities leave it open.
  let amplitudeErrors: [Double]
  /// Of each planet's ln P.
  let logPeriodErrors: [Double]

  /// When a star is observed, and how well.
  struct Schedule {
    let times: [Double]
    let instrumentIndices: [Int]
    /// The standard deviation of each velocity's noise, in m/s.
    let deviations: [Double]
    let hasTrend: Bool

    var span: Double { times[times.count - 1] - times[0] }
    var middle: Double { times[0] + 0.5 * span }
  }

  init(_ system: SyntheticSystem) {
    let deviations = system.errors.indices.map {
      hypot(system.errors[$0], system.instruments[system.instrumentIndices[$0]].jitter)
    }
    self.init(
      system.orbits,
      Schedule(
        times: system.times, instrumentIndices: system.instrumentIndices, deviations: deviations,
        hasTrend: system.trend != 0))
  }

  init(_ orbits: [SyntheticOrbit], _ schedule: Schedule) {
    var columns: [[Double]] = []
    for orbit in orbits {
      for (coordinate, step) in [1e-7, 1e-4 * orbit.amplitude, 1e-6, 1e-6, 1e-6].enumerated() {
        let up = orbit.moved(coordinate, by: step, about: schedule.middle)
        let down = orbit.moved(coordinate, by: -step, about: schedule.middle)
        columns.append(schedule.times.map { (up.velocity(at: $0) - down.velocity(at: $0)) / (2 * step) })
      }
    }
    for instrument in Set(schedule.instrumentIndices).sorted() {
      columns.append(schedule.instrumentIndices.map { $0 == instrument ? 1 : 0 })
    }
    if schedule.hasTrend { columns.append(schedule.times.map { ($0 - schedule.middle) / (0.5 * schedule.span) }) }
    let weights = schedule.deviations.map { 1 / ($0 * $0) }
    let variances = Self.variances(columns, weights)
    amplitudeErrors = orbits.indices.map { variances[5 * $0 + 1].squareRoot() }
    logPeriodErrors = orbits.indices.map { variances[5 * $0].squareRoot() }
  }

  /// The diagonal of (CᵀWC)⁻¹: for each column the inverse of what the others leave of its length (Gram and Schmidt, twice).
  private static func variances(_ columns: [[Double]], _ weights: [Double]) -> [Double] {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      weights.indices.reduce(0) { $0 + weights[$1] * a[$1] * b[$1] }
    }
    func minus(_ a: [Double], _ share: Double, _ b: [Double]) -> [Double] { zip(a, b).map { $0 - share * $1 } }
    return columns.indices.map { index in
      var basis: [[Double]] = []
      for other in columns.indices where other != index {
        let size = product(columns[other], columns[other])
        var rest = columns[other]
        for _ in 0..<2 { for unit in basis { rest = minus(rest, product(rest, unit), unit) } }
        let length = product(rest, rest)
        if length > 1e-20 * size, length > 0 { basis.append(rest.map { $0 / length.squareRoot() }) }
      }
      var rest = columns[index]
      for _ in 0..<2 { for unit in basis { rest = minus(rest, product(rest, unit), unit) } }
      return 1 / product(rest, rest)
    }
  }
}
