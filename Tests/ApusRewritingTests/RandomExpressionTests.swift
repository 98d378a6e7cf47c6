// Tests of rewriting on random expressions: values are kept, and a second rewriting changes nothing.

import ApusGraph
import ApusInterpreter
import ApusRewriting
import Testing

@Suite struct RandomExpressionTests {
  /// The rules that keep every bit of every value.
  static let exactRules: RuleSet = {
    let inexact = Set(
      RuleCase.table.filter { row in if case .bits = row.exactness { false } else { true } }.map(\.rule))
    return RuleSet(
      "exact", RuleSet.specialize.rules.filter { !inexact.contains($0.name) }, stage: .afterDifferentiation)
  }()

  @Test func `exact rules keep every bit, with NaN, infinities, jumps and all`() throws {
    var fired: Set<String> = []
    for seed in 0..<400 {
      let expression = RandomExpression(seed: UInt64(seed), size: 12 + seed % 40, isSmooth: false)
      let result = try rewrite([expression.output], with: Self.exactRules)
      let (a, b) = (
        try evaluate(expression.output, expression.bindings).scalar,
        try evaluate(result.outputs[0], expression.bindings).scalar
      )
      #expect(a.isNaN && b.isNaN || a.bitPattern == b.bitPattern, "seed \(seed): \(a) became \(b)")
      fired.formUnion(result.firings.keys)
    }
    #expect(fired.count >= 15, "\(fired.sorted())")
  }

  @Test func `all rules keep smooth expressions to rounding`() throws {
    var fired: Set<String> = []
    var compared = 0
    for seed in 0..<400 {
      let expression = RandomExpression(seed: UInt64(10_000 + seed), size: 8 + seed % 30, isSmooth: true)
      let result = try rewrite([expression.output], with: .specialize)
      let (a, b) = (
        try evaluate(expression.output, expression.bindings).scalar,
        try evaluate(result.outputs[0], expression.bindings).scalar
      )
      fired.formUnion(result.firings.keys)
      guard a.isFinite, a.magnitude < 1e6 else { continue }
      #expect((a - b).magnitude <= 1e-9 * max(1, a.magnitude), "seed \(seed): \(a) became \(b)")
      compared += 1
    }
    #expect(compared > 250)
    #expect(fired.count >= 25, "\(fired.sorted())")
  }

  @Test(arguments: [true, false]) func `rewriting is idempotent and never adds operations`(isSmooth: Bool) throws {
    for seed in 0..<200 {
      let expression = RandomExpression(seed: UInt64(20_000 + seed), size: 12 + seed % 40, isSmooth: isSmooth)
      let once = try rewrite([expression.output], with: .specialize)
      let twice = try rewrite(once.outputs, with: .specialize)
      #expect(once.isFixedPoint)
      #expect(twice.outputs == once.outputs)
      #expect(twice.firings.isEmpty)
      let counts = try [expression.output, once.outputs[0]].map {
        try Traversal.topologicalOrder(of: [$0]).count { !$0.operands.isEmpty }
      }
      #expect(counts[1] <= counts[0])
    }
  }
}
