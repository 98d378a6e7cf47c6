// Tests of forward mode: an Op's own pushforward, one derived from its pullback, and the adjoint law between the modes.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

/// Copies its operand; its pushforward breaks the contract.
private struct BadPushforward: ForwardDifferentiable {
  let tangents: [Shape]

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
  func pushforward(_ site: PushforwardSite) -> [Tensor?] { tangents.map { .ones($0) } }
}

@Suite struct ForwardModeTests {
  let x = Tensor.argument("x", .float64([3]))
  let v = Tensor.argument("v", .float64([3]))

  @Test func `an op's own pushforward is used`() throws {
    let found = try jacobianVectorProduct(
      of: [x * x, sum(x), -x, x / 2], withRespectTo: [x], tangents: [v])
    let values = try evaluate(found.map { try #require($0) }, [x: [1, 2, 3], v: [1, 4, -1]])
    #expect(values == [[2, 16, -6], NDArray(4.0), [-1, -4, 1], [0.5, 2, -0.5]])
  }

  @Test func `an op without one gets it by differentiating its pullback`() throws {
    let powers = Tensor.apply(Powers(), [x])
    let found = try jacobianVectorProduct(of: powers, withRespectTo: [x], tangents: [v])
    let values = try evaluate(found.map { try #require($0) }, [x: [1, 2, 3], v: [1, -1, 10]])
    #expect(values == [[2, -4, 60], [3, -12, 270]])
  }

  @Test func `a derived pushforward can be differentiated again`() throws {
    let cubes = Tensor.apply(Powers(), [x])[1]
    let tangent = try #require(try jacobianVectorProduct(of: [cubes], withRespectTo: [x], tangents: [v])[0])
    let again = try #require(try jacobianVectorProduct(of: [tangent], withRespectTo: [x], tangents: [v])[0])
    #expect(try evaluate(again, [x: [1, 2, 3], v: [1, -1, 10]]) == [6, 12, 1800])
    let reverse = try gradient(of: sum(tangent), withRespectTo: v)
    #expect(try evaluate(reverse, [x: [1, 2, 3], v: [1, -1, 10]]) == [3, 12, 27])
  }

  @Test func `outputs that no tangent reaches are structural zeros`() throws {
    let y = Tensor.argument("y", .float64([3]))
    let found = try jacobianVectorProduct(of: [y * 2, x], withRespectTo: [x, y], tangents: [v, nil])
    #expect(found == [nil, v])
  }

  @Test func `a pushforward with another number of answers or another shape is an error`() {
    let count = errorOf { () throws(GradientError) in
      let output = Tensor.apply(BadPushforward(tangents: [[3], [3]]), x)
      _ = try jacobianVectorProduct(of: [output], withRespectTo: [x], tangents: [v])
    }
    let said = "the rule of BadPushforward gave 2 answers where 1 is due. The gradient with respect to 'x' needs it."
    #expect(count?.description.contains(said) == true, "\(String(describing: count))")
    let shape = errorOf { () throws(GradientError) in
      let output = Tensor.apply(BadPushforward(tangents: [[1]]), x)
      _ = try jacobianVectorProduct(of: [output], withRespectTo: [x], tangents: [v])
    }
    let sentence = "a cotangent or tangent of type float64(1,) was given for a value of type float64(3,)"
    #expect(shape?.description == sentence)
  }

  @Test(arguments: 0..<60) func `forward and reverse mode are adjoint on random graphs`(seed: Int) throws {
    let graph = SmoothGraph(seed: UInt64(500 + seed), size: 12 + seed / 2)
    var numbers = TestNumbers(seed: UInt64(seed))
    let tangents = graph.arguments.map { argument in
      Tensor(NDArray((0..<argument.shape.elementCount).map { _ in numbers.uniform(-1, 1) }, shape: argument.shape))
    }
    let forward = try jacobianVectorProduct(of: [graph.output], withRespectTo: graph.arguments, tangents: tangents)[0]
    let reverse = try gradient(of: graph.output, withRespectTo: graph.arguments)
    let product = zip(reverse, tangents).map { sum($0 * $1) }.reduce(0, +)
    let values = try evaluate([try #require(forward), product], graph.bindings).map(\.scalar)
    #expect(abs(values[0] - values[1]) <= 1e-12 * max(1, abs(values[0])))
  }
}
