// Swift's `@differentiable` functions as Ops: the compiler's derivative, and the user's where one is registered.

import ApusExtension
import ApusSwiftDerivatives
import ApusTestSupport
import Foundation
import Testing
import _Differentiation

@differentiable(reverse)
private func product(_ x: Double, _ y: Double, _ z: Double) -> Double { x * y * y + z / x }

private func cube(_ x: Double) -> Double { x * x * x }

/// A hundred times the derivative, so that one sees whose it is.
@derivative(of: cube)
private func cubeDerivative(_ x: Double) -> (value: Double, pullback: (Double) -> Double) {
  (x * x * x, { $0 * 300 * x * x })
}

@differentiable(reverse)
private func shiftedCube(_ x: Double, _ shift: Double) -> Double { cube(x) + shift }

@Suite struct DifferentiableFunctionTests {
  private static let laws: [OpLaw] = [
    OpLaw("one operand", samples: [[NDArray([0.3, 1.7, -0.4])]]) {
      DifferentiableFunction("quartic", { (x: Double) in x * x * x * x - x })($0[0])
    },
    OpLaw("two operands that broadcast", samples: [[NDArray([0.3, 1.7], shape: [2, 1]), NDArray([1.2, -0.6, 2.5])]]) {
      DifferentiableFunction("ratio", { (x: Double, y: Double) in x / (1 + y * y) })($0[0], $0[1])
    },
    OpLaw("three operands", samples: [[NDArray([0.3, 1.7]), NDArray([1.2, -0.6]), NDArray(0.5)]]) {
      DifferentiableFunction("product", product)($0[0], $0[1], $0[2])
    },
  ]

  @Test(arguments: laws) func `functions of one to three numbers obey the laws of Ops`(law: OpLaw) throws {
    for finding in try law.findings() { Issue.record(Comment(rawValue: finding)) }
  }

  @Test func `a registered derivative is honoured`() throws {
    let (x, shift) = (Tensor.argument("x"), Tensor.argument("shift"))
    let y = DifferentiableFunction("shifted cube", shiftedCube)(x, shift)
    let slopes = try gradient(of: y, withRespectTo: [x, shift])
    let values = try evaluate([y] + slopes, [x: NDArray(2.0), shift: NDArray(1.0)]).map(\.scalar)
    #expect(values == [9, 1200, 1])
  }

  @Test func `a wrong registered derivative is found before sampling`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(1, 1))
      m.observe("y", Normal(DifferentiableFunction("shifted cube", shiftedCube)(x, 0.5), 1), 2.0)
    }
    do {
      _ = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1)
      Issue.record("no error")
    } catch { #expect("\(error)".contains("shifted cube"), "\(error)") }
  }

  @Test func `the report says whose rule it is`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(1, 1))
      m.potential("term", -DifferentiableFunction("product", product)(1, x, 2.0))
    }
    let report = try model.gradientReport()
    #expect(report.customRules.map(\.rule) == ["Swift's"])
    #expect(report.description.contains("product: Swift's rule") && report.description.contains("on the way of x"))
    #expect(try #require(report.customRules[0].largestError) < 1e-6)
  }

  @Test func `a function is equal to its copies alone`() {
    let function = DifferentiableFunction("product", product)
    let copy = function
    #expect(function == copy)
    #expect(function != DifferentiableFunction("product", product))
  }
}
