// The user has an expression with a better derivative than the automatic one: a CustomFunction.

import Apus
import ApusProgram
import Foundation

/// Solves E − e sin E = M by eight Newton steps in graph operations. Differentiating through the steps would be slow and
/// inexact; the rule is exact: dE = (dM + sin E de) / (1 − e cos E).
let eccentricAnomaly = CustomFunction("EccentricAnomaly") { operands in
  let (M, e) = (operands[0], operands[1])
  let m = M - 2 * Double.pi * round(M / (2 * Double.pi))
  var E = m + 0.85 * e * sign(m)
  for _ in 0..<8 { E = E - (E - e * sin(E) - m) / (1 - e * cos(E)) }
  return [E + (M - m)]
} pullback: { site in
  let (M, e, E) = (site.operands[0], site.operands[1], site.results[0])
  let dM = site.cotangent() / (1 - e * cos(E))
  return [.value(dM.summed(to: M.shape)), .value((dM * sin(E)).summed(to: e.shape))]
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
      let E = eccentricAnomaly(M, e)
      let r = 1 - e * cos(E)
      let cosf = (cos(E) - e) / r
      let sinf = sqrt(1 - e * e) * sin(E) / r
      m.observe("v", Normal(K * (cos(omega) * (cosf + e) - sin(omega) * sinf), 3), velocities)
    }
  }
}
