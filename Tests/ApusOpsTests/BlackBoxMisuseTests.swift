// Tests of black boxes that are called wrongly or have no results: poisoned tensors with the user's line, no traps.

import ApusGraph
import ApusOps
import Testing

/// The sum of two operands.
private struct Two: BlackBoxOp {
  var operandCount: Int? { 2 }
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[1]] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [operands[1]] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    results[0].float64[0] = operands[0].float64[0] + operands[1].float64[0]
  }
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {}
}

/// A routine that says nothing of its operands.
private struct Open: BlackBoxOp {
  var results = 1
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    [TensorType](repeating: operands[0], count: results)
  }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {}
  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {}
}

/// A plain Op without results.
private struct Nothing: Op {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [] }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {}
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [] }
}

@Suite struct BlackBoxMisuseTests {
  @Test func `another number of operands than the routine takes is a poisoned tensor`() throws {
    let x = Tensor.argument("x")
    for tensor in [Two()(), Two()(x), Two()(x, x, x)] {
      let error = try #require(tensor.error)
      #expect(error.description.contains("Two") && error.description.contains("operands were given where 2 are taken"))
      #expect(error.location?.fileAndLine?.file == "ApusOpsTests/BlackBoxMisuseTests.swift")
    }
    #expect(Two()(x, x).error == nil)
    #expect(Two().results([x]).allSatisfy { $0.error != nil })
    let alone = try #require(Open()().error)
    #expect(alone.description.contains("no operands were given"))
  }

  @Test func `a routine without results is a poisoned tensor`() throws {
    let x = Tensor.argument("x")
    #expect(try #require(Open(results: 0)(x).error).description.contains("the routine has no results"))
    #expect(try #require(Tensor.apply(Nothing(), x, at: nil).error).description.contains("it has no results"))
  }
}
