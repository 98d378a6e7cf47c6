// Planets of like amplitude hide each other in few velocities; none of them is found alone.

import ApusRandom
import ApusVelocities
import Foundation
import Testing

@Suite struct HiddenPlanetsTests {
  private struct Orbit {
    let period, amplitude, eccentricity, omega, periastron: Double

    /// The star's velocity, Kepler's equation solved by bisection.
    func velocity(at time: Double) -> Double {
      let turns = (time - periastron) / period
      let M = 2 * Double.pi * (turns - turns.rounded())
      var (low, high) = (M - eccentricity, M + eccentricity)
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if middle - eccentricity * sin(middle) < M { low = middle } else { high = middle }
      }
      let half = 0.25 * (low + high)
      let f = 2 * atan2((1 + eccentricity).squareRoot() * sin(half), (1 - eccentricity).squareRoot() * cos(half))
      return amplitude * (cos(omega + f) + eccentricity * cos(omega))
    }
  }

  /// A star of three planets whose amplitudes are nearly the same, observed in seasons by two instruments.
  private static func table(_ seed: UInt64, _ orbits: [Orbit]) throws -> VelocityTable {
    var random = Philox4x64(seed: seed, stream: 0)
    var text = "time,velocity,error,instrument\n"
    var times: [Double] = []
    while times.count < 44 {
      let night = (1700 * random.uniform()).rounded(.down)
      guard night.truncatingRemainder(dividingBy: 365) < 240 else { continue }
      times.append(2_455_000 + night + 0.4 * random.uniform())
    }
    for (row, time) in times.sorted().enumerated() {
      let isFirst = row < 20
      let velocity =
        orbits.reduce(isFirst ? -12_000 : 8000) { $0 + $1.velocity(at: time) } + 1.5 * random.standardNormal()
      text += "\(time),\(velocity),1.5,\(isFirst ? "A" : "B")\n"
    }
    return try VelocityTable.read([VelocitySource(bytes: Array(text.utf8), file: "star")]).table
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func `planets that hide each other are found together`(seed: UInt64) throws {
    var random = Philox4x64(seed: seed, stream: 1)
    let orbits = zip([4.2, 31, 214], [24.0, 22, 20]).map { period, amplitude in
      Orbit(
        period: period * (1 + 0.2 * random.uniform()), amplitude: amplitude, eccentricity: 0.3 * random.uniform(),
        omega: 2 * .pi * random.uniform(), periastron: 2_455_000 + period * random.uniform())
    }
    let table = try Self.table(seed, orbits)
    let search = PlanetSearch(table)
    let found = search.orbits.map(\.period).sorted()
    #expect(found.count == 3, "\(found)")
    for (orbit, period) in zip(orbits, found) {
      #expect(abs(1 / period - 1 / orbit.period) < 0.5 / table.span, "\(period) d, not \(orbit.period) d")
    }
  }

  // With P/2 and P, both eccentric, and with a signal of a year, the likelihood is greater: such planets would meet.
  @Test(arguments: [("stars/hd80606.csv", 1), ("stars/upsand.csv", 3)])
  func `orbits that cross each other are no planets`(file: String, count: Int) throws {
    let search = PlanetSearch(try KnownStarsTests.table(file))
    #expect(search.planetCount == count, "\(search.orbits)")
  }

  @Test func `of an orbit that the velocities see a part of it is said`() throws {
    let orbit = Orbit(period: 2600, amplitude: 40, eccentricity: 0.1, omega: 1, periastron: 2_455_300)
    let table = try Self.table(3, [orbit])
    let search = PlanetSearch(table)
    let model = try RadialVelocityModel(table, search)
    var sampling = RadialVelocityFit.Settings()
    (sampling.draws, sampling.warmup, sampling.chains) = (300, 400, 2)
    let fit = try RadialVelocityFit(model, sampling)
    let sentences = FitConcerns(fit, search, model.quantities(fit.posterior.draws)).sentences
    #expect(
      sentences.contains { $0.hasPrefix("The velocities cover ") && $0.contains("of an orbit of b") }, "\(sentences)")
  }
}
