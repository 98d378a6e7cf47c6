// Element types: what keeps integers, what converts them, what refuses them, and how overflow wraps.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct ElementwiseIntegerTests {
  private let x = Tensor([-3, 0, 7] as [Int])
  private let y = Tensor([2, -5, 2] as [Int])

  private func integers(_ tensor: Tensor) throws -> [Int]? { try evaluate(tensor).integers }

  @Test func `arithmetic of integers gives integers`() throws {
    #expect(try integers(x + y) == [-1, -5, 9])
    #expect(try integers(x - y) == [-5, 5, 5])
    #expect(try integers(x * y) == [-6, 0, 14])
    #expect(try integers(-x) == [3, 0, -7])
    #expect(try integers(abs(x)) == [3, 0, 7])
    #expect(try integers(sign(x)) == [-1, 0, 1])
    #expect(try integers(x.squared()) == [9, 0, 49])
    #expect(try integers(maximum(x, y)) == [2, 0, 7])
    #expect(try integers(minimum(x, y)) == [-3, -5, 2])
    #expect(try integers(clip(x, Tensor([0] as [Int]), Tensor([5] as [Int]))) == [0, 0, 5])
    #expect(try integers(floor(x)) == [-3, 0, 7])
    #expect(try integers(round(x)) == [-3, 0, 7])
  }

  @Test func `the rest of integers has the sign of the divisor`() throws {
    let dividends = Tensor([7, -7, 7, -7, 6, .min, 5] as [Int])
    let divisors = Tensor([3, 3, -3, -3, 3, -1, 3] as [Int])
    #expect(try integers(mod(dividends, divisors)) == [1, 2, -2, -1, 0, 0, 2])
  }

  /// Expressions whose results do not fit 64 bits.
  static let overflows: [@Sendable (Tensor) -> Tensor] = [
    { -($0 - Tensor([Int.max]) - Tensor([3] as [Int])) }, { $0 + Tensor([Int.max]) }, { $0 * Tensor([Int.max]) },
    { ($0 * Tensor([2_500_000_000] as [Int])).squared() }, { sum(concatenate([$0, Tensor([Int.max])])) },
    { product(concatenate([$0, Tensor([Int.max])])) }, { mod($0, Tensor([0] as [Int])) },
  ]

  @Test(arguments: overflows.indices) func `an integer that does not fit is refused, of constants and of data`(
    index: Int
  ) throws {
    let data = Tensor.argument("n", .int64([1]))
    #expect(throws: EvaluationError.self) { try evaluate(Self.overflows[index](Tensor([2] as [Int]))) }
    let error = #expect(throws: EvaluationError.self) {
      try evaluate(Self.overflows[index](data), [data: NDArray([2] as [Int])])
    }
    #expect("\(try #require(error))".contains("does not fit an integer of 64 bits"))
    #expect(try evaluate(data * Tensor([3] as [Int]), [data: NDArray([2] as [Int])]).integers == [6])
  }

  @Test func `integers with numbers, and functions of integers, are float64`() throws {
    #expect(try evaluate(x + 0.5).elements.isEqual(to: [-2.5, 0.5, 7.5]))
    #expect(try evaluate(x / y).elements.isEqual(to: [-1.5, -0.0, 3.5]))
    #expect(try evaluate(exp(Tensor([0] as [Int]))).elements.isEqual(to: [1]))
    #expect(try evaluate(pow(x, 2)).elements.isEqual(to: [9, 0, 49]))
    #expect(try evaluate(Tensor([true, false]) + 1).elements.isEqual(to: [2, 1]))
    #expect(try evaluate(maximum(x, 0.5)).elements.isEqual(to: [0.5, 0.5, 7]))
  }

  @Test func `no gradient flows through integers`() throws {
    let real = Tensor.argument("real", .float64([3]))
    let counts = real.cast(to: .int64)
    for output in [abs(counts), -counts, counts + y, maximum(counts, y), counts.squared(), mod(counts, y)] {
      let total = sum(output.asFloat64)
      #expect(try vectorJacobianProduct(of: [total], cotangents: [1], withRespectTo: [real])[0] == nil)
      #expect(try jacobianVectorProduct(of: [total], withRespectTo: [real], tangents: [.ones([3])])[0] == nil)
    }
  }

  @Test func `an Op that takes no integers says so`() throws {
    for result in [
      Tensor.apply(Exp(), x), Tensor.apply(Divide(), x, y), Tensor.apply(LogAddExp(), x, y),
      Tensor.apply(RegularizedBeta(), x, y, y), Tensor.apply(Polygamma(order: 0), x), Tensor.apply(IsNaN(), x),
    ] {
      #expect(try #require(result.error).cause.kind == .elementType)
    }
  }

  @Test func `a wrong count of operands, or an order that is not there, is an error`() throws {
    let number = Tensor(1.0)
    for (op, count) in [(Exp() as any Op, 2), (Power(), 1), (Select(), 2), (RegularizedBeta(), 2), (Compare(.less), 3)]
    {
      let results = Tensor.apply(op, [Tensor](repeating: number, count: count))
      #expect(try #require(results[0].error).cause.kind == .operandCount)
    }
    #expect(try #require(polygamma(5, number).error).cause.kind == .attribute)
    #expect(try #require(polygamma(-1, number).error).cause.kind == .attribute)
  }
}

extension NDArray.Elements {
  fileprivate func isEqual(to numbers: [Double]) -> Bool {
    if case .float64(let values) = self { values == numbers } else { false }
  }
}
