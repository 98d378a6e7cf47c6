// The search's orbits: velocities and derivatives against mpmath, and least squares that find a noiseless orbit again.

import ApusTestSupport
import ApusVelocities
import Foundation
import Testing

@Suite struct SearchOrbitTests {
  @Test func `velocities and derivatives are those of mpmath`() throws {
    let rows = try PeriodogramReference.load().orbits
    #expect(rows.count > 100 && Set(rows.map(\.eccentricity)).count == 9)
    for row in rows {
      var orbit = SearchOrbit(period: 1, amplitude: row.orbit[1], eccentricity: 0, omega: 0, meanAnomaly: 0)
      (orbit.logPeriod, orbit.eCosOmega, orbit.eSinOmega) = (row.orbit[0], row.orbit[2], row.orbit[3])
      orbit.longitude = row.orbit[4]
      let velocity = SearchVelocity(orbit)
      // A rounding of the phase, times the steepest slope of the velocity: 1/(1 − e)² and more where it is turned into E.
      let rest = 1 - row.eccentricity
      let turns = abs(row.time) / exp(row.orbit[0])
      let rounding = 2e-15 * (1 + 2 * turns) / (rest * rest)
      #expect(
        abs(velocity.value(at: row.time) - row.velocity) < row.orbit[1] * (1e-13 + rounding), "\(row)")
      let found = velocity.derivatives(at: row.time)
      let sizes = [row.orbit[1], 1, row.orbit[1], row.orbit[1], row.orbit[1]]
      // Near the circle e itself is cancelled, or left out below 1e-7.
      let near = row.eccentricity < 1e-7 ? 1e-8 : 1e-15 / max(row.eccentricity, 1e-7)
      for (index, value) in [found.0, found.1, found.2, found.3, found.4].enumerated() {
        let expected = row.derivatives[index]
        let size = sizes[index] + abs(expected)
        #expect(
          abs(value - expected) < size * (1e-11 + 10 * near + 20 * rounding / rest), "\(index): \(value), \(row)")
      }
    }
  }

  @Test func `least squares find a noiseless orbit of two planets from a start 0.1 % off`() throws {
    let system = try PeriodogramReference.load().twoPlanets
    let table = try PeriodogramReference.table(
      system.times, system.velocities, system.times.map { _ in 1 }, system.instruments)
    let data = SearchData(table)
    var start = OrbitSolution(data)
    start.jitters = [0, 0]
    start.offsets = [0, 0]
    start.orbits = system.planets.map { planet in
      SearchOrbit(
        period: 1.001 * planet.period, amplitude: 0.999 * planet.amplitude, eccentricity: 1.001 * planet.eccentricity,
        omega: 0.999 * planet.omega, meanAnomaly: 1.001 * (planet.longitude - planet.omega))
    }
    let found = OrbitFit(data: data).refined(start, tolerance: 0)
    for (orbit, planet) in try paired(found.orbits, system.planets) {
      #expect(abs(exp(orbit.logPeriod) / planet.period - 1) < 1e-9)
      #expect(abs(orbit.amplitude / planet.amplitude - 1) < 1e-9)
      #expect(abs(orbit.eCosOmega - planet.eccentricity * cos(planet.omega)) < 1e-9)
      #expect(abs(orbit.eSinOmega - planet.eccentricity * sin(planet.omega)) < 1e-9)
      #expect(abs(remainder(orbit.longitude - planet.longitude, 2 * .pi)) < 1e-9)
    }
    #expect(found.jitters == [0, 0])
  }
}
