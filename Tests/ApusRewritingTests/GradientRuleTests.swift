// Tests of law 3: what is rewritten before differentiation keeps the gradients that the user declared.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import ApusTestSupport
import Testing

@Suite struct GradientRuleTests {
  let x = Tensor.argument("x")
  let y = Tensor.argument("y")
  static let square = CustomFunction("square") { x in
    [x[0] * x[0]]
  } pullback: { site in
    [.value(site.cotangent() * 100)]
  }
  static let sets = [RuleSet.simplify, .stabilize, .simplify + .stabilize, RuleSet.specialize.beforeDifferentiation]

  private func slope(_ output: Tensor, at point: Double) throws -> Double {
    try evaluate(gradient(of: output, withRespectTo: x), [x: NDArray(point)]).scalar
  }

  @Test(arguments: sets.indices)
  func `rewriting before differentiation keeps the gradients of modifiers and custom functions`(set: Int) throws {
    let (x, rules) = (x, Self.sets[set])
    let cases: [(Tensor, Double)] = [
      (x * stopGradient(x), 2),
      (clipGradient(x, -1, 1).squared(), 1),
      (x * scaleGradient(x, by: 3), 8),
      (x * zeroGradient(x), 2),
      (Self.square(x), 100),
      (log(exp(Self.square(x) + 0)) * 1, 100),
      (-(-stopGradient(x) * 1) * x, 2),
      (stopGradient(x) * stopGradient(x) + x * 0, 0),
      (scan([x], length: 1) { c, _ in ([c[0] * stopGradient(c[0]) * 1], []) }.carry[0], 2),
      (scan([x], length: 1) { c, _ in ([Self.square(c[0]) * 1], []) }.carry[0], 100),
      (
        scan([x], length: 1) { c, _ in
          (scan([c[0]], length: 1) { c, _ in ([clipGradient(c[0], -1, 1).squared()], []) }.carry, [])
        }.carry[0], 1
      ),
    ]
    for (output, expected) in cases {
      #expect(try slope(output, at: 2) == expected)
      #expect(try slope(rewrite(output, with: rules), at: 2) == expected)
    }
  }

  @Test(arguments: sets.indices)
  func `no set touches a node with a rule of its own before differentiation`(set: Int) throws {
    let (x, rules) = (x, Self.sets[set])
    let outputs = [
      x * stopGradient(x), clipGradient(x, -1, 1).squared(), Self.square(x), stopGradient(Tensor(2.0)) * x,
      Self.square(2.0) + x, scaleGradient(scaleGradient(x, by: 2), by: 2), log(stopGradient(exp(x))),
    ]
    let result = try rewrite(outputs, with: rules)
    #expect(result.outputs == outputs)
    #expect(!result.isChanged)
  }

  @Test func `modifiers with different parameters stay two nodes`() throws {
    let (narrow, wide) = (clipGradient(x, -1, 1), clipGradient(x, -5, 5))
    let output = try rewrite(narrow * narrow + wide * wide * 1, with: .simplify)
    #expect(
      output.expression(depth: 4) == """
        Add(Square(ClipGradient to [-1.0, 1.0](x)), Square(ClipGradient to [-5.0, 5.0](x)))
        """)
    // 1 from the narrow one; 2x clipped to 5 from the wide one.
    #expect(try slope(output, at: 10) == 6)
  }

  @Test func `specializing erases modifiers and custom functions, so it comes after differentiation`() throws {
    let output = x * stopGradient(x) + Self.square(x)
    let derivative = try gradient(of: output, withRespectTo: x)
    let rewritten = try rewrite([output, derivative], with: .specialize).outputs
    let names = try Traversal.topologicalOrder(of: rewritten).map(\.op.name)
    #expect(!names.contains("StopGradient") && !names.contains("square"))
    #expect(try evaluate(rewritten, [x: NDArray(2.0)]) == [NDArray(8.0), NDArray(102.0)])
    #expect(RuleSet.specialize.stage == .afterDifferentiation)
    #expect((RuleSet.simplify + RuleSet.specialize).stage == .afterDifferentiation)
    #expect(RuleSet.simplify.stage == .beforeDifferentiation)
  }

  @Test func `a rule that reaches through a node with a rule of its own is refused`() throws {
    let evil = RuleSet(
      "evil",
      [
        RewriteRule("exp of stopped log", on: Exp.self) { _, site in
          site.operands[0].operand(of: StopGradient.self)?.operand(of: Log.self)
        }
      ])
    let output = exp(stopGradient(log(x)))
    #expect(try rewrite(output, with: evil) == output)
    let after = RuleSet("evil", evil.rules, stage: .afterDifferentiation)
    #expect(try rewrite(output, with: after) == x)
  }

  @Test func `a replacement that drops a branch with a rule of its own is refused`() throws {
    let isTrue = Tensor(NDArray(true))
    let harmless = select(isTrue, x, exp(y))
    #expect(try rewrite(harmless, with: .simplify) == x)
    let kept = select(isTrue, x, exp(scaleGradient(y, by: 2)))
    #expect(try rewrite(kept, with: .simplify) == kept)
    #expect(try rewrite(pow(stopGradient(x), 0.0), with: .simplify) == pow(stopGradient(x), 0.0))
    // Both branches stand on the modifier: it stays below the one that is taken.
    let modified = stopGradient(x)
    #expect(try rewrite(select(isTrue, modified, modified), with: .simplify) == modified)
  }

  @Test func `a replacement that drops more than is looked at is refused before differentiation only`() throws {
    var long = y
    for _ in 0..<1000 { long = sin(long) }
    let output = select(Tensor(NDArray(true)), x, long)
    #expect(try rewrite(output, with: .simplify) == output)
    #expect(try rewrite(output, with: RuleSet("late", RuleSet.simplify.rules, stage: .afterDifferentiation)) == x)
  }

  @Test func `rewriting before or after differentiation gives the same gradient`() throws {
    let v = Tensor.argument("v", .float64([4]))
    let loss =
      sum(log(1 + exp(v * 2 - 0)) * 1) + log(exp(x) * 1 + 0) + sum(v * v / 4) * pow(x, 2.0) - log(1 - sigmoid(x))
    let bindings: [Tensor: NDArray] = [v: [0.3, -1, 20, -20], x: NDArray(0.7)]
    let plain = try gradient(of: loss, withRespectTo: [v, x])
    let before = try gradient(of: rewrite(loss, with: .simplify + .stabilize), withRespectTo: [v, x])
    let after = try rewrite(plain, with: .specialize).outputs
    for (a, (b, c)) in try paired(
      evaluate(plain, bindings), paired(evaluate(before, bindings), evaluate(after, bindings)))
    {
      for (p, (q, r)) in try paired(a.doubles, paired(b.doubles, c.doubles)) {
        #expect(abs(p - q) <= 1e-14 * max(1, abs(p)))
        #expect(abs(p - r) <= 1e-14 * max(1, abs(p)))
      }
    }
  }
}
