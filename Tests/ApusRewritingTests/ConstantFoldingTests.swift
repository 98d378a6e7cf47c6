// Tests of constant folding: fills stay fills, large constants are not made, bad numbers are folded as they are.

import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusRewriting
import Testing

@Suite struct ConstantFoldingTests {
  let x = Tensor.argument("x")

  @Test func `what depends on constants alone becomes one`() throws {
    let output = try rewrite(x * (exp(Tensor(0.0)) + sum(Tensor([1.0, 2.0, 3.0])) * 2), with: .simplify)
    #expect(output == 13 * x)
  }

  @Test func `elementwise operations of huge fills stay fills`() throws {
    let huge = Tensor.filled(2, [10_000, 10_000])
    #expect(try rewrite(exp(huge - 2) * 3, with: .simplify) == Tensor.filled(3, [10_000, 10_000]))
    #expect(try rewrite(select(huge .> 1, huge, 5 * huge), with: .simplify) == huge)
    #expect(try rewrite(sum(huge, axes: [1]), with: .simplify) == Tensor.filled(20_000, [10_000]))
  }

  @Test func `no constant is made from or of more than 4,096 elements`() throws {
    let large = Tensor((0..<5000).map { Double($0) })
    #expect(try rewrite(2 * large, with: .simplify) == 2 * large)
    #expect(try rewrite(sum(large), with: .simplify) == sum(large))
    let small = Tensor((0..<100).map { Double($0) })
    let outer = small.reshaped(to: [100, 1]) * small
    #expect(try rewrite(outer, with: .simplify) == Tensor(try evaluate(small.reshaped(to: [100, 1]))) * small)
    #expect(try rewrite(sum(small), with: .simplify) == 4950)
  }

  @Test func `constants whose elements are equal become fills`() throws {
    #expect(try rewrite(Tensor([1.0, 2.0]) * Tensor([2.0, 1.0]), with: .simplify) == Tensor.filled(2, [2]))
    let zeros = try rewrite(Tensor([0.0, 0.0]) * Tensor([1.0, -1.0]), with: .simplify)
    #expect(zeros.node?.op is Constant, "0 and −0 are not equal")
    #expect(try rewrite(Tensor([1, 2]) - Tensor([0, 1]), with: .simplify) == .filled(NDArray(1 as Int), [2]))
    #expect(try rewrite(Tensor([1.0, 2.0]) .> Tensor([0.0, 1.0]), with: .simplify) == .filled(NDArray(true), [2]))
  }

  @Test func `NaN and infinities are folded as what they are`() throws {
    let undefined = try rewrite(log(Tensor(-1.0)) + x, with: .simplify)
    #expect(try evaluate(undefined, [x: 1]).scalar.isNaN)
    #expect(try rewrite(1 / Tensor(0.0), with: .simplify) == Tensor(Double.infinity))
    #expect(try rewrite(Tensor(0.0) * Tensor(Double.infinity), with: .simplify).constantValue?.scalar.isNaN == true)
  }

  @Test func `a zero times an argument is not folded: the argument may be NaN`() throws {
    for output in [x * 0, 0 * exp(x), Tensor.filled(0, [3]) * x] {
      let rewritten = try rewrite(output, with: .specialize)
      #expect(try evaluate(rewritten, [x: NDArray(Double.nan)]).doubles.allSatisfy(\.isNaN))
    }
  }

  @Test func `a loop over constants is folded with all its results`() throws {
    let loop = scan([1], length: 5) { carry, _ in ([carry[0] * 2], [carry[0]]) }
    let result = try rewrite([loop.carry[0] + x, loop.outputs[0]], with: .simplify)
    #expect(result.outputs == [32 + x, Tensor([1.0, 2.0, 4.0, 8.0, 16.0])])
  }
}
