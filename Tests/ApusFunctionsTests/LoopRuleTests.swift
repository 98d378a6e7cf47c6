// Rules inside loops: whose they are, what is missing, and what is wrong with a loop that cannot be built.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct LoopRuleTests {
  private let x = Tensor.argument("x")
  private let square = CustomFunction("square") {
    [$0[0] * $0[0]]
  } pullback: {
    [.value(100 * $0.cotangent())]
  }

  @Test func `a loop says whether its body bears rules`() throws {
    let plain = scan([x], length: 2) { c, _ in ([c[0] * 2], []) }.carry[0]
    let bearing = scan([x], length: 2) { c, _ in ([square(c[0])], []) }.carry[0]
    let nested = scan([x], length: 2) { c, _ in
      (scan([c[0]], length: 2) { c, _ in ([stopGradient(c[0])], []) }.carry, [])
    }.carry[0]
    let found = [plain, bearing, nested].map { ($0.node?.op as? Scan)?.bearsGradientRules }
    #expect(found == [false, true, true])
  }

  @Test func `the first step is that of the loop`() throws {
    let xs = Tensor.argument("xs", .float64([3]))
    let loop = scan([x], over: [xs], reversed: true) { c, e in ([c[0] * e[0]], [c[0] + e[0]]) }
    let node = try #require(loop.carry[0].node)
    let step = try #require(node.op as? Scan).firstStep(on: node.operands)
    let values = try evaluate(step, [x: NDArray(5.0), xs: NDArray([2.0, 3, 4])]).map(\.scalar)
    #expect(values == [20, 9])
    let empty = scan([x], length: 0) { c, _ in ([c[0] * 2], []) }.carry[0]
    #expect(try #require(empty.node?.op as? Scan).firstStep(on: [x]).isEmpty)
  }

  @Test func `a missing rule in a loop is blamed on its operand`() throws {
    let blocked = CustomFunction("blocked") {
      [$0[0] * $0[1]]
    } pullback: {
      [.value($0.cotangent() * $0.operands[1]), .notImplemented("nobody has written it down")]
    }
    let y = Tensor.argument("y")
    let result = scan([x, y], length: 2) { c, _ in ([c[0] + blocked(c[0], c[1]), c[1]], []) }.carry[0]
    #expect(try evaluate(gradient(of: result, withRespectTo: x), [x: NDArray(1.0), y: NDArray(2.0)]).scalar == 9)
    do {
      _ = try gradient(of: result, withRespectTo: [x, y])
      Issue.record("no error")
    } catch {
      #expect(
        "\(error)".contains("'y'") && "\(error)".contains("operand 1") && "\(error)".contains("blocked"), "\(error)")
    }
  }

  @Test func `a rule that breaks its contract does so in a loop too`() throws {
    let narrow = CustomFunction("narrow") {
      [sum($0[0] * 2)]
    } pullback: {
      [.value($0.cotangent().reshaped(to: [1]))]
    }
    let v = Tensor.argument("v", .float64([3]))
    let result = scan([v], length: 2) { c, _ in ([c[0] * narrow(c[0])], []) }.carry[0]
    do {
      _ = try gradient(of: sum(result), withRespectTo: v)
      Issue.record("no error")
    } catch { #expect("\(error)".contains("(1,)") && "\(error)".contains("(3,)"), "\(error)") }
    #expect(throws: GradientError.self) {
      try verifyGradient(of: #require(result.node).op, at: [NDArray([1.0, 2, 3])])
    }
  }

  @Test func `a loop that cannot be built has as many poisoned outputs as it would have had`() throws {
    let rows = Tensor.argument("rows", .float64([4, 3]))
    let wider = scan([x, x], over: [rows]) { c, e in ([c[0] + e[0], c[1]], [c[0], e[0]]) }
    #expect(wider.carry.count == 2 && wider.outputs.count == 2)
    #expect(wider.outputs[1].error?.description.contains("must be equal") == true)
    let short = Tensor.argument("short", .float64([5]))
    let uneven = scan([x], over: [rows, short]) { c, e in ([c[0]], [e[0], e[1], c[0]]) }
    #expect(uneven.outputs.count == 3 && uneven.outputs[2].error?.description.contains("[4, 5]") == true)
    let poisonedBody = scan([x], length: 2) { c, _ in
      ([c[0]], [rows + Tensor.argument("v", .float64([2]))])
    }
    #expect(
      poisonedBody.outputs.count == 1 && poisonedBody.outputs[0].error != nil && poisonedBody.carry[0].error != nil)
  }
}
