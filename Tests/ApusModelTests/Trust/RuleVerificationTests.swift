// When rules are verified: at the initial point, at draws from the prior, and at points that the chains reach.

import ApusExtension
import Foundation
import Testing

/// x² with a rule that is right up to a bound and twice the derivative beyond it.
struct SquareUpTo: UnaryElementwiseOp {
  let bound: Double
  func evaluate(_ x: Double) -> Double { x * x }
  func partials(_ x: Double, result: Double) -> Double { x.magnitude > bound ? 4 * x : 2 * x }
}

@Suite struct RuleVerificationTests {
  private func model(bound: Double, prior: Normal, observed: Double) throws -> Model {
    try Model { m in
      let x = m.parameter("x", prior)
      m.observe("y", Normal(SquareUpTo(bound: bound)(x), 0.5), observed)
    }
  }

  @Test func `a right rule passes at the initial point and at prior draws`() throws {
    let found = try model(bound: .infinity, prior: Normal(1, 1), observed: 1).verify()
    #expect(found.passed && found.failures.isEmpty)
    #expect(found.points == ["the initial point", "prior draw 1", "prior draw 2"])
    #expect(found.entries.map(\.op) == ["SquareUpTo"])
    #expect(found.entries[0].comparisonCount == 3)
    #expect(found.description.hasPrefix("gradient rules verified at the initial point, prior draw 1, prior draw 2"))
  }

  @Test func `a kink at the initial point is noted, and no mistake`() throws {
    let magnitude = CustomFunction("magnitude") {
      [abs($0[0])]
    } pullback: {
      [.value($0.cotangent() * sign($0.operands[0]))]
    }
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(magnitude(x), 1), 1.0)
    }
    let found = try model.verify()
    #expect(found.passed, "\(found)")
    #expect(try #require(found.entries[0].notes.first).contains("kink"))
    #expect(try model.gradientReport().description.contains("kink"))
  }

  @Test func `a rule that is wrong away from the initial point is found at a prior draw, before sampling`() throws {
    let model = try model(bound: 0.5, prior: Normal(0, 3), observed: 1)
    let found = try model.verify()
    #expect(!found.passed && found.findings.allSatisfy { $0.point.hasPrefix("prior draw") })
    guard case .factor(let factor) = found.failures[0].likelyMistake else {
      Issue.record("\(found.failures[0])")
      return
    }
    #expect(abs(factor - 2) < 1e-6)
    #expect(found.description.contains("WRONG SquareUpTo") && found.description.contains("at prior draw"))
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
    #expect(try #require(error).description.contains("at prior draw"))
    // Where it is switched off, nothing is said.
    let unchecked = try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1, verifying: false)
    #expect(unchecked.gradientReport.verifiedPoints.isEmpty && unchecked.gradientReport.laterFindings.isEmpty)
  }

  @Test func `a rule that is wrong where only the chains come is in the report, with the point`() throws {
    // The prior stays below 2; the data pull x to 3.
    let model = try model(bound: 2, prior: Normal(1, 0.2), observed: 60)
    #expect(try model.verify().passed)
    let report = try model.sample(draws: 50, warmup: 200, chains: 2, seed: 2).gradientReport
    let first = try #require(report.laterFindings.first)
    #expect(first.failure.op == "SquareUpTo")
    #expect(first.point.contains("of chain"))
    #expect(report.description.contains("WRONG at \(first.point)"))
    #expect(report.verifiedPoints.count > 3)
  }

  @Test func `the report says how often a rule ran, and in what`() throws {
    let posterior = try model(bound: .infinity, prior: Normal(1, 1), observed: 1)
      .sample(draws: 20, warmup: 20, chains: 2, seed: 1)
    let entry = try #require(posterior.gradientReport.customRules.first)
    #expect(entry.runCount == posterior.chains.chains.reduce(0) { $0 + $1.gradientCount })
    if Backend.available == .native {
      #expect(entry.backend == "called by native code")
      #expect(try #require(entry.timeShare) > 0 && entry.timeShare! <= 1)
    } else {
      #expect(entry.backend == "interpreter" && entry.timeShare == nil)
    }
    let json = try JSONEncoder().encode(posterior.gradientReport)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(
      Set(object.keys).isSuperset(of: ["customRules", "builtInRules", "verifiedPoints", "laterFindings", "domainExits"])
    )
  }

  @Test func `the picture of a gradient shows whose rule each node has and what is blocked`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      let y = m.parameter("y", Normal(0, 1))
      m.potential("f", SquareUpTo(bound: .infinity)(x) * stopGradient(y) + floor(y))
    }
    let picture = try model.gradientReport().graphviz
    #expect(picture.hasPrefix("digraph gradient {") && picture.hasSuffix("}"))
    #expect(picture.contains("SquareUpTo\\nuser's rule") && picture.contains("fillcolor=lightblue"))
    #expect(picture.contains("modifier rule"))
    #expect(picture.contains("label=\"x\", shape=ellipse") && picture.contains("log density"))
    #expect(picture.contains("disconnected"))
  }

  @Test func `a missing gradient says parameter, Op, operand, path and what to do`() throws {
    struct Opaque: BlackBoxOp {
      func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
      func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
        results[0].float64[0] = operands[0].float64[0]
      }
      func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {}
      func derivative(forOperand index: Int) -> BlackBoxDerivative { .notImplemented("the table has no slopes") }
    }
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("f", exp(sin(Opaque()(2 * x))))
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
    let text = try #require(error).description
    #expect(
      text.hasSuffix(
        "the gradient with respect to 'x' needs the derivative of Opaque for operand 0, which is not implemented: the table "
          + "has no slopes. Path: x → Multiply → Opaque → Sine → Exp → Sum → Add. Write the derivative in the Op's rule; or, "
          + "where no gradient is meant to pass, take stopGradient of the operand"), "\(text)")
  }
}
