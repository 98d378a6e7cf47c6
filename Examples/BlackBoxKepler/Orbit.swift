// The user has a black box on arrays with its vector-Jacobian product: a BlackBoxOp, with residuals.

import Apus
import ApusProgram
import Foundation

/// Solves E − e sin E = M for all mean anomalies at once; what the pullback needs again, 1/(1 − e cos E), is a residual.
struct EccentricAnomalies: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 2, operands[1] == .float64() else {
      throw TypeError(.shape, "mean anomalies and one eccentricity are taken")
    }
    return [operands[0]]
  }

  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (M, e) = (operands[0].float64, operands[1].float64[0])
    for i in 0..<M.count {
      let m = M[i] - 2 * Double.pi * (M[i] / (2 * Double.pi)).rounded()
      var E = m + 0.85 * copysign(e, m)
      for _ in 0..<10 { E -= (E - e * sin(E) - m) / (1 - e * cos(E)) }
      results[0].float64[i] = (0..<1).contains(e) ? E + (M[i] - m) : .nan
      residuals[0].float64[i] = 1 / (1 - e * cos(E))
    }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (E, slope, c) = (call.results[0].float64, call.residuals[0].float64, call.cotangents[0].float64)
    if let dM = cotangents[0]?.float64 { for i in 0..<E.count { dM[i] = c[i] * slope[i] } }
    if let de = cotangents[1]?.float64 { de[0] = E.indices.reduce(0) { $0 + c[$1] * slope[$1] * sin(E[$1]) } }
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
      let E = EccentricAnomalies()(2 * Double.pi * times.tensor / exp(logP) + phase, e)
      let r = 1 - e * cos(E)
      let cosf = (cos(E) - e) / r
      let sinf = sqrt(1 - e * e) * sin(E) / r
      m.observe("v", Normal(K * (cos(omega) * (cosf + e) - sin(omega) * sinf), 3), velocities)
    }
  }
}
