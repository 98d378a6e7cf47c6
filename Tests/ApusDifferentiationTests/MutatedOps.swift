// Ops with a right gradient rule and with every wrong one that the verifier must find.

import ApusGraph
import ApusOps
import Foundation

/// scale · sin(3x) · y, elementwise, with a rule that is right or wrong in a chosen way.
struct Mutated: Op {
  /// What is wrong with the rule.
  enum Mutation: String, CaseIterable {
    case none, absoluteCotangent, ignoresCotangent, squaresCotangent, zero, disconnected, missingChainFactor
    case swappedOperands, wrongSign, offByThousandth, constantAdded, sumInsteadOfElements
  }

  let mutation: Mutation
  let scale: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<results[0].count {
      results[0].float64[i] = scale * Foundation.sin(3 * operands[0].float64[i]) * operands[1].float64[i]
    }
  }

  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (x, y) = (site.operands[0], site.operands[1])
    let c = site.cotangent()
    let dx = (scale * 3) * cos(3 * x) * y
    let dy = scale * sin(3 * x)
    switch mutation {
    case .none: return [.value(c * dx), .value(c * dy)]
    case .absoluteCotangent: return [.value(abs(c) * dx), .value(c * dy)]
    case .ignoresCotangent: return [.value(dx), .value(dy)]
    case .squaresCotangent: return [.value(c * c * dx), .value(c * dy)]
    case .zero: return [.value(c * 0), .value(c * 0)]
    case .disconnected: return [.value(c * dx), .disconnected]
    case .missingChainFactor: return [.value(c * dx / 3), .value(c * dy)]
    case .swappedOperands: return [.value(c * dy), .value(c * dx)]
    case .wrongSign: return [.value(c * dx), .value(-c * dy)]
    case .offByThousandth: return [.value(c * dx * 1.001), .value(c * dy)]
    case .constantAdded: return [.value(c * dx + scale), .value(c * dy)]
    case .sumInsteadOfElements: return [.value(sum(c * dx).broadcast(to: x.shape)), .value(c * dy)]
    }
  }
}

/// A x for a fixed 2×2 matrix, with the Jacobian's transpose or, wrongly, the Jacobian itself in the pullback.
struct Linear: BlackBoxOp {
  let isTransposed: Bool

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let x = operands[0].float64
    results[0].float64[0] = x[0] + 2 * x[1]
    results[0].float64[1] = 3 * x[0] + 4 * x[1]
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0] else { return }
    let c = call.cotangents[0].float64
    target.float64[0] = c[0] + (isTransposed ? 3 : 2) * c[1]
    target.float64[1] = (isTransposed ? 2 : 3) * c[0] + 4 * c[1]
  }
}

/// E − e sin E = M, with the derivative with respect to e that a user posted, or the true one.
struct Kepler: BinaryElementwiseOp {
  let isPosted: Bool

  func evaluate(_ M: Double, _ e: Double) -> Double {
    var E = M
    for _ in 0..<50 { E -= (E - e * Foundation.sin(E) - M) / (1 - e * Foundation.cos(E)) }
    return E
  }

  func partials(_ M: Double, _ e: Double, result E: Double) -> (Double, Double) {
    let slope = 1 / (1 - e * Foundation.cos(E))
    return (slope, (isPosted ? E : 1) * Foundation.sin(E) * slope)
  }
}
