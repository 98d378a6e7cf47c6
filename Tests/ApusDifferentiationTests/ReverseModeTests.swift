// Tests of reverse mode: values, structural zeros, higher derivatives, random graphs, long chains.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct ReverseModeTests {
  let x = Tensor.argument("x", .float64([3]))
  let s = Tensor.argument("s")

  @Test func `the gradient of a product with broadcasting is summed over the repetitions`() throws {
    let matrix = Tensor.argument("m", .float64([2, 3]))
    let gradients = try gradient(of: sum(matrix * x + s), withRespectTo: [matrix, x, s])
    let bindings: [Tensor: NDArray] = [
      matrix: NDArray(rows: [[1, 2, 3], [4, 5, 6]]), x: [10, 20, 30], s: NDArray(0.5),
    ]
    #expect(
      try evaluate(gradients, bindings) == [NDArray(rows: [[10, 20, 30], [10, 20, 30]]), [5, 7, 9], NDArray(6.0)])
  }

  @Test func `a value used twice collects both cotangents`() throws {
    #expect(try evaluate(gradient(of: s * s + s, withRespectTo: s), [s: NDArray(3.0)]) == NDArray(7.0))
  }

  @Test func `an input that the output does not depend on has zeros of its shape`() throws {
    let found = try gradientWithProvenance(of: s * 2, withRespectTo: [x, s])
    #expect(found.isStructurallyZero == [true, false])
    #expect(try evaluate(found.gradients) == [[0, 0, 0], NDArray(2.0)])
  }

  @Test func `the gradient with respect to an inner value treats it as free`() throws {
    let inner = s * s
    let gradients = try gradient(of: inner * s, withRespectTo: [inner, s])
    #expect(try evaluate(gradients, [s: NDArray(3.0)]) == [NDArray(3.0), NDArray(27.0)])
  }

  @Test func `the output itself has gradient one`() throws {
    #expect(try evaluate(gradient(of: s, withRespectTo: s)) == NDArray(1.0))
  }

  @Test func `results that are not used have structural zeros as cotangents`() throws {
    let witness = Tensor.apply(Witness(), [s])
    let products = try [witness[0], witness[1], witness[0] + witness[1]].map { output throws(GradientError) in
      try gradient(of: output, withRespectTo: s)
    }
    #expect(try evaluate(products) == [NDArray(11.0), NDArray(101.0), NDArray(112.0)])
    let powers = Tensor.apply(Powers(), [s])
    let second = try gradient(of: powers[1], withRespectTo: s)
    #expect(try evaluate(second, [s: NDArray(2.0)]) == NDArray(12.0))
  }

  @Test func `an output that is given a nil seed does not count`() throws {
    let products = try vectorJacobianProduct(
      of: [s * 2, s * 3, s], cotangents: [nil, 10, nil], withRespectTo: [s, x])
    #expect(try evaluate(try #require(products[0])) == NDArray(30.0))
    #expect(products[1] == nil)
  }

  @Test func `second and third derivatives differentiate the rules`() throws {
    let first = try gradient(of: s * s * s * s, withRespectTo: s)
    let second = try gradient(of: first, withRespectTo: s)
    let third = try gradient(of: second, withRespectTo: s)
    let values = try evaluate([first, second, third], [s: NDArray(2.0)])
    #expect(values == [NDArray(32.0), NDArray(48.0), NDArray(48.0)])
  }

  @Test func `mixed second derivatives agree in either order`() throws {
    let y = Tensor.argument("y")
    let f = sin(s * y) / (1 + y * y)
    let xy = try gradient(of: gradient(of: f, withRespectTo: s), withRespectTo: y)
    let yx = try gradient(of: gradient(of: f, withRespectTo: y), withRespectTo: s)
    let values = try evaluate([xy, yx], [s: NDArray(0.7), y: NDArray(-1.3)]).map(\.scalar)
    // mpmath: diff(lambda x, y: sin(x*y)/(1+y*y), (mpf('0.7'), mpf('-1.3')), (1, 1)).
    #expect(abs(values[0] - -0.3256050595672129) < 1e-15)
    #expect(abs(values[0] - values[1]) < 1e-15)
  }

  @Test(arguments: 0..<60) func `gradients of random graphs agree with differences`(seed: Int) throws {
    let graph = SmoothGraph(seed: UInt64(seed), size: 10 + seed / 2)
    let gradients = try evaluate(gradient(of: graph.output, withRespectTo: graph.arguments), graph.bindings)
    for (argument, found) in try paired(graph.arguments, gradients) {
      for element in 0..<found.count {
        let expected = try graph.difference(argument, element)
        #expect(abs(found.doubles[element] - expected) <= 1e-7 * max(1, abs(expected)))
      }
    }
  }

  @Test func `a chain of 100,000 nodes is differentiated and its gradient evaluated`() throws {
    var chain = s
    for _ in 0..<50_000 { chain = -(chain * 1) }
    let derivative = try gradient(of: chain, withRespectTo: s)
    #expect(try evaluate(derivative, [s: NDArray(3.0)]) == NDArray(1.0))
    let tangent = try jacobianVectorProduct(of: [chain], withRespectTo: [s], tangents: [2])[0]
    #expect(try evaluate(try #require(tangent), [s: NDArray(3.0)]) == NDArray(2.0))
  }
}
