// Routines of the user's own: scalar ones and black boxes obey the laws of Ops, with residuals, threads and second order.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Foundation
import Testing

private struct Damped: UnaryElementwiseOp {
  let rate: Double
  func evaluate(_ x: Double) -> Double { x * Foundation.exp(-rate * x) }
  func partials(_ x: Double, result: Double) -> Double { (1 - rate * x) * Foundation.exp(-rate * x) }
}

private struct Angle: BinaryElementwiseOp {
  func evaluate(_ x: Double, _ y: Double) -> Double { Foundation.atan2(y, x) }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) {
    let square = x * x + y * y
    return (-y / square, x / square)
  }
}

private struct Blend: TernaryElementwiseOp {
  func evaluate(_ x: Double, _ y: Double, _ z: Double) -> Double { x * y * z + x }
  func partials(_ x: Double, _ y: Double, _ z: Double, result: Double) -> (Double, Double, Double) {
    (y * z + 1, x * z, x * y)
  }
}

/// x₀ x₁ + x₂ x₃, by the protocol for any number of operands.
private struct TwoProducts: ElementwiseOp {
  let operandCount = 4
  func value(at x: UnsafePointer<Double>) -> Double { x[0] * x[1] + x[2] * x[3] }
  func writePartials(at x: UnsafePointer<Double>, result: Double, into partials: UnsafeMutablePointer<Double>) {
    (partials[0], partials[1], partials[2], partials[3]) = (x[1], x[0], x[3], x[2])
  }
}

/// (Σ wᵢ sin xᵢ, the cosines cumulated) for vectors w and x; the pullback has the sines and cosines from the evaluation alone.
private struct Wave: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64(), operands[1]] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[1], operands[1]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (w, x) = (operands[0].float64, operands[1].float64)
    var (total, running) = (0.0, 0.0)
    for i in 0..<x.count {
      residuals[0].float64[i] = Foundation.sin(x[i])
      residuals[1].float64[i] = Foundation.cos(x[i])
      total += w[i] * residuals[0].float64[i]
      running += residuals[1].float64[i]
      results[1].float64[i] = running
    }
    results[0].float64[0] = total
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (w, sines, cosines) = (call.operands[0].float64, call.residuals[0].float64, call.residuals[1].float64)
    let (total, running) = (call.cotangents[0].float64[0], call.cotangents[1].float64)
    var later = 0.0
    for i in (0..<w.count).reversed() {
      later += running[i]
      cotangents[0]?.float64[i] = total * sines[i]
      cotangents[1]?.float64[i] = total * w[i] * cosines[i] - later * sines[i]
    }
  }
}

/// The element of a vector at an integer place.
private struct Pick: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 2, operands[1] == .int64() else {
      throw TypeError(.elementType, "a vector and an integer are needed")
    }
    return [.float64()]
  }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64[Int(operands[1].int64[0])]
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0]?.float64 else { return }
    for i in 0..<target.count { target[i] = i == Int(call.operands[1].int64[0]) ? call.cotangents[0].float64[0] : 0 }
  }
}

@Suite struct CustomOpTests {
  private static let vectors: [[NDArray]] = [
    [NDArray([0.3, 1.7, -0.4]), NDArray([1.2, -0.6, 2.5]), NDArray([0.7, 1.1, -2.0]), NDArray([0.2, 0.4, 0.8])]
  ]

  private static let laws: [OpLaw] = [
    OpLaw("unary", samples: vectors.map { [$0[0]] }) { Damped(rate: 0.7)($0[0]) },
    OpLaw("binary", samples: vectors.map { Array($0.prefix(2)) }) { Angle()($0[0], $0[1]) },
    OpLaw("ternary", samples: vectors.map { Array($0.prefix(3)) }) { Blend()($0[0], $0[1], $0[2]) },
    OpLaw("four operands", samples: vectors) { TwoProducts()($0[0], $0[1], $0[2], $0[3]) },
    OpLaw("broadcast", samples: [[NDArray([0.3, 1.7], shape: [2, 1]), NDArray([1.2, -0.6, 2.5]), NDArray(0.5)]]) {
      Blend()($0[0], $0[1], $0[2])
    },
    OpLaw(
      "black box with residuals", samples: vectors.map { Array($0.prefix(2)) },
      results: {
        Wave().results([$0[0], $0[1]])
      }),
    OpLaw("black box with an integer", samples: [[NDArray([0.3, 1.7, -0.4]), NDArray([2], shape: [])]]) {
      Pick()($0[0], $0[1]).squared()
    },
  ]

  @Test(arguments: laws) func `custom Ops obey the laws of Ops`(law: OpLaw) throws {
    var law = law
    // A black box is pushed forward by differences.
    if law.name.hasPrefix("black box") { law.adjointTolerance = 1e-9 }
    for finding in try law.findings() { Issue.record(Comment(rawValue: finding)) }
  }

  @Test func `values are the routine's`() throws {
    let x = Tensor.argument("x", .float64([2, 1]))
    let y = Tensor.argument("y", .float64([3]))
    let value = try evaluate(
      Angle()(x, y), [x: NDArray([1.0, -2], shape: [2, 1]), y: NDArray([0.0, 1, -1])])
    #expect(value.shape == [2, 3])
    #expect(value.doubles == [1.0, -2].flatMap { x in [0.0, 1, -1].map { Foundation.atan2($0, x) } })
    // Numbers and integers are taken as operands too.
    #expect(try evaluate(Angle()(1, 2.0)).scalar == Foundation.atan2(2, 1))
  }

  @Test func `equality is that of all stored properties`() {
    let x = Tensor.argument("x")
    #expect(Damped(rate: 0.5)(x) == Damped(rate: 0.5)(x))
    #expect(Damped(rate: 0.5)(x) != Damped(rate: 0.6)(x))
  }

  @Test func `operands that do not fit are errors with the user's line`() {
    let line = #line + 1
    let wrong = Angle()(Tensor.argument("x", .float64([2])), Tensor.argument("y", .float64([3])))
    #expect(wrong.error?.description.contains("(2,)") == true && wrong.error?.description.contains("(3,)") == true)
    #expect(wrong.error?.description.contains("CustomOpTests.swift:\(line)") == true)
    #expect(Angle()(Tensor.argument("x")).error != nil)
    #expect(Pick()(Tensor.argument("x", .float64([2])), 1.5).error?.description.contains("an integer") == true)
  }

  @Test func `a black box runs on several threads at once`() async throws {
    let (w, x) = (Tensor.argument("w", .float64([64])), Tensor.argument("x", .float64([64])))
    let outputs = Wave().results([w, x])
    let slopes = try vectorJacobianProduct(
      of: outputs, cotangents: [1.0, Tensor(NDArray([Double](repeating: 0.5, count: 64)))], withRespectTo: [w, x])
    let program = try Program(slopes.compactMap { $0 })
    let results = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<4 {
        group.addTask {
          let points = (0..<64).map { Foundation.sin(Double(task * 64 + $0)) }
          let evaluator = Evaluator(program)
          var isRight = true
          for _ in 0..<200 {
            try evaluator.bind(w, to: NDArray(points.map { $0 + 1 }))
            try evaluator.bind(x, to: NDArray(points))
            try evaluator.run()
            let sines = evaluator.output(0).float64
            isRight = isRight && points.indices.allSatisfy { sines[$0] == Foundation.sin(points[$0]) }
          }
          return isRight
        }
      }
      return try await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(results == [true, true, true, true])
  }

  @Test func `second derivatives of a scalar routine are those of its partials`() throws {
    let x = Tensor.argument("x", .float64([3]))
    let point = NDArray([0.3, 1.7, -0.4])
    let second = try evaluate(try hessian(of: sum(Damped(rate: 0.7)(x)), withRespectTo: x), [x: point]).doubles
    for (i, x) in point.doubles.enumerated() {
      let exact = (0.49 * x - 1.4) * Foundation.exp(-0.7 * x)
      #expect(abs(second[4 * i] - exact) < 1e-8 * abs(exact))
    }
  }
}
