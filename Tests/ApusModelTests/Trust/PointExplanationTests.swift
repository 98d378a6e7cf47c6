// Bad numbers have an address: the first node, its line and operands; divergences have ends and parameters to blame.

import ApusExtension
import ApusOrbits
import ApusTestSupport
import Foundation
import Testing

/// √x for x in [0, 4), said so; called outside, the process would end.
private struct Guarded: UnaryElementwiseOp, DomainContract {
  func evaluate(_ x: Double) -> Double {
    precondition(x >= 0 && x < 4)
    return x.squareRoot()
  }
  func partials(_ x: Double, result: Double) -> Double {
    precondition(x >= 0 && x < 4)
    return 0.5 / result
  }
  func domain(ofOperand index: Int) -> OperandDomain? { .halfOpen(0, 4) }
  func nameOfOperand(_ index: Int) -> String { "x" }
}

/// The sum of an array's logarithms, for positive numbers.
private struct SumOfLogs: BlackBoxOp, DomainContract {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64.reduce(0) { $0 + Foundation.log($1) }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0]?.float64 else { return }
    for i in 0..<target.count { target[i] = call.cotangents[0].float64[0] / call.operands[0].float64[i] }
  }
  func domain(ofOperand index: Int) -> OperandDomain? { .positive }
}

@Suite struct PointExplanationTests {
  @Test func `the first bad number of a value has an address`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      m.potential("f", sum(log(x - 1, file: "User/Model.swift", line: 7)))
    }
    let good = try model.explain(at: [2, 3, 4])
    #expect(good.isFinite && good.firstBadNode == nil && good.description.contains("everything is finite"))
    let found = try model.explain(at: [2, 0.25, 4])
    let bad = try #require(found.firstBadNode)
    #expect((bad.op, bad.element, bad.isInGradient, bad.line) == ("Log", 1, false, "User/Model.swift:7"))
    #expect(bad.value.isNaN && bad.operands == ["-0.75"] && bad.parameters == ["x"])
    #expect(found.badTerms == ["potential of 'f'"])
    #expect(found.description.contains("the first bad number is nan at element 1 of Log (User/Model.swift:7)"))
  }

  @Test func `a start whose density is no number names the node and its line`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(log(x - 50, file: "User/Model.swift", line: 7), 1), 0.5)
    }
    let error = #expect(throws: ModelError.self) {
      try model.sample(draws: 1, warmup: 1, seed: 3, showsProgress: false)
    }
    let words = try #require(error).description
    #expect(
      words.contains("the log density is nan: the likelihood of 'y' is nan; the first bad number is nan"), "\(words)")
    #expect(words.contains("of Log (User/Model.swift:7): Log(Subtract(x, unconstrained, 50.0))"), "\(words)")
    // What lies outside the support at a point is no NaN, and the term alone is named.
    let outside = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("p", Uniform(2, 3).logDensity(x * 0))
    }
    let refusal = #expect(throws: ModelError.self) {
      try outside.sample(draws: 1, warmup: 1, seed: 3, showsProgress: false)
    }
    let reason = try #require(refusal).description
    #expect(reason.hasSuffix("the log density is -inf: the potential of 'p' is -inf"), "\(reason)")
  }

  @Test func `a bad number of the gradient alone has one too`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("f", sqrt(x))
    }
    let found = try model.explain(at: [0])
    #expect(found.logDensity.isFinite && found.badGradients == ["x"] && !found.isFinite)
    let bad = try #require(found.firstBadNode)
    #expect(bad.isInGradient && bad.value.isInfinite && bad.parameters == ["x"])
  }

  @Test func `an Op is not called outside its domain, and explains itself`() throws {
    let y = Guarded()(Tensor([1.0, -1, 4, 2.25]))
    let values = try evaluate(y).doubles
    #expect(values[0] == 1 && values[1].isNaN && values[2].isNaN && values[3] == 1.5)
    #expect(try evaluate(SumOfLogs()(Tensor([1.0, 0]))).scalar.isNaN)
    #expect(try evaluate(SumOfLogs()(Tensor([1.0, 1]))).scalar == 0)
    let model = try Model { m in
      let x = m.parameter("x", Normal(1, 1))
      m.potential("f", Guarded()(x))
    }
    let bad = try #require(model.explain(at: [-0.5]).firstBadNode)
    #expect(bad.op == "Guarded" && bad.outside == ["x is -0.5, outside [0, 4)"])
    #expect(bad.sentence.hasSuffix("; x is -0.5, outside [0, 4)"), "\(bad.sentence)")
  }

  @Test func `a custom function has domains and names of operands`() throws {
    let root = CustomFunction("root", operandNames: ["x"], domains: [0: .nonnegative]) { x in
      [sqrt(abs(x[0]))]
    } pullback: { site in
      [.value(site.cotangent() / (2 * site.results[0]))]
    }
    #expect(try evaluate(root(Tensor([4.0, -4]))).doubles.map(\.isNaN) == [false, true])
    #expect(OperandDomain.nonnegative.description == "[0, ∞)" && OperandDomain.open(-1, 0.5).description == "(-1, 0.5)")
    let kepler = keplerPosition(meanAnomaly: Tensor(1.0), eccentricity: Tensor([0.5, 1.0, -0.1]))
    #expect(try evaluate(kepler.eccentricAnomaly).doubles.map(\.isNaN) == [false, true, true])
  }

  @Test func `evaluations outside a domain are counted by Op and operand`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(1, 1), initial: NDArray(1.0))
      m.observe("y", Normal(Guarded()(x), 0.5), 0.5)
    }
    let posterior = try model.sample(draws: 300, warmup: 300, chains: 2, seed: 3)
    let exit = try #require(posterior.gradientReport.domainExits.first)
    #expect((exit.op, exit.operand, exit.domain) == ("Guarded", "x", "[0, 4)"))
    let bad = posterior.chains.chains.flatMap { $0.warmupStatistics + $0.statistics }.count {
      $0.divergence == .notANumber
    }
    #expect(exit.count == bad && bad > 0 && exit.warmupCount <= exit.count)
    #expect(exit.evaluationCount == posterior.chains.chains.reduce(0) { $0 + $1.gradientCount })
    #expect(posterior.gradientReport.description.contains("Guarded: x outside [0, 4) in \(exit.count) of "))
  }

  @Test func `divergences have ends, and parameters to blame`() throws {
    let model = try Model { m in
      let scale = m.parameter("scale", Normal(0, 3))
      m.parameter("x", Normal(0, exp(scale)), shape: [9])
      m.parameter("calm", Normal(0, 1))
    }
    // Whether a chain gets into the neck is chance: some seed has divergences.
    var found: Posterior?
    for seed in 1...12 where found == nil {
      let posterior = try model.sample(draws: 500, warmup: 300, chains: 4, seed: UInt64(seed))
      if posterior.divergenceCount > 0 { found = posterior }
    }
    let posterior = try #require(found)
    #expect(posterior.divergences.count == min(posterior.divergenceCount, 400))
    for divergence in posterior.divergences {
      #expect(divergence.start["x"]?.shape == [9] && divergence.end["scale"]?.shape == [])
      #expect(abs(divergence.shares.reduce(0) { $0 + $1.share } - 1) < 1e-12)
      #expect(try neighbours(divergence.shares).allSatisfy { $0.share >= $1.share })
    }
    // In a funnel's neck it is never the parameter apart.
    let blamed = posterior.divergences.compactMap(\.shares.first?.parameter)
    #expect(!blamed.isEmpty && blamed.allSatisfy { $0 == "scale" || $0 == "x" })
    #expect(try #require(posterior.divergences.first).description.contains("; mostly "))
  }

  @Test func `the share of a coordinate is that of the force's change times the step`() throws {
    let model = try Model { m in
      m.parameter("a", Normal(0, 1))
      m.parameter("b", Normal(0, 0.1))
    }
    let step = DivergentStep(reason: .energyError, energyError: 1, start: [0, 0], end: [1, 0.2])
    let shares = try model.energyErrorShares(of: step)
    // a: 1·1; b: 0.2/0.01 · 0.2 = 4.
    #expect(shares.map(\.parameter) == ["b", "a"])
    #expect(abs(shares[0].share - 0.8) < 1e-12 && abs(shares[1].share - 0.2) < 1e-12)
    #expect(shares[0].description == "b 80 %")
  }
}
