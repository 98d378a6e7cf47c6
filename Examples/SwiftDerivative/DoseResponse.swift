// The user has a Swift @differentiable function: the compiler's derivative, or one registered by @derivative(of:).

import Apus
import ApusProgram
import ApusSwiftDerivatives
import Foundation
import _Differentiation

/// A dose-response curve, differentiated by the Swift compiler.
@differentiable(reverse)
func response(_ dose: Double, _ halfDose: Double, _ steepness: Double) -> Double {
  1 / (1 + saturating(steepness * (halfDose - dose)))
}

/// exp(x), with a derivative of the user's own.
func saturating(_ x: Double) -> Double { exp(x) }

@derivative(of: saturating)
func saturatingDerivative(_ x: Double) -> (value: Double, pullback: (Double) -> Double) {
  let y = exp(x)
  return (y, { $0 * y })
}

@main struct DoseResponse: ModelProgram {
  let doses = (0..<24).map { Double($0) / 4 }
  let hits = [0, 0, 0, 1, 0, 1, 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 8, 8]

  func model() throws -> Model {
    try Model { m in
      let halfDose = m.parameter("halfDose", Normal(3, 2))
      let steepness = m.parameter("steepness", HalfNormal(3))
      let probability = DifferentiableFunction("response", response)(doses, halfDose, steepness)
      m.observe("hits", Binomial(trials: 8, probability: probability), hits)
    }
  }
}
