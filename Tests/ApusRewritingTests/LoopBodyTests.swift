// Tests of rewriting inside loops and of inlining: bodies as text, and values of loops and of their gradients.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import ApusTestSupport
import Testing

@Suite struct LoopBodyTests {
  let xs = Tensor.argument("xs", .float64([6]))
  let rate = Tensor.argument("rate")

  private func body(_ output: Tensor) throws -> String {
    let loop = try #require(output.node?.op as? Scan)
    return try GraphPrinter(loop.body.results).text.split(separator: "\n")
      .map { $0.split(separator: "  //")[0] }.joined(separator: "\n")
  }

  @Test func `the body of a loop is rewritten`() throws {
    let rate = rate
    let loop = scan([0], over: [xs]) { carry, x in
      let state = stopGradient(carry[0]) * 1 + log(1 + exp(x[0] * rate)) + 0
      return ([state], [])
    }
    let rewritten = try rewrite(loop.carry[0], with: .specialize)
    #expect(
      try body(rewritten) == """
        %0 = x0: float64()
        %1 = x1: float64()
        %2 = x2: float64()
        %3 = Multiply(%1, %2): float64()
        %4 = Softplus(%3): float64()
        %5 = Add(%0, %4): float64()
        return %5
        """)
    let bindings: [Tensor: NDArray] = [xs: [1, -2, 0.5, 3, -1, 0], rate: NDArray(0.7)]
    let (a, b) = (try evaluate(loop.carry[0], bindings).scalar, try evaluate(rewritten, bindings).scalar)
    #expect(abs(a - b) <= 1e-15 * abs(a))
    // Before differentiation the body has stable forms, and the modifier and what does nothing stay.
    let stable = try rewrite(loop.carry[0], with: .simplify + .stabilize)
    #expect(try body(stable).contains("StopGradient") && body(stable).contains("Softplus"))
    #expect(try evaluate(stable, bindings).scalar == b)
    let written = loop.carry[0]
    let (slope, stableSlope) = try (
      evaluate(gradient(of: written, withRespectTo: xs), bindings).doubles,
      evaluate(gradient(of: stable, withRespectTo: xs), bindings).doubles
    )
    for (a, b) in try paired(slope, stableSlope) { #expect(abs(a - b) <= 1e-14) }
  }

  @Test func `a loop in a loop is rewritten, and its custom functions are inlined`() throws {
    let double = CustomFunction("double") { x in
      [x[0] * 2]
    } pullback: { site in
      [.value(site.cotangent() * 9)]
    }
    let matrix = Tensor.argument("m", .float64([2, 3]))
    let loop = scan([0], over: [matrix]) { carry, rows in
      let inner = scan([carry[0]], over: [rows[0]]) { state, x in ([double(state[0]) + x[0] * 1], []) }
      return ([inner.carry[0] / 1], [])
    }
    let derivative = try gradient(of: loop.carry[0], withRespectTo: matrix)
    let outputs = [loop.carry[0], derivative]
    let result = try rewrite(outputs, with: .specialize)
    let bindings: [Tensor: NDArray] = [matrix: NDArray(rows: [[1, 2, 3], [4, 5, 6]])]
    #expect(try evaluate(result.outputs, bindings) == evaluate(outputs, bindings))
    #expect(try evaluate(result.outputs[1], bindings) == NDArray(rows: [[59049, 6561, 729], [81, 9, 1]]))
    let outer = try #require(result.outputs[0].node?.op as? Scan)
    #expect(
      try body(outer.body.results[0]) == """
        %0 = 2.0: float64()
        %1 = x0: float64()
        %2 = Multiply(%0, %1): float64()
        %3 = x1: float64()
        %4 = Add(%2, %3): float64()
        return %4
        """)
    #expect(result.firings["loop body"] ?? 0 >= 2)
    #expect(!(try rewrite(result.outputs, with: .specialize)).isChanged)
  }

  @Test func `the gradient of a loop has the same value after rewriting`() throws {
    let rate = rate
    let loop = scan([0], over: [xs]) { carry, x in
      let state = tanh(carry[0] * rate + x[0] * 1) - log(1 - sigmoid(x[0]))
      return ([state], [state * state])
    }
    let gradients = try gradient(of: sum(loop.outputs[0]), withRespectTo: [xs, rate])
    let rewritten = try rewrite(gradients, with: .specialize)
    let bindings: [Tensor: NDArray] = [xs: [1, -2, 0.5, 3, -1, 0], rate: NDArray(0.7)]
    for (a, b) in try paired(try evaluate(gradients, bindings), try evaluate(rewritten.outputs, bindings)) {
      for (p, q) in try paired(a.doubles, b.doubles) { #expect(abs(p - q) <= 1e-13 * max(1, abs(p))) }
    }
    #expect(rewritten.isChanged)
  }

  @Test func `an inlined custom function joins the rules around it`() throws {
    let shift = CustomFunction("shift") { x in
      [x[0] + 1]
    } pullback: { site in
      [.value(site.cotangent() * 2)]
    }
    let result = try rewrite(log(shift(exp(rate))), with: .specialize)
    #expect(result == softplus(rate))
  }
}
