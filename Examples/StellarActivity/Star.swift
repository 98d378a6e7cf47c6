// A planet of an active star, seen by two instruments: a Keplerian orbit and a Gaussian process that rotates with the star.

import Apus
import ApusOrbits
import ApusProgram
import Foundation

/// Velocities in m/s of one season, made here: an orbit of 8.1 days, spots that come and go as the star rotates in 21 days,
/// and noise.
struct Season {
  var times: [Double] = []
  var velocities: [Double] = []
  var errors: [Double] = []
  /// The number of the instrument of each velocity.
  var instruments: [Int] = []

  init(seed: UInt64) throws {
    var state = seed
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }
    for (instrument, count) in [70, 50].enumerated() {
      for _ in 0..<count {
        let t = 160 * uniform() - 80
        let phase = 2 * Double.pi * t / 21 + 0.9 * sin(t / 40)
        let spots = (4 + sin(t / 30)) * sin(phase) + 1.7 * sin(2 * phase + 0.02 * t)
        let error = instrument == 0 ? 0.8 : 1.2
        velocities.append(spots + [3, -12][instrument] + error * normal())
        errors.append(error)
        times.append(t)
        instruments.append(instrument)
      }
    }
    let orbit = KeplerianElements(period: 8.1, amplitude: 5, eccentricity: 0.4, argumentOfPeriastron: 0.7, phase: 1.9)
    velocities = zip(velocities, try evaluate(radialVelocity(orbit, times: times)).doubles).map { $0 + $1 }
  }
}

@main struct Star: ModelProgram {
  func model() throws -> Model {
    let data = try Season(seed: 4)
    return try Model { m in
      let orbit = KeplerianElements(
        period: exp(m.parameter("logP", Normal(log(8.1), 0.02))), amplitude: m.parameter("K", HalfNormal(10)),
        eccentricity: m.parameter("e", Beta(0.867, 3.03)),
        argumentOfPeriastron: m.parameter("omega", VonMises(0, 0.01)),
        phase: m.parameter("phase", VonMises(0, 0.01)))
      // Both instruments see the same spots: one process, whose times need no order.
      let kernel = CeleriteKernel.rotation(
        sigma: m.parameter("sigma", HalfNormal(10)), period: m.parameter("rotation", LogNormal(log(21), 0.2)),
        Q0: m.parameter("Q0", LogNormal(1, 1)), dQ: m.parameter("dQ", LogNormal(0, 1)),
        f: m.parameter("f", Uniform(0, 1)))
      let offset = m.parameter("offset", Normal(0, 20), shape: [2])
      let jitter = m.parameter("jitter", HalfNormal(1), shape: [2])
      let process = CeleriteProcess(
        kernel, times: data.times, mean: radialVelocity(orbit, times: data.times) + offset[data.instruments],
        variances: data.errors.tensor.squared() + jitter[data.instruments].squared())
      m.observe("velocity", process, data.velocities)
      // The spots' part of the velocity in the season's middle, and after its end.
      m.deterministic("spots", process.conditional(on: data.velocities, at: [0.0, 82.0]).mean)
    }
  }
}
