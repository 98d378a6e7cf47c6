// Which rules a derivative asks for: those on paths from the inputs, and no others; and which inputs there can be.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

/// x² for the first result, x³ for the second.
private struct SquareAndCube: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], operands[0]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let x = operands[0].float64[0]
    (results[0].float64[0], results[1].float64[0]) = (x * x, x * x * x)
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let x = site.operands[0]
    return [.value(2 * x * site.cotangent(0) + 3 * x.squared() * site.cotangent(1))]
  }
}

/// x without a derivative.
private struct NoRule: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64[0]
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.notImplemented("nobody has written it down")] }
}

@Suite struct PathTests {
  private let x = Tensor.argument("x")

  @Test func `an input that is one of several results does not depend on the others`() throws {
    let powers = Tensor.apply(SquareAndCube(), [x])
    let output = powers[0] + Tensor.apply(NoRule(), powers[1])
    #expect(try evaluate(gradient(of: output, withRespectTo: powers[0])).scalar == 1)
    #expect(throws: GradientError.self) { try gradient(of: output, withRespectTo: x) }
  }

  @Test func `a rule that is missing behind a stopped gradient is no error`() throws {
    let output = Tensor.apply(NoRule(), exp(stopGradient(x))) * x
    let slope = try gradient(of: output, withRespectTo: x)
    #expect(try evaluate(slope, [x: 0]).scalar == 1)
    #expect(throws: GradientError.self) {
      try gradient(of: Tensor.apply(NoRule(), stopGradient(x) + x), withRespectTo: x)
    }
  }

  @Test func `forward mode asks for no rule behind a stopped gradient`() throws {
    let output = stopGradient(Tensor.apply(NoRule(), x)) * x
    let tangent = try jacobianVectorProduct(of: [output], withRespectTo: [x], tangents: [1])[0]
    #expect(try evaluate(#require(tangent), [x: NDArray(3.0)]).scalar == 3)
    let compared = select(Tensor.apply(NoRule(), x) .> 0, x, 2 * x)
    let other = try jacobianVectorProduct(of: [compared], withRespectTo: [x], tangents: [1])[0]
    #expect(try evaluate(#require(other), [x: NDArray(-3.0)]).scalar == 2)
    #expect(throws: GradientError.self) {
      try jacobianVectorProduct(of: [Tensor.apply(NoRule(), x) * x], withRespectTo: [x], tangents: [1])
    }
  }

  @Test func `a constant is no input`() throws {
    let two = Tensor(2.0)
    let error = #expect(throws: GradientError.self) { try gradient(of: two * 2.0, withRespectTo: two) }
    #expect("\(try #require(error))".contains("constant"))
  }

  @Test func `a direction that depends on the input is held fixed`() throws {
    let product = try hessianVectorProduct(of: x * x * x * x, withRespectTo: x, vector: x)
    #expect(try evaluate(product, [x: NDArray(2.0)]).scalar == 96)
  }

  @Test func `an Op that cannot be applied is not verified`() {
    #expect(throws: GradientError.self) {
      try verifyGradient(of: MatMul(), at: [NDArray([1.0, 2]), NDArray([1.0, 2, 3])])
    }
  }
}
