// Tests of the driver: fixed points, bounds, places, traces, errors, and graphs of any length.

import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import Testing

@Suite struct RewriterTests {
  let x = Tensor.argument("x")
  let v = Tensor.argument("v", .float64([3]))

  @Test func `rules that make way for one another all fire`() throws {
    // log(1 + exp(−(−x) · 1)) needs four rules, operands first.
    let result = try rewrite([log(1 + exp(-(-x) * 1))], with: .simplify + .stabilize)
    #expect(result.outputs == [softplus(x)])
    #expect(result.firings == ["−(−x)": 1, "x · 1": 1, "log(1 + x)": 1, "log1p f": 1])
    #expect(result.description == "log(1 + x) 1×, log1p f 1×, x · 1 1×, −(−x) 1×")
    #expect(result.isFixedPoint)
  }

  @Test func `a graph that no rule fits stays the same objects after one pass`() throws {
    let outputs = [sin(x) + sum(v), v * x]
    let result = try rewrite(outputs, with: .simplify + .stabilize)
    #expect(result.outputs == outputs)
    #expect(result.passCount == 1)
    #expect(result.firings.isEmpty)
  }

  @Test func `shared values are rewritten once`() throws {
    let shared = x * 1
    let result = try rewrite([exp(shared), sin(shared) + shared], with: .simplify)
    #expect(result.outputs == [exp(x), sin(x) + x])
    #expect(result.firings == ["x · 1": 1])
  }

  @Test func `replacements and nodes that are built again keep the user's lines`() throws {
    let inner = log(1 + exp(x), file: "User/Model.swift", line: 7)
    let outer = sin(inner * 1, file: "User/Model.swift", line: 9)
    let result = try rewrite(outer, with: .simplify + .stabilize)
    #expect(result.expression(depth: 3) == "Sine(Softplus(x))")
    #expect(result.node?.location?.description == "User/Model.swift:9")
    #expect(result.node?.operands[0].node?.location?.description == "User/Model.swift:7")
  }

  @Test func `a trace shows each replacement`() throws {
    var steps: [String] = []
    _ = try rewrite([log(1 + exp(x)) + 0], with: .simplify + .stabilize) { steps.append("\($0)") }
    #expect(
      steps == [
        "log(1 + x): Log(Add(1.0, Exp(…))): float64() becomes Log1p(Exp(x)): float64()",
        "log1p f: Log1p(Exp(x)): float64() becomes Softplus(x): float64()",
        "x + 0: Add(Softplus(x), 0.0): float64() becomes Softplus(x): float64()",
      ])
  }

  @Test func `rules that undo each other end and say so`() throws {
    let swap = RewriteRule("swap", on: Add.self) { _, site in site.apply(Add(), site.operands[1], site.operands[0]) }
    let back = RewriteRule("sine to cosine", on: Sine.self) { _, site in site.apply(Cosine(), site.operands[0]) }
    let forth = RewriteRule("cosine to sine", on: Cosine.self) { _, site in site.apply(Sine(), site.operands[0]) }
    let grow = RewriteRule("grow", on: Exp.self) { _, site in site.apply(Exp(), site.apply(Negate(), site.operands[0]))
    }
    for (rule, output) in [([swap], x + exp(x)), ([back, forth], sin(x)), ([grow], exp(x))] {
      let result = try rewrite([output], with: RuleSet("endless", rule))
      #expect(result.outputs[0].type == output.type)
      #expect(result.firings.values.reduce(0, +) <= 64 * 64)
    }
    #expect(!(try rewrite([exp(x)], with: RuleSet("endless", [grow]))).isFixedPoint)
  }

  @Test func `a rule that changes the type is an error that names it`() {
    let wrong = RewriteRule("wrong", on: Exp.self) { _, site in sum(site.operands[0]) }
    let poisoned = RewriteRule("poisoned", on: Exp.self) { _, site in site.operands[0] + Tensor.ones([4]) }
    #expect(
      message([exp(v, file: "User/Model.swift", line: 3)], wrong)
        == "User/Model.swift:3: Exp of v: float64(3,): the rule 'wrong' replaces values of types [float64(3,)] by "
        + "[float64()]")
    #expect(message([exp(v)], poisoned)?.hasSuffix("shapes (3,) and (4,) do not broadcast") == true)
  }

  @Test func `a poisoned output is an error with the user's line`() {
    let bad = v.reshaped(to: [2], file: "User/Model.swift", line: 4)
    #expect(message([x, bad * 2], RuleSet.simplify.rules[0])?.hasPrefix("User/Model.swift:4: Reshape to (2,)") == true)
  }

  private func message(_ outputs: [Tensor], _ rule: RewriteRule) -> String? {
    do throws(GraphError) {
      _ = try rewrite(outputs, with: RuleSet("test", [rule]))
      return nil
    } catch { return error.description }
  }

  @Test func `outputs may repeat, be arguments or constants, or be none`() throws {
    let result = try rewrite([x, x * 1, Tensor(2.0), x * 1], with: .specialize)
    #expect(result.outputs == [x, x, Tensor(2.0), x])
    #expect(try rewrite([], with: .specialize).outputs.isEmpty)
  }

  @Test func `results of an op with several are rewritten each`() throws {
    let pair = CustomFunction("pair") { x in
      [x[0] + 0, x[0] * 2]
    } pullback: { site in
      [.value(site.cotangent(0))]
    }
    let results = pair.results([x])
    #expect(try rewrite([results[1] * 1, results[0]], with: .specialize).outputs == [2 * x, x])
    #expect(try rewrite([results[1] * 1, results[0]], with: .simplify).outputs == [results[1], results[0]])
  }

  @Test func `a chain of 100,000 nodes is rewritten`() throws {
    var (nothing, kept, mixed) = (x, x, x)
    for step in 0..<100_000 {
      nothing = step.isMultiple(of: 2) ? -nothing : nothing * 1
      kept = sin(kept)
      if step.isMultiple(of: 10) { mixed = sin(mixed * 1) + 0 }
    }
    #expect(try rewrite(nothing, with: .simplify + .stabilize) == x)
    #expect(try rewrite(kept, with: .specialize) == kept)
    var expected = x
    for _ in 0..<10_000 { expected = sin(expected) }
    #expect(try rewrite(mixed, with: .specialize) == expected)
  }
}
