// A rule whose unused results have no cotangents: nothing of them is computed, and no 0 · ∞ arises.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct StructuralZeroTests {
  /// x² and √x; the derivative of the root is infinite at 0.
  private let both = CustomFunction("both") { x in
    [x[0].squared(), sqrt(x[0])]
  } pullback: { site in
    let x = site.operands[0]
    let root = site.cotangent(1) * 0.5 / site.results[1]
    return [.value(2 * x * site.cotangent(0) + select(x .> 100, -root, root).reshaped(to: x.shape))]
  }

  @Test func `an unused result with an infinite derivative does no harm`() throws {
    let x = Tensor.argument("x", .float64([2]))
    let squares = both.results([x])[0]
    let slope = try gradient(of: sum(squares), withRespectTo: [x])[0]
    #expect(try evaluate(slope, [x: NDArray([0.0, 3])]).doubles == [0, 6])
    #expect(!"\(try Traversal.topologicalOrder(of: [slope]).map(\.op.name))".contains("Sqrt"))
  }

  @Test func `results that are used keep their cotangents`() throws {
    let x = Tensor.argument("x", .float64([2]))
    let results = both.results([x])
    let slope = try gradient(of: sum(results[0] + 3 * results[1]), withRespectTo: [x])[0]
    let found = try evaluate(slope, [x: NDArray([4.0, 0.25])]).doubles
    #expect(found == [8.75, 3.5])
  }
}
