// Models that calibrations are made of, right ones and wrong ones.

import ApusExtension
import ApusOrbits
import Testing

/// Models whose parameters are recovered, by names.
struct CalibratedModel: Sendable, CustomTestStringConvertible {
  let name: String
  let seed: UInt64
  let make: @Sendable () throws -> Model
  var testDescription: String { name }

  static let all = [
    CalibratedModel(name: "eight schools", seed: 1) { try eightSchools() },
    CalibratedModel(name: "regression", seed: 2) { try regression() },
    CalibratedModel(name: "one-planet orbit", seed: 3) { try orbit() },
  ]

  static func eightSchools() throws -> Model {
    let errors = [15.0, 10, 16, 11, 9, 11, 10, 18]
    return try Model(coords: ["school": ["A", "B", "C", "D", "E", "F", "G", "H"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfNormal(5))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      m.observe("y", Normal(mu + tau * z, errors), [28.0, 8, -3, 7, -1, 1, 18, 12])
    }
  }

  static let x = (0..<40).map { Double($0) / 10 - 2 }

  /// A regression on three functions of x, through a function of the user's and with a likelihood of choice.
  static func regression(
    through map: (Tensor) -> Tensor = { $0 },
    likelihood: (Tensor, Tensor) -> any Distribution = { Normal($0, $1) }
  ) throws -> Model {
    try Model { m in
      let a = m.parameter("a", Normal(0, 2))
      let b = m.parameter("b", Normal(0, 1), shape: [3])
      let sigma = m.parameter("sigma", LogNormal(-0.5, 0.5))
      let t = x.tensor
      m.observe("y", likelihood(map(a + b[0] * t + b[1] * t * t + b[2] * sin(3 * t)), sigma), x)
    }
  }

  /// An orbit by the components of the eccentricity and the mean longitude, so that its posteriors have one mode.
  static func orbit() throws -> Model {
    let times = (0..<30).map { Double($0 * $0) * 0.31 + Double($0) }
    return try Model { m in
      let logP = m.parameter("logP", Normal(2.84, 0.01))
      let K = m.parameter("K", LogNormal(3, 0.3))
      let h = m.parameter("h", Normal(0, 0.15))
      let k = m.parameter("k", Normal(0, 0.15))
      let longitude = m.parameter("longitude", Normal(0.3, 0.3))
      let omega = atan2(k, h)
      func one(_ x: Tensor) -> Tensor { x.reshaped(to: [1]) }
      let elements = KeplerianElements(
        period: one(exp(logP)), amplitude: one(K), eccentricity: one(sqrt(h * h + k * k)),
        argumentOfPeriastron: one(omega), phase: one(longitude - omega))
      m.observe("v", Normal(radialVelocity(elements, times: times), 3), times)
    }
  }
}

/// A normal distribution that draws with another width than its density has: a likelihood that does not describe its data.
struct WideNormal: UnivariateDistribution {
  let location: Tensor
  let scale: Tensor
  /// The width of the density over that of the draws.
  let factor: Double

  func rebuilt(on operands: [Tensor]) -> WideNormal {
    WideNormal(location: operands[0], scale: operands[1], factor: factor)
  }

  var parameters: [DistributionParameter] {
    [DistributionParameter("location", location, .finite), DistributionParameter("scale", scale, .positive)]
  }

  var support: Support { .real }
  private var density: Normal { Normal(location, factor * scale) }
  func logDensity(_ value: Tensor) -> Tensor { density.logDensity(value) }
  func logCDF(_ value: Tensor) -> Tensor { density.logCDF(value) }
  func logSurvival(_ value: Tensor) -> Tensor { density.logSurvival(value) }
  func quantile(logit: Tensor) -> Tensor { density.quantile(logit: logit) }

  func draw(shape: Shape, parameters: [NDArray], using generator: inout Philox4x64) -> NDArray {
    drawElements(shape, parameters) { $0[0] + $0[1] * generator.standardNormal() }
  }
}
