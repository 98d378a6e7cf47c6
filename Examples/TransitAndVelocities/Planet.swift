// One planet by its transits and by its star's velocities together: both see the same period, eccentricity and time of transit.

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

@main struct Planet: ModelProgram {
  // What the data are made with: days, m/s, stellar radii, g/cm³.
  let truth = (
    period: 3.5247, transit: 0.12, e: 0.25, omega: 0.8, K: 80.0, k: 0.1, b: 0.6, density: 1.2, u1: 0.4, u2: 0.2
  )
  let exposure = Exposure(days: 0.006, samples: 3)
  let fluxTimes: [Double] = (0..<64).map { index in
    let (night, minute) = index.quotientAndRemainder(dividingBy: 32)
    return 3.5247 * Double(night) + 0.027 + 0.006 * Double(minute)
  }
  let velocityTimes: [Double] = (0..<30).map { 1.37 * Double($0) }
  let fluxError = 2e-4
  let velocityError = 3.0

  /// The data: what the truth gives, with noise.
  func observations() throws -> (flux: [Double], velocities: [Double]) {
    let orbit = TransitOrbit(
      period: truth.period, conjunctionTime: truth.transit, eccentricity: truth.e, argumentOfPeriastron: truth.omega,
      stellarDensity: truth.density, impactParameter: truth.b)
    let curve = transitLightCurve(
      orbit, radiusRatio: truth.k, u1: truth.u1, u2: truth.u2, times: fluxTimes, exposure: exposure)
    let elements = KeplerianElements(
      period: truth.period, amplitude: truth.K, eccentricity: truth.e, argumentOfPeriastron: truth.omega,
      conjunctionTime: truth.transit)
    var noise = Noise(state: 1)
    let flux = try evaluate(1 + curve).doubles.map { $0 + fluxError * noise.next() }
    let velocities = try evaluate(radialVelocity(elements, times: velocityTimes) + 12).doubles
    return (flux, velocities.map { $0 + velocityError * noise.next() })
  }

  func model() throws -> Model {
    let data = try observations()
    return try Model { m in
      let period = m.parameter("P", Normal(3.525, 0.001))
      let transit = m.parameter("Tc", Normal(0.12, 0.01))
      let e = m.parameter("e", Beta(0.867, 3.03))
      let omega = m.parameter("omega", Normal(0.8, 1))
      let K = m.parameter("K", HalfNormal(100))
      let k = m.parameter("k", Uniform(0, 0.3))
      let b = m.parameter("b", Uniform(0, 1))
      let density = m.parameter("density", LogNormal(log(1.2), 0.05))
      let (u1, u2) = limbDarkeningCoefficients(
        q1: m.parameter("q1", Uniform(0, 1)), q2: m.parameter("q2", Uniform(0, 1)))
      let gamma = m.parameter("gamma", Normal(0, 50))

      let orbit = TransitOrbit(
        period: period, conjunctionTime: transit, eccentricity: e, argumentOfPeriastron: omega,
        stellarDensity: density, impactParameter: b)
      let curve = transitLightCurve(orbit, radiusRatio: k, u1: u1, u2: u2, times: fluxTimes, exposure: exposure)
      m.observe("flux", Normal(1 + curve, fluxError), data.flux)

      let elements = KeplerianElements(
        period: period, amplitude: K, eccentricity: e, argumentOfPeriastron: omega, conjunctionTime: transit)
      m.observe("v", Normal(gamma + radialVelocity(elements, times: velocityTimes), velocityError), data.velocities)
    }
  }
}
