// A model whose gradient needs a derivative that nobody has written down: for `verify` to refuse.

import Apus
import ApusProgram
import Foundation

/// The light that is left at each depth, exp(−k z), operands z and k; the derivative for k is missing.
struct Attenuation: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (z, k) = (operands[0].float64, operands[1].float64[0])
    for i in 0..<z.count { results[0].float64[i] = exp(-k * z[i]) }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (light, k, c) = (call.results[0].float64, call.operands[1].float64[0], call.cotangents[0].float64)
    if let dz = cotangents[0]?.float64 { for i in 0..<c.count { dz[i] = -k * light[i] * c[i] } }
  }

  func derivative(forOperand index: Int) -> BlackBoxDerivative {
    index == 0 ? .provided : .notImplemented("the simulator's authors give no derivative for k")
  }
}

@main struct Lake: ModelProgram {
  func model() throws -> Model {
    try Model { m in
      let k = m.parameter("k", HalfNormal(1))
      m.observe("light", Normal(Attenuation()([1.0, 2, 3], k), 0.05), [0.61, 0.37, 0.22])
    }
  }
}
