// Tests of the gradients of loops against the same loops written out step by step, to second order.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

/// A loop with operands of every kind.
struct LoopCase: Sendable, CustomTestStringConvertible {
  let name: String
  let initial: [Shape]
  let sequences: [Shape]
  let length: Int
  let captured: [Shape]
  let isReversed: Bool
  let body:
    @Sendable (_ carry: [Tensor], _ elements: [Tensor], _ captured: [Tensor]) -> (
      carry: [Tensor], outputs: [Tensor]
    )

  var testDescription: String { name }

  static let all: [LoopCase] = [
    LoopCase(
      name: "autoregression", initial: [[]], sequences: [[]], length: 5, captured: [[]], isReversed: false
    ) { h, x, w in
      let next = tanh(w[0] * h[0] + x[0])
      return ([next], [next])
    },
    LoopCase(
      name: "reversed autoregression", initial: [[]], sequences: [[]], length: 5, captured: [[]], isReversed: true
    ) { h, x, w in
      let next = tanh(w[0] * h[0] + x[0])
      return ([next], [next * h[0]])
    },
    LoopCase(
      name: "two coupled states", initial: [[2], []], sequences: [[2], []], length: 4, captured: [[2], []],
      isReversed: false
    ) { h, x, w in
      let a = tanh(h[0] * w[0] + x[0] * h[1])
      let b = h[1] * w[1] + sum(a * h[0]) - x[1]
      return ([a, b], [a * b, h[1]])
    },
    LoopCase(
      name: "no sequences", initial: [[3]], sequences: [], length: 6, captured: [[3]], isReversed: false
    ) { h, _, w in ([tanh(h[0] * w[0]) + 0.1], [sum(h[0])]) },
    LoopCase(
      name: "no state", initial: [], sequences: [[2]], length: 3, captured: [[2]], isReversed: false
    ) { _, x, w in ([], [tanh(x[0] * w[0])]) },
    LoopCase(
      name: "a state that is only passed on", initial: [[], []], sequences: [[]], length: 3, captured: [],
      isReversed: false
    ) { h, x, _ in ([h[0] * x[0], h[1]], [h[0] * h[1]]) },
    LoopCase(
      name: "a loop in the loop", initial: [[]], sequences: [[3]], length: 3, captured: [[]], isReversed: false
    ) { h, x, w in
      let inner = scan([h[0]], over: [x[0]]) { state, elements in
        let next = tanh(state[0] * w[0] + elements[0] * h[0])
        return ([next], [next * next])
      }
      return (inner.carry, [sum(inner.outputs[0])])
    },
    LoopCase(
      name: "a custom function in the loop", initial: [[]], sequences: [[]], length: 4, captured: [[]],
      isReversed: false
    ) { h, x, w in
      let next = CustomFunctionTests.cube(h[0] * w[0]) + x[0]
      return ([tanh(next)], [next])
    },
  ]

  /// The operands, with numbers for them, and a scalar of all results of the loop and of the loop written out.
  func traced(seed: UInt64) -> (operands: [Tensor], bindings: [Tensor: NDArray], loop: Tensor, written: Tensor) {
    var numbers = TestNumbers(seed: seed)
    let starts = initial.enumerated().map { Tensor.argument("start\($0)", .float64($1)) }
    let rows = sequences.enumerated().map {
      Tensor.argument("sequence\($0)", .float64(Shape([length] + $1.dimensions)))
    }
    let others = captured.enumerated().map { Tensor.argument("captured\($0)", .float64($1)) }
    let operands = starts + rows + others
    let bindings = operands.map { operand in
      (operand, NDArray((0..<operand.shape.elementCount).map { _ in numbers.uniform(-1, 1) }, shape: operand.shape))
    }
    let loop = scan(starts, over: rows, length: length, reversed: isReversed) { body($0, $1, others) }
    let written = unrolled(starts, over: rows, length: length, reversed: isReversed) { body($0, $1, others) }
    func total(_ results: [Tensor]) -> Tensor {
      results.enumerated().map { sum($1 * $1 * (Double($0) + 0.5)) }.reduce(0, +)
    }
    return (
      operands, Dictionary(uniqueKeysWithValues: bindings), total(loop.carry + loop.outputs),
      total(written.carry + written.outputs)
    )
  }
}

@Suite struct ScanGradientTests {
  @Test(arguments: LoopCase.all)
  func `value and gradients agree with those of the loop written out`(loop: LoopCase) throws {
    let (operands, bindings, output, written) = loop.traced(seed: 1)
    let found = try evaluate([output] + gradient(of: output, withRespectTo: operands), bindings)
    let expected = try evaluate([written] + gradient(of: written, withRespectTo: operands), bindings)
    for (a, b) in try paired(found, expected) { #expect(agree(a, b)) }
    #expect(found.count == operands.count + 1)
  }

  @Test(arguments: LoopCase.all)
  func `second derivatives agree with those of the loop written out`(loop: LoopCase) throws {
    let (operands, bindings, output, written) = loop.traced(seed: 2)
    func second(_ output: Tensor) throws -> [NDArray] {
      let first = try gradient(of: output, withRespectTo: operands)
      let total = first.enumerated().map { sum($1 * $1 * (1 + 0.25 * Double($0))) }.reduce(0, +)
      return try evaluate(gradient(of: total, withRespectTo: operands), bindings)
    }
    for (a, b) in try paired(try second(output), try second(written)) { #expect(agree(a, b, within: 1e-11)) }
  }

  @Test(arguments: LoopCase.all)
  func `forward mode agrees with reverse mode`(loop: LoopCase) throws {
    let (operands, bindings, output, _) = loop.traced(seed: 3)
    let tangents = operands.enumerated().map { Tensor.filled(NDArray(1 - 0.3 * Double($0)), $1.shape) }
    let forward = try #require(
      try jacobianVectorProduct(of: [output], withRespectTo: operands, tangents: tangents)[0])
    let reverse = zip(try gradient(of: output, withRespectTo: operands), tangents).map { sum($0 * $1) }.reduce(0, +)
    let values = try evaluate([forward, reverse], bindings)
    #expect(agree(values[0], values[1]))
  }

  @Test func `the gradient of an autoregression with respect to each operand has its closed form`() throws {
    let xs = Tensor.argument("xs", .float64([3]))
    let (start, phi) = (Tensor.argument("start"), Tensor.argument("phi"))
    let loop = scan([start], over: [xs]) { carry, elements in ([phi * carry[0] + elements[0]], []) }
    let gradients = try gradient(of: loop.carry[0], withRespectTo: [start, xs, phi])
    let values = try evaluate(gradients, [xs: [1, 2, 4], start: NDArray(8.0), phi: NDArray(0.5)])
    // φ³ s + φ² x₀ + φ x₁ + x₂.
    #expect(values == [NDArray(0.125), [0.25, 0.5, 1], NDArray(3 * 0.25 * 8 + 2 * 0.5 * 1 + 2)])
  }

  @Test func `integer states and sequences have no gradient and do not block that of the others`() throws {
    let xs = Tensor.argument("xs", .float64([3]))
    let loop = scan([Tensor(NDArray(2 as Int)), 1], over: [xs, Tensor([1, 2, 3])]) { carry, elements in
      let count = carry[0] + elements[1]
      return ([count, carry[1] * elements[0] + count.asFloat64], [])
    }
    let values = try evaluate([loop.carry[1], gradient(of: loop.carry[1], withRespectTo: xs)], [xs: [2, 3, 5]])
    // Counts 3, 5, 8: ((2 + 3) 3 + 5) 5 + 8.
    #expect(values == [NDArray(108.0), [15, 25, 20]])
  }

  @Test func `an unused output and an unused state have no part in the gradient`() throws {
    let xs = Tensor.argument("xs", .float64([3]))
    let loop = scan([0, 1], over: [xs]) { carry, elements in
      ([carry[0] + elements[0], carry[1] * elements[0]], [elements[0] * elements[0]])
    }
    #expect(try evaluate(gradient(of: loop.carry[0], withRespectTo: xs), [xs: [2, 3, 5]]) == [1, 1, 1])
    #expect(try evaluate(gradient(of: sum(loop.outputs[0]), withRespectTo: xs), [xs: [2, 3, 5]]) == [4, 6, 10])
  }

  @Test func `a rule that is missing in the body is an error if a needed path passes it, and only then`() throws {
    let (xs, data) = (Tensor.argument("xs", .float64([3])), Tensor.argument("data", .float64([3])))
    let loop = scan([0, 0], over: [xs, data]) { carry, elements in
      let hidden = Tensor.apply(Opaque(), carry[1] + elements[1])
      return ([carry[0] + elements[0] * hidden, hidden], [])
    }
    let gradients = try gradient(of: loop.carry[0], withRespectTo: xs)
    #expect(try evaluate(gradients, [xs: [1, 1, 1], data: [1, 2, 3]]) == [1, 3, 6])
    let error = errorOf { () throws(GradientError) in _ = try gradient(of: loop.carry[0], withRespectTo: data) }
    #expect(error?.description.contains("derivative of Opaque for operand 0") == true)
    #expect(error?.description.contains("nobody wrote it down") == true)
  }

  @Test func `a loop may stand in a custom function's body and rule`() throws {
    let cumulative = CustomFunction("cumulative") { x in
      [scan([0], over: [x[0]]) { carry, elements in ([carry[0] + elements[0]], [carry[0] + elements[0]]) }.outputs[0]]
    } pullback: { site in
      let reversed = scan([0], over: [site.cotangent()], reversed: true) { carry, elements in
        ([carry[0] + elements[0]], [carry[0] + elements[0]])
      }
      return [.value(reversed.outputs[0])]
    }
    let xs = Tensor.argument("xs", .float64([4]))
    let output = cumulative(xs)
    let derivative = try gradient(of: sum(output * output), withRespectTo: xs)
    #expect(try evaluate([output, derivative], [xs: [1, 2, 3, 4]]) == [[1, 3, 6, 10], [40, 38, 32, 20]])
    let op = try #require(output.node).op
    #expect(try verifyGradient(of: op, at: [[1, 2, 3, 4]]).passed)
  }
}
