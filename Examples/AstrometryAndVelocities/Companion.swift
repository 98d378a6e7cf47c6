// The mass of a companion, without a model of stars: its orbit on the sky gives the sum of the masses, velocities its share.

import Apus
import ApusOrbits
import ApusProgram
import Foundation

/// Noise of a fixed seed: the sum of twelve uniform numbers, less 6.
struct Noise {
  var state: UInt64

  mutating func next() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return sum + Double(state >> 11) * 0x1p-53
    }
  }
}

/// A star and its companion: years, radians, solar masses, mas.
struct Pair {
  var period, periastron, e, omega, node, inclination, mass, companion, parallax: Tensor

  /// The companion's place beside the star in mas.
  func position(_ times: [Double]) -> SkyPosition {
    let constants = ThieleInnes(
      semiMajorAxis: parallax * axis, argumentOfPeriastron: omega, ascendingNode: node, inclination: inclination)
    return relativePosition(constants, period: period, periastronTime: periastron, eccentricity: e, times: times)
  }

  /// The star's velocity in m/s; the star's ω is the companion's + π.
  func velocity(_ times: [Double]) -> Tensor {
    // An astronomical unit in a Julian year is 4740.47 m/s.
    let speed = 2 * Double.pi * 4740.47 * axis / period / sqrt(1 - e.squared())
    let elements = KeplerianElements(
      period: period, amplitude: speed * sin(inclination) * companion / (mass + companion), eccentricity: e,
      argumentOfPeriastron: omega + Double.pi, phase: -2 * Double.pi * periastron / period)
    return radialVelocity(elements, times: times)
  }

  /// The semi-major axis in astronomical units, by Kepler's third law.
  private var axis: Tensor { cbrt((mass + companion) * period.squared()) }
}

@main struct Companion: ModelProgram {
  let skyTimes = (0..<14).map { 0.7 * Double($0) }
  let velocityTimes = (0..<40).map { 0.31 * Double($0) - 2 }
  let skyError = 2.0
  let velocityError = 5.0

  func model() throws -> Model {
    let truth = Pair(
      period: 15, periastron: 4, e: 0.35, omega: 1.2, node: 2.1, inclination: 0.9, mass: 1, companion: 0.05,
      parallax: 60)
    let sky = truth.position(skyTimes)
    var noise = Noise(state: 2)
    let east = try evaluate(sky.rightAscension).doubles.map { $0 + skyError * noise.next() }
    let north = try evaluate(sky.declination).doubles.map { $0 + skyError * noise.next() }
    let velocities = try evaluate(truth.velocity(velocityTimes) - 30).doubles.map { $0 + velocityError * noise.next() }

    return try Model { m in
      let pair = Pair(
        period: m.parameter("P", LogNormal(log(15), 0.2)), periastron: m.parameter("Tp", Normal(4, 1)),
        e: m.parameter("e", Beta(0.867, 3.03)), omega: m.parameter("omega", Normal(1.2, 0.5)),
        node: m.parameter("node", Normal(2.1, 0.5)), inclination: acos(m.parameter("cos i", Uniform(-1, 1))),
        mass: m.parameter("M", LogNormal(0, 0.5)), companion: m.parameter("m", LogNormal(log(0.05), 1)),
        parallax: m.parameter("parallax", Normal(60, 0.05)))
      let place = pair.position(skyTimes)
      m.observe("east", Normal(place.rightAscension, skyError), east)
      m.observe("north", Normal(place.declination, skyError), north)
      m.observe(
        "v", Normal(m.parameter("gamma", Normal(0, 100)) + pair.velocity(velocityTimes), velocityError), velocities)
    }
  }
}
