// An Op from outside the package is the user's: verified before sampling, reported as the user's, refused where it is wrong.

import ApusExtension
import Foundation
import Testing

/// sin(x), with a pullback that is `factor` times the right one, as a plain Op; what it says of its rule counts for nothing.
private struct PlainSine: Op {
  let factor: Double
  var rule: GradientRule { .builtIn }
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = Foundation.sin(operands[0].float64[i]) }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(factor * site.cotangent() * cos(site.operands[0]))]
  }
}

private struct UnarySine: UnaryElementwise {
  let factor: Double
  var rule: GradientRule { .builtIn }
  func value(_ x: Double) -> Double { Foundation.sin(x) }
  func derivative(_ x: Tensor, _ y: Tensor) -> Tensor { factor * cos(x) }
}

private struct BinaryProduct: BinaryElementwise {
  let factor: Double
  func value(_ x: Double, _ y: Double) -> Double { x * y }
  func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> (Tensor, Tensor) { (factor * y, x) }
}

private struct TernaryProduct: TernaryElementwise {
  let factor: Double
  func value(_ x: Double, _ y: Double, _ z: Double) -> Double { x * y * z }
  func partials(_ x: Tensor, _ y: Tensor, _ z: Tensor, _ result: Tensor) -> (Tensor, Tensor, Tensor) {
    (factor * y * z, x * z, x * y)
  }
}

private struct Step: PiecewiseConstant {
  let factor: Double
  func value(_ x: Double) -> Double { factor == 1 ? 2 : 2 * x }
}

private struct SineAndCosine: Op {
  let factor: Double
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count {
      results[0].float64[i] = Foundation.sin(operands[0].float64[i])
      results[1].float64[i] = Foundation.cos(operands[0].float64[i])
    }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    [.value(site.cotangent(0) * site.results[1] - factor * site.cotangent(1) * site.results[0])]
  }
}

private struct Prepared: PreparedOp {
  let factor: Double
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    { operands, results in for i in 0..<operands[0].count { results[0].float64[i] = 3 * operands[0].float64[i] } }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(3 * factor * site.cotangent())] }
}

private struct OwnModifier: GradientModifier {
  let factor: Double
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(factor * site.cotangent())] }
  func pushforward(_ site: PushforwardSite) -> [Tensor?] { site.tangents.map { $0.map { factor * $0 } } }
}

private struct Forward: ForwardDifferentiable {
  let factor: Double
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = 3 * operands[0].float64[i] }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(3 * site.cotangent())] }
  func pushforward(_ site: PushforwardSite) -> [Tensor?] { site.tangents.map { $0.map { 3 * factor * $0 } } }
}

/// A way in which users write Ops.
struct UserOpKind: Sendable, CustomStringConvertible {
  let name: String
  let make: @Sendable (Double) -> any Op
  let operandCount: Int
  var description: String { name }

  static let all: [UserOpKind] = [
    UserOpKind(name: "PlainSine", make: { PlainSine(factor: $0) }, operandCount: 1),
    UserOpKind(name: "UnarySine", make: { UnarySine(factor: $0) }, operandCount: 1),
    UserOpKind(name: "BinaryProduct", make: { BinaryProduct(factor: $0) }, operandCount: 2),
    UserOpKind(name: "TernaryProduct", make: { TernaryProduct(factor: $0) }, operandCount: 3),
    UserOpKind(name: "SineAndCosine", make: { SineAndCosine(factor: $0) }, operandCount: 1),
    UserOpKind(name: "Prepared", make: { Prepared(factor: $0) }, operandCount: 1),
    UserOpKind(name: "OwnModifier", make: { OwnModifier(factor: $0) }, operandCount: 1),
    UserOpKind(name: "Forward", make: { Forward(factor: $0) }, operandCount: 1),
    UserOpKind(name: "Step", make: { Step(factor: $0) }, operandCount: 1),
  ]
}

@Suite struct UserOpTests {
  private func model(_ kind: UserOpKind, _ factor: Double, shape: Shape = []) throws -> Model {
    try Model { m in
      let operands = (0..<kind.operandCount).map { m.parameter("x\($0)", Normal(1, 0.5), shape: shape) }
      let results = Tensor.apply(kind.make(factor), operands, at: .line(file: "User/Op.swift", line: 7))
      for (index, result) in results.enumerated() {
        m.observe("y\(index)", Normal(result + 0 * operands[0], 0.5), NDArray.repeating(1, shape))
      }
    }
  }

  @Test(arguments: UserOpKind.all) func `a right rule is verified and reported as the user's`(kind: UserOpKind) throws {
    let report = try model(kind, 1).gradientReport()
    let entry = try #require(report.customRules.first { $0.op == kind.name })
    #expect(entry.rule == "user's" && entry.comparisonCount ?? 0 > 0)
    #expect(!report.builtInRules.contains { $0.op == kind.name })
    #expect(try model(kind, 1).sample(draws: 5, warmup: 20, chains: 1, seed: 1).draws.drawCount == 5)
  }

  @Test(arguments: UserOpKind.all)
  func `a rule 100 times too large is refused before sampling and found by verify`(kind: UserOpKind) throws {
    for shape in [[], [3], [40]] as [Shape] {
      let found = try model(kind, 100, shape: shape).verify()
      #expect(!found.passed && found.failures.allSatisfy { $0.op == kind.name }, "\(kind), \(shape)")
      let error = #expect(throws: ModelError.self) {
        try model(kind, 100, shape: shape).sample(draws: 5, warmup: 5, chains: 1, seed: 1)
      }
      guard case .wrongRule(let findings) = error else {
        Issue.record("\(kind): \(String(describing: error))")
        continue
      }
      #expect(findings[0].description.contains("User/Op.swift:7"))
    }
  }

  @Test(arguments: UserOpKind.all) func `rewriting leaves the Op alone`(kind: UserOpKind) throws {
    let x = Tensor.argument("x", .float64([3]))
    let op = kind.make(1)
    let operands = [x.broadcast(to: [2, 3])] + (1..<max(1, kind.operandCount)).map { _ in Tensor.ones([2, 3]) }
    let result = Tensor.apply(op, Array(operands.prefix(kind.operandCount)))[0]
    for set in [RuleSet.simplify, .stabilize, .specialize] {
      let outputs = try rewrite([exp(log(result)) * 1], with: set).outputs
      let order = try Traversal.topologicalOrder(of: outputs)
      let kept = order.filter { $0.op.name == kind.name }
      #expect(kept.count == 1 && kept[0].operands == result.node?.operands, "\(set)")
    }
  }
}

extension NDArray {
  fileprivate static func repeating(_ value: Double, _ shape: Shape) -> NDArray {
    NDArray([Double](repeating: value, count: shape.elementCount), shape: shape)
  }
}
