// Mistakes in rules of several operands, in loops, on long arrays and in expressions: each is named for its operand.

import ApusExtension
import Foundation
import Testing

/// k exp(−m t) for times t, with one mistake in the pullback.
struct Decay: BlackBoxOp {
  enum Fault: Hashable, Sendable { case none, double, swapped, disconnected, oneShare, single, notANumber }
  let fault: Fault

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (t, k, m) = (operands[0].float64, operands[1].float64[0], operands[2].float64[0])
    for i in 0..<t.count { results[0].float64[i] = k * exp(-m * t[i]) }
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (t, k, m) = (call.operands[0].float64, call.operands[1].float64[0], call.operands[2].float64[0])
    let (y, c) = (call.results[0].float64, call.cotangents[0].float64)
    if let dt = cotangents[0]?.float64 { for i in 0..<t.count { dt[i] = -m * y[i] * c[i] } }
    var (dk, dm) = (0.0, 0.0)
    for i in 0..<t.count {
      dk += c[i] * y[i] / k
      dm -= c[i] * y[i] * t[i]
    }
    switch fault {
    case .none, .disconnected: break
    case .double: dk *= 2
    case .swapped: (dk, dm) = (dm, dk)
    case .oneShare: dk = c[0] * y[0] / k
    case .single: dm = Double(Float(dm))
    case .notANumber: dm = .nan
    }
    cotangents[1]?.float64[0] = dk
    cotangents[2]?.float64[0] = dm
  }

  func derivative(forOperand index: Int) -> BlackBoxDerivative {
    fault == .disconnected && index == 2 ? .disconnected : .provided
  }
}

@Suite struct UserMistakeTests {
  private func findings(_ model: Model) throws -> [String] {
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
    guard case .wrongRule = error else {
      Issue.record("sample said \(String(describing: error))")
      return []
    }
    return try model.verify().findings.map(\.description)
  }

  private func decay(_ fault: Decay.Fault) throws -> Model {
    try Model { m in
      let k = m.parameter("k", HalfNormal(1))
      let rate = m.parameter("rate", HalfNormal(1))
      m.observe("y", Normal(Decay(fault: fault)([0.1, 0.5, 1.0, 2.0], k, rate), 0.1), [1.0, 0.8, 0.6, 0.3])
    }
  }

  @Test func `a right rule of several operands passes`() throws {
    #expect(try decay(.none).verify().findings.map(\.description) == [])
  }

  @Test(
    arguments: [
      (.double, ["k", "operand 1 (k), which is wrong", "2 times the derivative"]),
      (.swapped, ["k", "operand 1 (k), which is wrong", "returns the derivative for operand 2: the two are swapped"]),
      (.disconnected, ["rate", "operand 2 (rate), whose rule", "return a cotangent for it, not 'disconnected'"]),
      (.oneShare, ["k", "operand 1 (k), which is wrong", "one of this operand's shares: their sum is right"]),
      (.single, ["rate", "operand 2 (rate), which is wrong", "is right to about 1e-", "declare it"]),
      (.notANumber, ["rate", "operand 2 (rate), which is wrong", "your rule says nan, differences say -0.0"]),
    ] as [(Decay.Fault, [String])])
  func `the mistake of one operand is named`(fault: Decay.Fault, parts: [String]) throws {
    let finding = try #require(try findings(decay(fault)).first)
    #expect(
      finding.contains("the gradient with respect to '\(parts[0])' needs the derivative of Decay for "), "\(finding)")
    for part in parts.dropFirst() { #expect(finding.contains(part), "\(part) in\n\(finding)") }
    #expect(finding.contains("]/∂\(parts[0]) at k = ") && finding.contains("path: \(parts[0]) → Exp → Decay → "))
  }

  @Test func `a wrong rule in a loop is refused`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      let loop = scan([x], over: [Tensor([1.0, 2, 3])]) { carry, elements in
        let next = Tensor.apply(PlainOp(curve: Curve(rule: .scaled(2))), carry[0] + elements[0])
        return ([next], [next])
      }
      m.observe("y", Normal(loop.outputs[0], 1), [1.0, 2, 3])
    }
    let finding = try #require(try findings(model).first)
    #expect(
      finding.contains("the gradient with respect to 'x' needs the derivative of PlainOp")
        && finding.contains("2 times"))
  }

  @Test(arguments: RoutineKind.all) func `a wrong rule on a long array is refused in a few seconds`(kind: RoutineKind)
    throws
  {
    let count = 3000
    let model = try Model { m in
      let x = m.parameter("x", Normal(0.7, 0.1), shape: [count])
      let y = kind.apply(Curve(rule: .scaled(100)), .full, x)
      m.observe("y", Normal(y, 0.5), [Double](repeating: 0.6, count: count))
    }
    let (clock, begin) = (ContinuousClock(), ContinuousClock().now)
    let found = try model.verify()
    #expect(begin.duration(to: clock.now) < .seconds(60))
    let finding = try #require(found.findings.first?.description)
    #expect(finding.contains("100 times the derivative") && finding.contains("to reproduce: print(try "), "\(finding)")
    #expect(finding.count < 1000, "\(finding)")
  }

  @Test(arguments: [
    (100, "100 times the derivative"), (-1, "the sign is wrong"), (1 + 1e-6, "right to about 1e-6 only"),
  ])
  func `a wrong rule of an expression is refused with the line that declares it`(factor: Double, text: String) throws {
    let area = CustomFunction("area", operandNames: ["r"], file: "User/Area.swift", line: 3) { x in
      [3 * x[0] * x[0]]
    } pullback: { site in
      [.value(factor * 6 * site.operands[0] * site.cotangent())]
    }
    let model = try Model { m in
      let x = m.parameter("x", HalfNormal(1), shape: [2])
      m.observe("y", Normal(area(x), 0.5), [1.0, 2])
    }
    let finding = try #require(try findings(model).first)
    for part in [
      "User/Area.swift:3: the gradient with respect to 'x' needs the derivative of area for operand 0 (r)", text,
      "]/∂r[", "path: x → Exp → area → ", "verifyGradient(of: area, at: [NDArray([",
    ] { #expect(finding.contains(part), "\(part) in\n\(finding)") }
  }

  @Test func `an expression with declared accuracy passes within it`() throws {
    func model(_ factor: Double) throws -> Model {
      let area = CustomFunction("area", accuracy: Accuracy(rule: 1e-5)) { x in
        [3 * x[0] * x[0]]
      } pullback: { site in
        [.value(factor * 6 * site.operands[0] * site.cotangent())]
      }
      return try Model { m in
        let x = m.parameter("x", HalfNormal(1))
        m.observe("y", Normal(area(x), 0.5), 1)
      }
    }
    let found = try model(1 + 1e-6).verify()
    #expect(found.findings.map(\.description) == [] && "\(found)".contains("declared accuracy: derivative to 1e-05"))
    #expect(try !model(1.001).verify().passed)
  }
}
