// Tests of each rule by the table: its text, its values at ordinary points and at edges, and what it must not touch.

import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import ApusTestSupport
import Testing

@Suite struct RuleTests {
  @Test(arguments: RuleCase.table) func `a rule makes the graph that it should`(row: RuleCase) throws {
    let before = row.build(Variables())
    #expect(before.expression(depth: 9) == row.before)
    let result = try rewrite([before], with: row.ruleSet)
    #expect(result.outputs[0].expression(depth: 9) == row.after)
    #expect(result.outputs[0].type == before.type)
    #expect(result.firings[row.rule] ?? 0 > 0)
    #expect(result.isFixedPoint)
  }

  @Test(arguments: RuleCase.table) func `a rule keeps values at ordinary points and at edges`(row: RuleCase) throws {
    let variables = Variables()
    let before = row.build(variables)
    let after = try rewrite([before], with: row.ruleSet).outputs[0]
    var changes: [String] = []
    for shift in 0..<12 {
      for atEdges in [false, true] {
        if case .stabilized = row.exactness, atEdges { continue }
        let bindings = variables.bindings(atEdges: atEdges, shift: shift)
        let (old, new) = (try evaluate(before, bindings).doubles, try evaluate(after, bindings).doubles)
        for (element, (a, b)) in try paired(old, new).enumerated() where !row.exactness.allows(a, b) {
          if isOverflow(row, a, b, bindings, variables, element) { continue }
          changes.append("\(a) became \(b) at element \(element), shift \(shift)")
        }
      }
    }
    #expect(changes == [])
  }

  /// Whether the written form gave NaN though no operand is NaN: what stabilization is for.
  private func isOverflow(
    _ row: RuleCase, _ before: Double, _ after: Double, _ bindings: [Tensor: NDArray], _ variables: Variables,
    _ element: Int
  ) -> Bool {
    guard case .stabilized = row.exactness, before.isNaN, !after.isNaN else { return false }
    let used = (try? Program([row.build(variables)]).arguments) ?? []
    return used.allSatisfy { !(bindings[$0]?.doubles[element].isNaN ?? false) }
  }

  @Test func `every rule of the standard sets is in the table, under a name of its own`() {
    let names = RuleSet.specialize.rules.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(RuleCase.table.map(\.rule)) == Set(names))
    let parts = RuleSet.simplify.rules + RuleSet.stabilize.rules
    #expect(Set(parts.map(\.name)).isSubset(of: names))
  }

  /// Expressions that look like a pattern and are none.
  static let untouched: [@Sendable (Variables) -> Tensor] = [
    { 0 * $0.x }, { Tensor.filled(0, [2, 12]) * $0.x }, { 0 / $0.x }, { $0.x - $0.x }, { $0.x / $0.x },
    { 1 + $0.x }, { 2 * $0.x }, { 3 * (5 * $0.x) }, { -(3 + $0.x) }, { -($0.x * $0.y) },
    { 3 * (1e-308 * $0.x) }, { 2 * (1e308 * $0.x) },
    { 1 - $0.x }, { $0.x - 1 }, { 1 / $0.x }, { $0.x / 3 }, { $0.x / 0 }, { $0.x / 0x1p1023 },
    { $0.x / Double.leastNonzeroMagnitude }, { $0.k - Tensor(NDArray(1 as Int)) },
    { Tensor(NDArray(3 as Int)) * -$0.k },
    { pow($0.x, 0.5) }, { pow($0.x, 3.0) }, { pow(sqrt($0.x), 0.5) }, { pow($0.x, $0.y) }, { sqrt($0.x).squared() },
    { exp(log($0.x)) }, { exp(log(sin($0.x))) }, { log(2 + $0.x) }, { log($0.x - 1) }, { log(exp($0.x) + $0.y) },
    { log(3 + sigmoid($0.x)) }, { log(sin($0.x) + exp($0.y)) }, { log($0.x * $0.y) }, { log(2 * $0.x) },
    { log1p(sigmoid($0.x)) }, { xlogy($0.x, $0.y) }, { log(stopGradient(sigmoid($0.x))) },
    { 1 / (2 + exp($0.x)) }, { exp($0.x) / (1 + exp($0.y)) }, { 2 - sigmoid($0.x) }, { sigmoid($0.x) - 1 },
    { exp($0.x) - 2 }, { log1p($0.x) }, { log1p(-$0.x) }, { -exp($0.x) },
    { select($0.b, $0.x, $0.y) }, { select(Tensor([true, false]), Tensor([1.0, 2.0]), $0.s) }, { $0.b .& $0.b },
    { $0.x.cast(to: .int64).cast(to: .float64) }, { $0.x.cast(to: .bool).cast(to: .float64) },
    { $0.x.reshaped(to: [3, 4]) }, { $0.s.broadcast(to: [3]) }, { $0.s.broadcast(to: [3]) + $0.s },
    { sum($0.m, axes: [0]) }, { sum($0.m.reshaped(to: [3, 2]), axes: [0]) }, { sum(sum($0.m, axes: [0])) },
    { sum($0.s.broadcast(to: [0])) }, { $0.x.reshaped(to: [12, 1]).broadcast(to: [12, 2]) },
    { $0.m.transposed() }, { matmul($0.m, $0.m.reshaped(to: [3, 2])) },
    { $0.x[0..<11] }, { $0.x.sliced(axis: 0, 0..<12, step: 2) }, { concatenate([$0.x, $0.x]) },
    { log(sum($0.x)) }, { log(sum($0.x.squared())) }, { 2 - erf($0.x) },
    { log1p(-erfc($0.x)) }, { erf($0.x) - 1 },
    { sum($0.x.reshaped(to: [12, 1]).broadcast(to: [12, 2]), axes: [0]) },
    { $0.x .< 0 }, { $0.x.squared() .> 0 }, { $0.x.squared() .< 1 }, { sum($0.x * $0.y) }, { sum($0.x + $0.y) },
    { sum($0.m + $0.s, axes: [0]) }, { sum(1e-100 * $0.x) },
  ]

  @Test(arguments: untouched.indices) func `what only looks like a pattern is left alone`(index: Int) throws {
    let before = Self.untouched[index](Variables())
    let result = try rewrite([before], with: .simplify + .stabilize)
    #expect(result.outputs == [before], "\(result): \(before) became \(result.outputs[0])")
    #expect(!result.isChanged)
    #expect(result.description == "no rule fired")
  }
}
