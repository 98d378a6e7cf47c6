// Correct black boxes, with and without residuals.

internal import ApusGraph
internal import ApusOps
internal import ApusRandom
internal import Foundation

/// Kepler's equation for many mean anomalies and one eccentricity; 1/(1 − e cos E) is a residual.
struct KeplerBox: BlackBoxOp {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (M, e) = (operands[0].float64, operands[1].float64[0])
    for i in M.indices {
      let E = BinaryRoutine.eccentricAnomaly(M[i], e)
      results[0].float64[i] = scale * E
      residuals[0].float64[i] = 1 / (1 - e * cos(E))
    }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (E, slope, c) = (call.results[0].float64, call.residuals[0].float64, call.cotangents[0].float64)
    if let dM = cotangents[0]?.float64 { for i in E.indices { dM[i] = scale * c[i] * slope[i] } }
    if let de = cotangents[1]?.float64 {
      de[0] = E.indices.reduce(0) { $0 + scale * c[$1] * slope[$1] * sin(E[$1] / scale) }
    }
  }
}

/// The log likelihood of points near a line m x + c with noise s; the sums of residuals are passed on.
struct LineBox: BlackBoxOp {
  let scale: Double
  private static let x = (0..<12).map { Double($0) / 4 }
  private static let y = x.enumerated().map { 1.7 * $1 - 0.6 + [0.31, -0.42, 0.05, 0.22, -0.18][$0 % 5] }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [.float64([3])] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (m, c, s) = (operands[0].float64[0], operands[1].float64[0], operands[2].float64[0])
    var (sum, moment, squares) = (0.0, 0.0, 0.0)
    for (x, y) in zip(Self.x, Self.y) {
      let r = y - m * x - c
      (sum, moment, squares) = (sum + r, moment + r * x, squares + r * r)
    }
    results[0].float64[0] = scale * (-0.5 * squares / (s * s) - 12 * log(s))
    let kept = residuals[0].float64
    (kept[0], kept[1], kept[2]) = (moment, sum, squares)
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (s, g, kept) = (call.operands[2].float64[0], scale * call.cotangents[0].float64[0], call.residuals[0].float64)
    cotangents[0]?.float64[0] = g * kept[0] / (s * s)
    cotangents[1]?.float64[0] = g * kept[1] / (s * s)
    cotangents[2]?.float64[0] = g * (kept[2] / (s * s) - 12) / s
  }
}

/// x · exp(w) for a matrix and a row.
struct RowBox: BlackBoxOp {
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (x, w) = (operands[0].float64, operands[1].float64)
    for i in x.indices { results[0].float64[i] = scale * x[i] * exp(w[i % w.count]) }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (w, y, c) = (call.operands[1].float64, call.results[0].float64, call.cotangents[0].float64)
    if let dx = cotangents[0]?.float64 { for i in dx.indices { dx[i] = scale * c[i] * exp(w[i % w.count]) } }
    if let dw = cotangents[1]?.float64 {
      for j in dw.indices { dw[j] = stride(from: j, to: y.count, by: w.count).reduce(0) { $0 + c[$1] * y[$1] } }
    }
  }
}

/// A x for a fixed matrix that is not symmetric.
struct MatrixBox: BlackBoxOp {
  let scale: Double
  private static let matrix = [2.0, -1, 0.5, 0.25, 1.5, 3, -0.75, 0.125, 1]

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let x = operands[0].float64
    for i in 0..<3 { results[0].float64[i] = scale * (0..<3).reduce(0) { $0 + Self.matrix[3 * i + $1] * x[$1] } }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let c = call.cotangents[0].float64
    guard let target = cotangents[0]?.float64 else { return }
    for j in 0..<3 { target[j] = scale * (0..<3).reduce(0) { $0 + Self.matrix[3 * $1 + j] * c[$1] } }
  }
}

extension Subject {
  static let blackBoxes = [
    Subject(name: "Kepler's equation, black box", op: { BlackBox(function: KeplerBox(scale: $0)) }) { random, _ in
      [random.array([3]) { $0.signed(-2...1.5) }, NDArray(random.number(0.02...0.9))]
    },
    Subject(name: "line likelihood", op: { BlackBox(function: LineBox(scale: $0)) }) { random, _ in
      [NDArray(random.signed(-1...1)), NDArray(random.signed(-1...1)), NDArray(random.positive(-1...1))]
    },
    Subject(name: "rows", op: { BlackBox(function: RowBox(scale: $0)) }) { random, _ in
      [random.array([3, 2]) { $0.signed(-2...2) }, random.array([2]) { $0.number(-2...2) }]
    },
    Subject(name: "fixed matrix", op: { BlackBox(function: MatrixBox(scale: $0)) }) { random, _ in
      [random.array([3]) { $0.signed(-3...3) }]
    },
  ]
}
