// Selection: element types, broadcasting, and branches that are not taken.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Testing

@Suite struct ElementwiseSelectionTests {
  @Test func `the branch that is not taken gets exactly zero where it is bad`() throws {
    let a = Tensor.argument("a", .float64([3]))
    let b = Tensor.argument("b", .float64([3]))
    let gradients = try gradient(
      of: sum(select(Tensor([true, false, true]), a, b) * Tensor([5, 6, 7])), withRespectTo: [a, b])
    let bad: NDArray = [.nan, 1, .infinity]
    let bindings: [Tensor: NDArray] = [a: [1, -.infinity, .nan], b: bad]
    let values = try evaluate(gradients, bindings).map(\.doubles)
    #expect(values == [[5, 0, 7], [0, 6, 0]])
  }

  @Test func `an expression with a harmless operand has a finite gradient`() throws {
    let x = Tensor.argument("x", .float64([3]))
    let isPositive = x .> 0
    let output = sum(select(isPositive, log(select(isPositive, x, 1)), 0))
    #expect(try evaluate(gradient(of: output, withRespectTo: x), [x: [-1, 0, 4]]).doubles == [0, 0, 0.25])
  }

  @Test func `all element types are selected, with broadcasting`() throws {
    let condition = Tensor(NDArray([true, false], shape: [2, 1]))
    let integers = select(condition, Tensor([1, 2, 3] as [Int]), Tensor([-1, -2, -3] as [Int]))
    #expect(try evaluate(integers) == NDArray([1, 2, 3, -1, -2, -3] as [Int], shape: [2, 3]))
    let truth = select(condition, Tensor([true, true]), Tensor([false, true]))
    #expect(try evaluate(truth) == NDArray([true, true, false, true], shape: [2, 2]))
    let mixed = select(condition, Tensor([1, 2] as [Int]), Tensor(0.5))
    #expect(try evaluate(mixed) == NDArray([1, 2, 0.5, 0.5], shape: [2, 2]))
    let (high, low) = (1.5, -2.5)
    #expect(try evaluate(select(Tensor([true, false]), high, low)).doubles == [1.5, -2.5])
    #expect(try evaluate(select(Tensor([true, false]), high, Tensor([7, 8]))).doubles == [1.5, 8])
    #expect(try evaluate(select(Tensor([true, false]), Tensor([7, 8]), low)).doubles == [7, -2.5])
  }

  @Test func `a condition that is no truth value is an error with the line`() throws {
    let result = select(Tensor(1.0), Tensor(1.0), Tensor(2.0), file: "Here/main.swift", line: 7)
    let error = try #require(result.error)
    #expect("\(error)".hasPrefix("Here/main.swift:7: Select of"))
    #expect(error.cause.kind == .elementType)
  }

  @Test func `the laws hold for three operands that broadcast`() throws {
    let samples = [
      [
        NDArray([true, false], shape: [2, 1]), NDArray([1.5, -2, 0.25], shape: [3]),
        NDArray([0.5, -1, 3, 4, -0.75, 2], shape: [2, 3]),
      ]
    ]
    let row = OpLaw("select", samples: samples) { select($0[0], exp($0[1]) * $0[2], $0[1].squared()) }
    #expect(try row.findings() == [])
  }

  @Test func `ties share and NaN wins`() throws {
    let (x, y) = (Tensor.argument("x", .float64([4])), Tensor.argument("y"))
    let output = sum(maximum(x, y) * Tensor([1, 2, 3, 4]))
    let bindings: [Tensor: NDArray] = [x: [0, 1, 2, 1], y: 1]
    let gradients = try evaluate(try gradient(of: output, withRespectTo: [x, y]), bindings).map(\.doubles)
    #expect(gradients == [[0, 1, 3, 2], [4]])
    for result in [
      maximum(Tensor(.nan), 1), maximum(1, Tensor(.nan)), minimum(Tensor(.nan), 1), clip(Tensor(.nan), 0, 1),
    ] {
      #expect(try evaluate(result).scalar.isNaN)
    }
  }
}
