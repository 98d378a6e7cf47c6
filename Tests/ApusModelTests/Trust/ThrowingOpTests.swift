// A user's Op that throws: the point is rejected, the message is kept, and how often it happened is counted.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

private struct NoConvergence: Error, CustomStringConvertible {
  let limit: Double
  var description: String { "no convergence above \(limit)" }
}

/// x, defined up to a limit; beyond it evaluation or rule throws.
private struct Solver: UnaryElementwiseOp {
  let limit: Double
  let ruleThrows: Bool
  func evaluate(_ x: Double) throws -> Double {
    if !ruleThrows, x > limit { throw NoConvergence(limit: limit) }
    return x
  }
  func partials(_ x: Double, result: Double) throws -> Double {
    if ruleThrows, x > limit { throw NoConvergence(limit: limit) }
    return 1
  }
}

/// The same for arrays, with an integer result that NaN cannot mark.
private struct ArraySolver: BlackBoxOp {
  let limit: Double
  let ruleThrows: Bool
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], .int64()] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) throws {
    results[1].int64[0] = 1
    for (i, x) in operands[0].float64.enumerated() {
      if !ruleThrows, x > limit { throw NoConvergence(limit: limit) }
      results[0].float64[i] = x
    }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) throws {
    for i in 0..<call.operands[0].count {
      if ruleThrows, call.operands[0].float64[i] > limit { throw NoConvergence(limit: limit) }
      cotangents[0]?.float64[i] = call.cotangents[0].float64[i]
    }
  }
}

/// The same as a plain Op.
private struct PlainSolver: Op {
  let limit: Double
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) throws {
    for (i, x) in operands[0].float64.enumerated() {
      if x > limit { throw NoConvergence(limit: limit) }
      results[0].float64[i] = x
    }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

/// A way to throw.
struct ThrowingKind: Sendable, CustomStringConvertible {
  let description: String
  let op: String
  let apply: @Sendable (Double, Tensor) -> Tensor

  static let all: [ThrowingKind] = [
    ThrowingKind(description: "a scalar routine", op: "Solver") { Solver(limit: $0, ruleThrows: false)($1) },
    ThrowingKind(description: "its partials", op: "Solver") { Solver(limit: $0, ruleThrows: true)($1) },
    ThrowingKind(description: "a black box", op: "ArraySolver") { ArraySolver(limit: $0, ruleThrows: false)($1) },
    ThrowingKind(description: "its pullback", op: "ArraySolver") { ArraySolver(limit: $0, ruleThrows: true)($1) },
    ThrowingKind(description: "a plain Op", op: "PlainSolver") { .apply(PlainSolver(limit: $0), $1) },
    ThrowingKind(description: "inside a loop", op: "Solver") { limit, x in
      scan([x], over: [Tensor([1.0, 2.0])]) { c, _ in ([Solver(limit: limit, ruleThrows: false)(c[0])], []) }.carry[0]
    },
    ThrowingKind(description: "an integer result alone", op: "ArraySolver") { limit, x in
      let count = ArraySolver(limit: limit, ruleThrows: false).results([x])[1].asFloat64
      return x + 0 * count
    },
  ]
}

@Suite struct ThrowingOpTests {
  @Test(arguments: ThrowingKind.all) func `points where an Op throws are rejected, counted and told`(
    kind: ThrowingKind
  ) throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(kind.apply(1, x), 1), 0.5)
    }
    let posterior = try model.sample(draws: 400, warmup: 200, chains: 2, seed: 3)
    #expect(try #require(posterior.draws["x"]).doubles.allSatisfy { $0 <= 1 })
    let told = try #require(posterior.gradientReport.throwingOps.first)
    #expect(told.op == kind.op && told.message == "no convergence above 1.0")
    #expect(told.count > 10 && told.count < told.evaluationCount && told.isRejected)
    #expect("\(posterior.gradientReport)".contains("\(kind.op) threw in \(told.count) of"))
    let explained = try model.explain(at: [2])
    #expect("\(explained)".contains("\(kind.op) threw: no convergence above 1.0"))
  }

  @Test func `a model whose Op always throws says what it threw`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(Solver(limit: -1000, ruleThrows: false)(x), 1), 0.5)
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    #expect(try #require(error).description.contains("Solver threw: no convergence above -1000.0"))
  }

  @Test func `an Op that throws on data alone is an error with its message`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(x + PlainSolver(limit: 1).on(m.data("d", NDArray(3.0))), 1), 0.5)
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    #expect(try #require(error).description.contains("PlainSolver threw: no convergence above 1.0"))
    let alone = #expect(throws: EvaluationError.self) { try evaluate(PlainSolver(limit: 1).on(Tensor(3.0))) }
    #expect(try #require(alone).description == "PlainSolver threw: no convergence above 1.0")
  }

  @Test func `what a deterministic throws is NaN there, and told`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.deterministic("z", Solver(limit: 1, ruleThrows: false)(x))
    }
    let posterior = try model.sample(draws: 200, warmup: 100, chains: 1, seed: 3)
    for (x, z) in try paired(try #require(posterior.draws["x"]).doubles, try #require(posterior.draws["z"]).doubles) {
      #expect(x > 1 ? z.isNaN : z == x)
    }
    #expect(posterior.gradientReport.throwingOps.map(\.op) == ["Solver"])
  }

  @Test func `an Op that throws at the initial point and near it is sampled from other starts`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(Gap(low: -0.2, high: 0.2)(x), 1), 0.5)
    }
    let posterior = try model.sample(draws: 200, warmup: 200, chains: 2, seed: 3)
    #expect(try #require(posterior.draws["x"]).doubles.allSatisfy { abs($0) >= 0.2 })
    let told = try #require(posterior.gradientReport.throwingOps.first)
    #expect(told.op == "Gap" && told.message == "no solution in the gap" && told.isRejected)
    let found = try model.verify()
    #expect(
      found.passed && found.entries[0].notes.contains { $0.contains("Gap threw where its rule was to be compared") })
  }

  @Test func `an Op of which no derivative could be compared is not called right`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(Gap(low: -1e9, high: 1e9)(x), 1), 0.5)
    }
    let found = try model.verify()
    #expect(
      "\(found)".contains("  -     Gap (") && "\(found)".contains("user's rule, no derivative compared"), "\(found)")
  }

  @Test func `predictions are NaN where an Op throws, and say so`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      let z = m.parameter("z", Normal(Gap(low: 0.5, high: 9)(x), 1))
      m.deterministic("d", Gap(low: 0.5, high: 9)(x) + 1)
      m.observe("y", Normal(Gap(low: 0.5, high: 9)(x) + z, 1), 0.5)
    }
    let prior = try model.priorPredictive(draws: 200, seed: 1)
    let x = try #require(prior["x"]).doubles
    let count = x.filter { $0 > 0.5 }.count
    #expect(count > 20)
    for name in ["z", "d", "y"] {
      for (x, value) in try paired(x, try #require(prior[name]).doubles) {
        #expect(value.isNaN == (x > 0.5), "\(name)")
      }
    }
    #expect(prior.throwingOps.map(\.op) == ["Gap"] && prior.throwingOps[0].count == count)
    #expect(
      "\(prior.throwingOps[0])".hasPrefix(
        "Gap threw in \(count) of 200 draws, where what depends on it is NaN; at first: no"))

    let posterior = try model.sample(draws: 100, warmup: 200, chains: 1, seed: 2)
    #expect(try #require(posterior.draws["x"]).doubles.allSatisfy { $0 <= 0.5 })
    let later = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(Gap(low: -9, high: 0)(x), 1), 0.5)
    }
    let predicted = try later.posteriorPredictive(posterior.draws, seed: 3)
    let drawn = try #require(posterior.draws["x"]).doubles
    for (x, y) in try paired(drawn, try #require(predicted["y"]).doubles) { #expect(y.isNaN == (x > -9 && x < 0)) }
    #expect(predicted.throwingOps.map(\.count) == [drawn.filter { $0 < 0 }.count])
  }

  @Test func `a compiled function throws what an Op throws`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.observe("y", Normal(Gap(low: 1, high: 2)(x), 1), 0.5)
    }
    let function = try model.compile([Gap(low: 1, high: 2)(model.parameters[0].value)])
    #expect(try function([0.5])[0].scalar == 0.5)
    let error = #expect(throws: ModelError.self) { try function([1.5]) }
    #expect(try #require(error).description.contains("Gap threw: no solution in the gap"))
    #expect(try function([0.7])[0].scalar == 0.7)
  }
}

/// x, but in a gap it throws.
private struct Gap: UnaryElementwiseOp {
  struct NoSolution: Error, CustomStringConvertible { var description: String { "no solution in the gap" } }
  let low: Double
  let high: Double
  func evaluate(_ x: Double) throws -> Double {
    if x > low && x < high { throw NoSolution() }
    return x
  }
  func partials(_ x: Double, result: Double) -> Double { 1 }
}

extension Op {
  fileprivate func on(_ x: Tensor) -> Tensor { .apply(self, x) }
}
