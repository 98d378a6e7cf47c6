// Radial velocities of stars with planets.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

@Suite struct RadialVelocityTests {
  @Test func `a circular orbit moves as a cosine`() throws {
    let elements = KeplerianElements(
      period: [10.0].tensor, amplitude: [5.0].tensor, eccentricity: [0.0].tensor, argumentOfPeriastron: [0.4].tensor,
      phase: [0.3].tensor)
    let times = [0.0, 1.0, 2.5, 17.0]
    let velocities = try evaluate(radialVelocity(elements, times: times)).doubles
    for (time, velocity) in try paired(times, velocities) {
      #expect(abs(velocity - 5 * cos(2 * .pi * time / 10 + 0.3 + 0.4)) < 1e-13)
    }
  }
}
