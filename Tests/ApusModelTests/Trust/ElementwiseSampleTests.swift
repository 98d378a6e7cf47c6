// Long arrays are verified at some of their elements, and a mistake among all of them is still found.

import ApusExtension
import Foundation
import Testing

/// x y, elementwise, with a rule that forgets y.
private struct Product: BinaryElementwiseOp {
  let isRight: Bool
  func evaluate(_ x: Double, _ y: Double) -> Double { x * y }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) { (isRight ? y : 1, x) }
}

@Suite struct ElementwiseSampleTests {
  private func model(_ f: @escaping @Sendable (Tensor, Tensor) -> Tensor) throws -> Model {
    try Model { m in
      let x = m.parameter("x", Normal(1, 1), shape: [2, 200])
      let y = m.parameter("y", Normal(2, 1), shape: [2, 1])
      m.observe("z", Normal(f(x, y), 1), Tensor.ones([2, 200]))
    }
  }

  @Test(arguments: [true, false]) func `a scalar routine on 400 elements`(isRight: Bool) throws {
    let found = try model { Product(isRight: isRight)($0, $1) }.verify(pointCount: 1)
    #expect(found.passed == isRight)
    #expect(found.entries[0].comparisonCount == 16)
    #expect(found.seconds < 1)
  }

  @Test(arguments: [true, false]) func `a custom function on 400 elements`(isRight: Bool) throws {
    let product = CustomFunction("product") {
      [$0[0] * $0[1]]
    } pullback: { site in
      let (x, y, c) = (site.operands[0], site.operands[1], site.cotangent())
      return [.value(isRight ? c * y : c), .value((c * x).summed(to: y.shape))]
    }
    let found = try model { product($0, $1) }.verify(pointCount: 1)
    #expect(found.passed == isRight)
    #expect(found.entries[0].comparisonCount == 16)
  }

  @Test func `a rule that is wrong for broadcast operands alone is found among all elements`() throws {
    // For vectors the mean over one element is the sum: the sample would be right.
    let product = CustomFunction("product") {
      [$0[0] * $0[1]]
    } pullback: { site in
      let (x, y, c) = (site.operands[0], site.operands[1], site.cotangent())
      let share = Double(y.type.elementCount) / Double(x.type.elementCount)
      return [.value(c * y), .value((c * x).summed(to: y.shape) * share)]
    }
    let found = try model { product($0, $1) }.verify(pointCount: 1)
    #expect(!found.passed && found.failures.allSatisfy { $0.operand == 1 })
  }

  @Test func `a function that is not elementwise is verified as it is`() throws {
    let smooth = CustomFunction("running") {
      [cumulativeSum($0[0], axis: 1) * $0[1]]
    } pullback: { site in
      let (x, y, c) = (site.operands[0], site.operands[1], site.cotangent())
      let back = (c * y).flipped(axis: 1)
      return [
        .value(cumulativeSum(back, axis: 1).flipped(axis: 1)),
        .value((c * cumulativeSum(x, axis: 1)).summed(to: y.shape)),
      ]
    }
    let found = try model { smooth($0, $1) }.verify(pointCount: 1)
    #expect(found.passed, "\(found)")
    // 24 of the 400 elements of x, and both of y.
    #expect(found.entries[0].comparisonCount == 26)
  }
}
