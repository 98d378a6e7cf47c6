// A black-box likelihood that knows its derivative for two of its five operands, and says so for the other three.

import Apus
import ApusProgram
import Foundation

/// The log likelihood of points on a line y = m x + c with Gaussian noise; operands m, c, sigma, x, y.
struct GaussianLine: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 5, operands[3] == operands[4] else {
      throw TypeError(.shape, "m, c, sigma and equally many x and y are taken")
    }
    return [.float64()]
  }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (m, c, sigma) = (operands[0].float64[0], operands[1].float64[0], operands[2].float64[0])
    let (x, y) = (operands[3].float64, operands[4].float64)
    let squares = x.indices.reduce(0.0) { $0 + pow((y[$1] - m * x[$1] - c) / sigma, 2) }
    results[0].float64[0] = -0.5 * squares - Double(x.count) * log(sigma * (2 * Double.pi).squareRoot())
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (m, c, sigma) = (call.operands[0].float64[0], call.operands[1].float64[0], call.operands[2].float64[0])
    let (x, y, g) = (call.operands[3].float64, call.operands[4].float64, call.cotangents[0].float64[0])
    let pulls = x.indices.map { (y[$0] - m * x[$0] - c) / (sigma * sigma) }
    cotangents[0]?.float64[0] = g * zip(pulls, x).reduce(0) { $0 + $1.0 * $1.1 }
    cotangents[1]?.float64[0] = g * pulls.reduce(0, +)
  }

  func derivative(forOperand index: Int) -> BlackBoxDerivative {
    index < 2 ? .provided : .notImplemented("only the line's slope and intercept have a derivative")
  }
}

@main struct Line: ModelProgram {
  let x = (0..<20).map { Double($0) / 2 }
  var y: [Double] { x.enumerated().map { 1.7 * $1 - 0.6 + [0.31, -0.42, 0.05, 0.22, -0.18][$0 % 5] } }

  func model() throws -> Model {
    try Model { m in
      let slope = m.parameter("m", Normal(0, 10))
      let intercept = m.parameter("c", Normal(0, 10))
      m.potential("likelihood", GaussianLine()(slope, intercept, 0.3, x, y))
    }
  }

  /// If sigma is a parameter, its derivative is needed, and there is none: that is an error.
  func description(of posterior: Posterior) throws -> String {
    let wider = try Model { m in
      let slope = m.parameter("m", Normal(0, 10))
      let intercept = m.parameter("c", Normal(0, 10))
      let sigma = m.parameter("sigma", HalfNormal(1))
      m.potential("likelihood", GaussianLine()(slope, intercept, sigma, x, y))
    }
    var refusal = ""
    do { _ = try wider.sample(seed: 1) } catch { refusal = "\nrefused: \(error)" }
    return "\(posterior.summary())" + refusal
  }
}
