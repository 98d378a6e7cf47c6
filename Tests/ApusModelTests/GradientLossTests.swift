// The measured cases in which other systems lose a user's gradient (rows F1 to F5 of the design): here the true value.

import ApusExtension
import ApusOrbits
import Foundation
import Testing

/// x · stopped, a black box whose rule says whatever a case wants.
private struct Triple: BlackBoxOp {
  enum Rule: Hashable { case right, disconnected, notImplemented }
  let rule: Rule

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = -3 * operands[0].float64[i] }
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    guard let target = cotangents[0]?.float64 else { return }
    for i in 0..<target.count { target[i] = -3 * call.cotangents[0].float64[i] }
  }
  func derivative(forOperand index: Int) -> BlackBoxDerivative {
    switch rule {
    case .right: .provided
    case .disconnected: .disconnected
    case .notImplemented: .notImplemented("nobody has written it down")
    }
  }
}

/// A sum of squares whose pullback has the shape (1,) whatever its operand's.
private struct NarrowRule: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [.float64()] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64.reduce(0) { $0 - 1.5 * $1 * $1 }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value((-3 * site.cotangent()).reshaped(to: [1]))] }
}

/// f(x) = scale · x³ with a rule that a case chooses.
private struct Cube: UnaryElementwiseOp {
  let scale: Double
  let factor: Double
  func evaluate(_ x: Double) -> Double { scale * x * x * x }
  func partials(_ x: Double, result: Double) -> Double { factor * scale * 3 * x * x }
}

/// 2x whose rule takes the cotangent's magnitude.
private struct AbsoluteCotangent: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    for i in 0..<operands[0].count { results[0].float64[i] = 2 * operands[0].float64[i] }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(2 * abs(site.cotangent()))] }
}

/// Kepler's equation with the derivative that a user posted: E sin E/(1 − e cos E) for e.
private struct PostedKepler: BinaryElementwiseOp {
  func evaluate(_ M: Double, _ e: Double) -> Double {
    var E = M
    for _ in 0..<60 { E -= (E - e * Foundation.sin(E) - M) / (1 - e * Foundation.cos(E)) }
    return E
  }
  func partials(_ M: Double, _ e: Double, result E: Double) -> (Double, Double) {
    let slope = 1 / (1 - e * Foundation.cos(E))
    return (slope, E * Foundation.sin(E) * slope)
  }
}

@Suite struct GradientLossTests {
  /// The gradient of a model's log density at a point.
  private func slope(_ expression: @Sendable (Tensor) -> Tensor, at x: Double) throws -> Double {
    let model = try Model { m in
      let value = m.parameter("x", Flat())
      m.potential("f", expression(value))
    }
    return try model.compile(model.gradient())([x])[0].scalar
  }

  @Test func `F1: a stopped gradient is stopped`() throws {
    #expect(try slope({ $0 * stopGradient($0) }, at: 2) == 2)
  }

  @Test func `F1: a clipped gradient is clipped`() throws {
    #expect(try slope({ clipGradient($0, -1, 1).squared() }, at: 2) == 1)
  }

  @Test func `F2: a rule that is not the body's derivative is the one that is used`() throws {
    let rule = CustomFunction("hundredfold") { x in
      [x[0] * x[0]]
    } pullback: { site in
      [.value(100 * site.cotangent())]
    }
    #expect(try slope({ rule($0) }, at: 2) == 100)
  }

  @Test func `F3: a gradient that is not implemented is an error, and no other sampler takes over`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("f", exp(Triple(rule: .notImplemented)(2 * x)))
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
    let text = try #require(error).description
    #expect(text.contains("'x'") && text.contains("Triple") && text.contains("operand 0"))
    #expect(text.contains("nobody has written it down"))
    #expect(text.contains("Multiply → Triple → Exp"))
  }

  @Test func `F4: a cotangent of another shape than its operand's is an error`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat(), shape: [3])
      m.potential("f", Tensor.apply(NarrowRule(), [x])[0])
    }
    let error = #expect(throws: ModelError.self) { try model.gradient() }
    let text = try #require(error).description
    #expect(text.contains("float64(1,)") && text.contains("float64(3,)"))
    // The true value, by the Op's own definition written in graph operations.
    let right = try Model { m in
      let x = m.parameter("x", Flat(), shape: [3])
      m.potential("f", -1.5 * sum(x.squared()))
    }
    #expect(try right.compile(right.gradient())([1, 2, 3])[0].doubles == [-3, -6, -9])
  }

  @Test func `F4: a rule that says disconnected where it is connected is found before sampling`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("f", Triple(rule: .disconnected)(x))
    }
    let error = #expect(throws: ModelError.self) { try model.sample(draws: 10, warmup: 10, chains: 1, seed: 1) }
    #expect(try #require(error).description.contains("says disconnected where the function depends on the operand"))
    #expect(try slope({ Triple(rule: .right)($0) }, at: 1) == -3)
  }

  @Test func `F5: the verifier finds a rule that takes the cotangent's magnitude`() throws {
    let found = try verifyGradient(of: AbsoluteCotangent(), at: [[0.5, -1.5]])
    #expect(!found.passed)
    #expect(found.failures.contains { $0.check == .odd })
  }

  @Test(arguments: [1e-5, 1, 1e8])
  func `F5: the verifier finds a zero rule at any scale of the function`(scale: Double) throws {
    #expect(try verifyGradient(of: Cube(scale: scale, factor: 1), at: [[0.7, -2]]).passed)
    #expect(try !verifyGradient(of: Cube(scale: scale, factor: 0), at: [[0.7, -2]]).passed)
    #expect(try !verifyGradient(of: Cube(scale: scale, factor: 1.000001), at: [[0.7, -2]]).passed)
  }

  @Test func `F5: modifiers with other limits are other Ops`() {
    #expect(ClipGradient(-1, 1) != ClipGradient(-5, 5))
    let x = Tensor.argument("x")
    #expect(clipGradient(x, -1, 1) != clipGradient(x, -5, 5))
    #expect(clipGradient(x, -1, 1) == clipGradient(x, -1, 1))
  }

  @Test func `a rule inside a loop is reported and verified`() throws {
    func model(factor: Double) throws -> Model {
      try Model { m in
        let x = m.parameter("x", Normal(1, 1))
        let path = scan([x], over: [Tensor([0.5, 0.25, 0.125])]) { c, e in
          ([c[0] + e[0] * Cube(scale: 0.1, factor: factor)(c[0])], [])
        }
        m.observe("y", Normal(path.carry[0], 1), 2.0)
      }
    }
    let report = try model(factor: 1).gradientReport()
    #expect(report.customRules.map(\.op) == ["Cube"] && report.customRules[0].parameters == ["x"])
    #expect(try #require(report.customRules[0].comparisonCount) > 0)
    #expect(throws: ModelError.self) { try model(factor: 2).gradientReport() }
    #expect(throws: ModelError.self) { try model(factor: 2).sample(draws: 5, warmup: 5, chains: 1, seed: 1) }
  }

  @Test func `the posted derivative of Kepler's equation is found, with the true one`() throws {
    let (E, e) = (1.1, 0.3)
    let M = E - e * Foundation.sin(E)
    let found = try verifyGradient(of: PostedKepler(), at: [NDArray(M), NDArray(e)])
    let failure = try #require(found.failures.first { $0.check == .differences })
    #expect(failure.operand == 1)
    #expect(abs(failure.returned / failure.expected - 1.1347 / 1.0316) < 1e-4)
    let true_ = keplerPosition(meanAnomaly: Tensor(M), eccentricity: Tensor.argument("e"))
    let argument = try #require(true_.eccentricAnomaly.node?.operands[1])
    let slope = try evaluate(gradient(of: true_.eccentricAnomaly, withRespectTo: argument), [argument: NDArray(e)])
    #expect(abs(slope.scalar - 1.0316) < 5e-5)
  }
}
