// The user has a scalar solver with its partial derivatives: an ElementwiseOp.

import Apus
import ApusProgram
import Foundation

/// Solves E − e sin E = M by Newton's method; the derivative follows from the implicit function theorem.
struct EccentricAnomaly: BinaryElementwiseOp {
  func evaluate(_ M: Double, _ e: Double) -> Double {
    guard e >= 0, e < 1 else { return .nan }
    let m = M - 2 * Double.pi * (M / (2 * Double.pi)).rounded()
    var E = m + (e < 0.8 ? e * sin(m) : copysign(e, m))
    for _ in 0..<50 {
      let step = (E - e * sin(E) - m) / (1 - e * cos(E))
      E -= step
      if abs(step) < 1e-15 { break }
    }
    return E + (M - m)
  }

  func partials(_ M: Double, _ e: Double, result E: Double) -> (Double, Double) {
    let dM = 1 / (1 - e * cos(E))
    return (dM, sin(E) * dM)
  }
}

@main struct Orbit: ModelProgram {
  let times = (0..<30).map { Double($0 * $0) * 0.31 + Double($0) }
  let velocities = [
    33.7, -8.0, -36.0, -40.4, -22.4, 22.3, 31.6, -34.9, -5.3, 35.2, -32.8, 56.8, -38.3, 48.5, -36.1, 61.6, -17.2, -39.6,
    63.6, -2.0, -37.9, -38.4, -5.7, 68.1, 59.0, 39.9, 27.2, 39.6, 59.9, 65.5,
  ]

  func model() throws -> Model {
    try Model { m in
      let logP = m.parameter("logP", Normal(log(17.1), 0.01))
      let K = m.parameter("K", HalfNormal(100))
      let e = m.parameter("e", Beta(0.867, 3.03))
      let omega = m.parameter("omega", Normal(0.6, 1))
      let phase = m.parameter("phase", Normal(0.3, 1))
      let M = 2 * Double.pi * times.tensor / exp(logP) + phase
      let E = EccentricAnomaly()(M, e)
      let r = 1 - e * cos(E)
      let cosf = (cos(E) - e) / r
      let sinf = sqrt(1 - e * e) * sin(E) / r
      m.observe("v", Normal(K * (cos(omega) * (cosf + e) - sin(omega) * sinf), 3), velocities)
    }
  }
}
