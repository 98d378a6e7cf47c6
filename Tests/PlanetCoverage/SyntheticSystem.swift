// A star with planets that are known, and the velocities that spectrographs would measure: made from a seed and a number.

internal import ApusRandom
internal import ApusVelocities
internal import Foundation

/// A synthetic star.
struct SyntheticSystem: Sendable {
  /// Where eccentricities come from.
  enum Eccentricities: String, Sendable, Encodable {
    /// The prior of the fit, Kipping's beta(0.867, 3.03), cut at 0.9.
    case kipping
    /// Uniform up to 0.9.
    case uniform
  }

  struct Instrument: Sendable {
    let name: String
    /// γ, and the jitter, in m/s.
    let offset, jitter: Double
  }

  let number: Int
  let eccentricities: Eccentricities
  let orbits: [SyntheticOrbit]
  let instruments: [Instrument]
  let times, velocities, errors: [Double]
  let instrumentIndices: [Int]
  /// The velocity of a linear trend at half the span after the middle of the times; 0 without one.
  let trend: Double
  /// The scale of what the velocities can show: 1/√Σ1/(error² + jitter²).
  let scale: Double

  var count: Int { times.count }
  var span: Double { times[count - 1] - times[0] }
  var middle: Double { times[0] + 0.5 * span }

  /// - Parameter amplitudes: the least and the greatest K of a planet, in units of its error; log-uniform between.
  init(seed: UInt64, number: Int, amplitudes: ClosedRange<Double>) {
    var random = Philox4x64(seed: seed, stream: UInt64(number))
    self.number = number
    eccentricities = number.isMultiple(of: 2) ? .kipping : .uniform
    func logUniform(_ low: Double, _ high: Double) -> Double { low * pow(high / low, random.uniform()) }
    let years = 1 + 14 * random.uniform()
    let count = Int(logUniform(30, 300).rounded())
    times = SyntheticSchedule(count: count, years: years, &random).times
    let (first, span) = (times[0], times[count - 1] - times[0])
    let places = Self.instrumentPlaces(count, &random)
    instrumentIndices = places
    let typicalErrors = (0...(places.max() ?? 0)).map { _ in logUniform(0.5, 10) }
    instruments = typicalErrors.enumerated().map { index, error in
      Instrument(
        name: ["ALPHA", "BETA", "GAMMA"][index], offset: 20_000 * random.standardNormal(),
        jitter: error * logUniform(0.3, 3))
    }
    errors = places.map { typicalErrors[$0] * (0.7 + 0.6 * random.uniform()) }
    let deviations = zip(errors, places).map { [instruments] in hypot($0, instruments[$1].jitter) }
    scale = 1 / deviations.reduce(0) { $0 + 1 / ($1 * $1) }.squareRoot()
    trend = random.uniform() < 0.15 ? (random.uniform() < 0.5 ? -1 : 1) * scale * logUniform(3, 60) : 0
    let schedule = TruthInformation.Schedule(
      times: times, instrumentIndices: places, deviations: deviations, hasTrend: trend != 0)
    orbits = Self.orbits(1 + random.integer(below: 3), eccentricities, schedule, 4 * scale, amplitudes, &random)
    var velocities: [Double] = []
    for (row, time) in times.enumerated() {
      let planets = orbits.reduce(0) { $0 + $1.velocity(at: time) }
      let drift = trend * (time - first - 0.5 * span) / (0.5 * span)
      let noise = deviations[row] * random.standardNormal()
      velocities.append(instruments[places[row]].offset + planets + drift + noise)
    }
    self.velocities = velocities
  }

  /// The instrument of each of so many times: one after the other, or beside each other; each has three at least.
  private static func instrumentPlaces(_ count: Int, _ random: inout Philox4x64) -> [Int] {
    let instrumentCount = 1 + random.integer(below: 3)
    let isSequence = random.uniform() < 0.5
    while true {
      let shares = (0..<instrumentCount).map { _ in 0.1 + random.uniform() }
      let bounds = shares.indices.map { shares[0...$0].reduce(0, +) / shares.reduce(0, +) }
      let places = (0..<count).map { row in
        let share = isSequence ? (Double(row) + 0.5) / Double(count) : random.uniform()
        return bounds.firstIndex { share < $0 } ?? instrumentCount - 1
      }
      if (0..<instrumentCount).allSatisfy({ place in places.count { $0 == place } >= 3 }) {
        // Numbered as they appear.
        let order = places.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
        return places.compactMap { order.firstIndex(of: $0) }
      }
    }
  }

  /// Orbits that keep a distance, of amplitudes that the velocities can measure, in units of their errors.
  ///
  /// Eccentricities are drawn once, and periods and angles until they fit, so that the former keep their density; those that none fit
  /// are drawn anew. The largest error of an amplitude rises by a fiftieth with each attempt, since some times suit no orbits.
  private static func orbits(
    _ count: Int, _ source: Eccentricities, _ schedule: TruthInformation.Schedule, _ largestError: Double,
    _ amplitudes: ClosedRange<Double>, _ random: inout Philox4x64
  ) -> [SyntheticOrbit] {
    func logUniform(_ low: Double, _ high: Double) -> Double { low * pow(high / low, random.uniform()) }
    func eccentricity() -> Double {
      var e = 1.0
      while e > 0.9 { e = source == .kipping ? random.beta(0.867, 3.03) : 0.9 * random.uniform() }
      return e
    }
    func isApart(_ orbits: [SyntheticOrbit]) -> Bool {
      orbits.indices.allSatisfy { a in orbits.indices.allSatisfy { $0 >= a || orbits[a].isApart(from: orbits[$0]) } }
    }
    var eccentricities = (0..<count).map { _ in eccentricity() }
    var largestError = largestError
    for attempt in 1... {
      if attempt.isMultiple(of: 2000) { eccentricities = (0..<count).map { _ in eccentricity() } }
      var orbits = eccentricities.map { e in
        let period = logUniform(1.5, 3 * schedule.span)
        return SyntheticOrbit(
          period: period, amplitude: 1, eccentricity: e, omega: 2 * .pi * random.uniform(),
          periastron: schedule.times[0] + period * random.uniform())
      }
      guard orbits.allSatisfy(\.isOutsideOfStar), isApart(orbits) else { continue }
      // An amplitude's error does not depend on amplitudes.
      let errors = TruthInformation(orbits, schedule).amplitudeErrors
      guard errors.allSatisfy({ $0 < largestError }) else {
        largestError *= 1.02
        continue
      }
      for index in orbits.indices {
        orbits[index].amplitude = errors[index] * logUniform(amplitudes.lowerBound, amplitudes.upperBound)
      }
      return orbits.sorted { $0.amplitude > $1.amplitude }
    }
    return []
  }

  /// The velocities as `apus fit rv` would read them from a file.
  ///
  /// - Throws: ``VelocityError``.
  func table() throws -> VelocityTable {
    try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "system \(number)")]).table
  }

  /// The file.
  var text: String {
    let rows = times.indices.map { row in
      "\(times[row]),\(velocities[row]),\(errors[row]),\(instruments[instrumentIndices[row]].name)\n"
    }
    return "BJD,rv [m/s],error [m/s],instrument\n" + rows.joined()
  }
}
