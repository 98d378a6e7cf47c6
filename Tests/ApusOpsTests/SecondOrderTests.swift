// Second derivatives of routines of the user's own: by differences of their first ones, or by rules of their own.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Foundation
import Testing

/// x³ y, whose second partials a case gives right, or a hundredfold to see that they are the ones used.
private struct CubeTimes: BinaryElementwiseOp {
  func evaluate(_ x: Double, _ y: Double) -> Double { x * x * x * y }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) { (3 * x * x * y, x * x * x) }
}

private struct OwnCubeTimes: BinaryElementwiseOp, SecondOrderElementwiseOp {
  let factor: Double
  func evaluate(_ x: Double, _ y: Double) -> Double { x * x * x * y }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) { (3 * x * x * y, x * x * x) }
  func writeSecondPartials(at point: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>)
  {
    let (x, y) = (point[0], point[1])
    (partials[0], partials[1]) = (factor * 6 * x * y, factor * 3 * x * x)
    (partials[2], partials[3]) = (factor * 3 * x * x, 0)
  }
}

/// Σ exp(a x_i) of an array x and a number a, with residuals, and with or without its second derivatives.
private struct SumOfExponentials: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (x, a, powers) = (operands[0].float64, operands[1].float64[0], residuals[0].float64)
    for i in 0..<x.count { powers[i] = Foundation.exp(a * x[i]) }
    results[0].float64[0] = powers.reduce(0, +)
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (x, a, powers) = (call.operands[0].float64, call.operands[1].float64[0], call.residuals[0].float64)
    let u = call.cotangents[0].float64[0]
    if let target = cotangents[0]?.float64 { for i in 0..<x.count { target[i] = u * a * powers[i] } }
    if let target = cotangents[1]?.float64 { target[0] = u * zip(x, powers).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

private struct OwnSumOfExponentials: SecondOrderBlackBoxOp {
  private let first = SumOfExponentials()
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { first.residualTypes(of: operands) }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    first.evaluate(operands, into: results, residuals: residuals)
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) { first.pullback(call, into: cotangents) }
  func secondOrder(
    _ call: BlackBoxCall, along directions: [TensorView?], into tangents: [MutableTensorView],
    products: [MutableTensorView?]
  ) {
    let (x, a, powers) = (call.operands[0].float64, call.operands[1].float64[0], call.residuals[0].float64)
    let (u, v, w) = (call.cotangents[0].float64[0], directions[0]?.float64, directions[1]?.float64[0] ?? 0)
    var (tangent, product) = (0.0, 0.0)
    for i in 0..<x.count {
      let vi = v?[i] ?? 0
      tangent += powers[i] * (a * vi + x[i] * w)
      product += powers[i] * ((1 + a * x[i]) * vi + x[i] * x[i] * w)
      products[0]?.float64[i] = u * powers[i] * (a * a * vi + (1 + a * x[i]) * w)
    }
    tangents[0].float64[0] = tangent
    products[1]?.float64[0] = u * product
  }
}

@Suite struct SecondOrderTests {
  private let x = Tensor.argument("x", .float64([3]))
  private let y = Tensor.argument("y", .float64([3]))
  private let a = Tensor.argument("a")

  /// The gradient of a value's directional derivative, and the rules of the nodes that are not built in.
  private func second(_ value: Tensor, of inputs: [Tensor], _ bindings: [Tensor: NDArray]) throws -> (
    [[Double]], [GradientRule]
  ) {
    let slopes = try gradient(of: value, withRespectTo: inputs)
    let directed = slopes.enumerated().reduce(Tensor(0.0)) { $0 + sum($1.element * Double(2 * $1.offset + 1)) }
    let found = try gradientWithProvenance(of: directed, withRespectTo: inputs)
    let nodes = try Traversal.topologicalOrder(of: found.gradients)
    let rules = nodes.map(\.op.rule).filter { $0 != .builtIn }
    return (try found.gradients.map { try evaluate($0, bindings).doubles }, rules)
  }

  private let point: [Double] = [0.5, -1.5, 2]

  @Test func `a scalar routine's own second partials are used, whatever they say`() throws {
    let bindings = [x: NDArray(point), y: NDArray([1.0, 2, 3])]
    // d = Σ 1·∂x + 3·∂y of x³y.
    let expected: [[Double]] = [
      zip(point, [1.0, 2, 3]).map { x, y -> Double in 6 * x * y + 9 * x * x }, point.map { x -> Double in 3 * x * x },
    ]
    let (differenced, rules) = try second(sum(CubeTimes()(x, y)), of: [x, y], bindings)
    #expect(rules.contains(.differenced))
    for (row, truth) in try paired(differenced, expected) {
      for (found, value) in try paired(row, truth) {
        #expect((found - value).magnitude < 1e-8 * Swift.max(1, value.magnitude))
      }
    }
    let (own, ownRules) = try second(sum(OwnCubeTimes(factor: 1)(x, y)), of: [x, y], bindings)
    #expect(own == expected)
    #expect(ownRules.filter { $0 == .differenced }.count < rules.filter { $0 == .differenced }.count)
    let (hundredfold, _) = try second(sum(OwnCubeTimes(factor: 100)(x, y)), of: [x, y], bindings)
    #expect(hundredfold == expected.map { $0.map { 100 * $0 } })
  }

  @Test func `a black box's own second-order rule agrees with differences, and is exact`() throws {
    let bindings = [x: NDArray(point), a: NDArray(0.7)]
    let (differenced, rules) = try second(SumOfExponentials()(x, a), of: [x, a], bindings)
    let (own, _) = try second(OwnSumOfExponentials()(x, a), of: [x, a], bindings)
    #expect(rules.contains(.differenced))
    // The truth in graph operations.
    let (truth, _) = try second(sum(exp(a * x)), of: [x, a], bindings)
    for ((found, value), rough) in try paired(paired(own.joined(), truth.joined()), differenced.joined()) {
      #expect((found - value).magnitude < 1e-13 * Swift.max(1, value.magnitude))
      #expect((rough - value).magnitude < 1e-8 * Swift.max(1, value.magnitude))
    }
  }

  @Test func `a third derivative says who is missing`() throws {
    let slopes = try gradient(of: sum(OwnCubeTimes(factor: 1)(x, y)), withRespectTo: x)
    let seconds = try gradient(of: sum(slopes), withRespectTo: x)
    #expect(throws: GradientError.self) { try gradient(of: sum(seconds), withRespectTo: x) }
  }
}
