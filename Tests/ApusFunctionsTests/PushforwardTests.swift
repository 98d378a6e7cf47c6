// Tests of custom functions with a pushforward: each mode uses its own rule, and the verifier holds one against the other.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct PushforwardTests {
  let x = Tensor.argument("x", .float64([2]))
  let y = Tensor.argument("y", .float64([2]))

  /// sin x · y and x, with rules that are off by factors which tell them apart.
  private func marked(forward: Double, reverse: Double) -> CustomFunction {
    CustomFunction("marked") { operands in
      [sin(operands[0]) * operands[1], operands[0] * 1]
    } pullback: { site in
      let (x, y) = (site.operands[0], site.operands[1])
      return [
        .value(reverse * (cos(x) * y * site.cotangent(0) + site.cotangent(1))),
        .value(reverse * (sin(x) * site.cotangent(0))),
      ]
    } pushforward: { site in
      let (x, y) = (site.operands[0], site.operands[1])
      return [forward * (cos(x) * y * site.tangent(0) + sin(x) * site.tangent(1)), forward * site.tangent(0)]
    }
  }

  @Test func `forward mode uses the pushforward, reverse mode the pullback`() throws {
    let results = marked(forward: 2, reverse: 3).results([x, y])
    let bindings: [Tensor: NDArray] = [x: [0.5, 1], y: [2, -1]]
    let tangents = try jacobianVectorProduct(
      of: results, withRespectTo: [x, y], tangents: [Tensor([1.0, 10]), Tensor([0.5, 0])]
    ).compactMap { $0 }
    let sinX = sin(Tensor([0.5, 1.0])), cosX = cos(Tensor([0.5, 1.0]))
    let expected = [
      2 * (cosX * Tensor([2.0, -1]) * Tensor([1.0, 10]) + sinX * Tensor([0.5, 0])), Tensor([2.0, 20]),
    ]
    #expect(try evaluate(tangents, bindings) == evaluate(expected))
    let gradients = try gradient(of: sum(results[0]), withRespectTo: [x, y])
    #expect(try evaluate(gradients, bindings) == evaluate([3 * (cosX * Tensor([2.0, -1])), 3 * sinX]))
  }

  @Test func `tangents that are structurally zero stay so`() throws {
    let results = marked(forward: 1, reverse: 1).results([x, y])
    let found = try jacobianVectorProduct(of: results, withRespectTo: [y], tangents: [Tensor([1.0, 1])])
    #expect(found[0] != nil && found[1] == nil)
  }

  @Test func `a result may have no tangent`() throws {
    let function = CustomFunction("flat") {
      [floor($0[0])]
    } pullback: { site in
      [.value(.zeros(site.operands[0].type))]
    } pushforward: { _ in
      [nil]
    }
    let found = try jacobianVectorProduct(of: [function(x)], withRespectTo: [x], tangents: [Tensor([1.0, 1])])
    #expect(found == [nil])
  }

  @Test func `the verifier holds the rules against each other and against the function`() throws {
    for (forward, reverse, isRight) in [(1.0, 1.0, true), (2, 1, false), (1, 3, false), (2, 2, false)] {
      let op = try #require(marked(forward: forward, reverse: reverse).results([x, y])[0].node).op
      let verdict = try verifyGradient(of: op, at: [[0.5, 1], [2, -1]])
      #expect(verdict.passed == isRight, "\(forward), \(reverse): \(verdict)")
    }
  }

  @Test func `functions with different pushforwards differ`() {
    #expect(marked(forward: 1, reverse: 1).results([x, y]) == marked(forward: 1, reverse: 1).results([x, y]))
    #expect(marked(forward: 1, reverse: 1).results([x, y]) != marked(forward: 2, reverse: 1).results([x, y]))
  }

  @Test func `a pushforward that uses a value from outside is an error`() {
    let outside = y
    let function = CustomFunction("capturing") {
      [$0[0] * 2]
    } pullback: { site in
      [.value(2 * site.cotangent())]
    } pushforward: { site in
      [site.tangent(0) * outside]
    }
    #expect(function(x).error?.description.contains("its pushforward uses y from outside") ?? false)
  }
}
