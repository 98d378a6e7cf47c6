// Tests of poisoned tensors: the first error is carried on, with the user's line and the operands' shapes.

import ApusGraph
import ApusOps
import Testing

@Suite struct PoisonedTensorTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([4]))

  @Test func `an operator's error has both shapes, and the user's line where debug information tells it`() throws {
    let line = #line + 1
    let z = (x + y) * 2
    let error = try #require(z.error)
    #expect(error.operation == "Add")
    #expect(error.operands == ["x: float64(3,)", "y: float64(4,)"])
    #expect(error.cause == TypeError(.shape, "shapes (3,) and (4,) do not broadcast"))
    let sentence = "Add of x: float64(3,) and y: float64(4,): shapes (3,) and (4,) do not broadcast"
    #if os(Linux)
      #expect(error.description == "ApusGraphTests/PoisonedTensorTests.swift:\(line): \(sentence)")
    #else
      #expect(error.description.hasSuffix(sentence))
      #expect(line > 0)
    #endif
  }

  @Test func `a function's error has the line of its call`() throws {
    let line = #line + 1
    let z = x.reshaped(to: [2, 2])
    let place = "ApusGraphTests/PoisonedTensorTests.swift:\(line): "
    let reason = "Reshape to (2, 2) of x: float64(3,): 3 elements of shape (3,) do not fill the shape (2, 2)"
    #expect(z.error?.description == place + reason)
  }

  @Test func `the first error is carried through later operations`() throws {
    let first = try #require((x + y).error)
    var z = x + y
    for _ in 0..<10 { z = -(z * 2 - x / z) }
    let later = sum(z, axes: [7]).reshaped(to: [99]).broadcast(to: [1])
    let carried = try #require(later.error)
    #expect(carried.operation == "Add")
    #expect(carried.cause == first.cause)
  }

  @Test func `of two poisoned operands the left one's error is carried`() {
    let left = x + y
    let right = sum(x, axes: [1])
    #expect((left * right).error?.operation == "Add")
    #expect((right * left).error?.operation == "Sum along [1]")
  }

  @Test func `a poisoned tensor reports a type, so that code that asks for a shape goes on`() {
    #expect((x + y).shape == [3])
    #expect(sum(x + y).shape == [])
    #expect((x + y).node == nil)
    #expect((x + y).expression(depth: 3) == "poisoned")
  }

  @Test func `resolving, ordering, printing and substituting a poisoned tensor throw its error`() {
    let bad = (x + y) * 2
    let expected = "Add"
    #expect(performing { () throws(GraphError) in _ = try bad.resolved() } == expected)
    #expect(performing { () throws(GraphError) in _ = try Traversal.topologicalOrder(of: [x, bad]) } == expected)
    #expect(performing { () throws(GraphError) in _ = try GraphPrinter([bad]) } == expected)
    #expect(performing { () throws(GraphError) in _ = try Traversal.substitute([:], in: [bad]) } == expected)
  }

  @Test func `an axis that does not exist and one given twice are errors`() {
    #expect(sum(x, axes: [1]).error?.cause == TypeError(.attribute, "the shape (3,) has no axis 1"))
    #expect(sum(x, axes: [0, -1]).error?.cause == TypeError(.attribute, "the axis -1 is given twice"))
  }

  @Test func `a shape that does not broadcast to the target is an error`() {
    #expect(x.broadcast(to: [2, 4]).error?.cause.reason == "the shape (3,) does not broadcast to (2, 4)")
  }

  @Test func `truth values are compared, but have no order`() {
    let (p, q) = (x .> 0, x .< 1)
    #expect((p .== q).error == nil)
    #expect((p .< q).error?.cause == TypeError(.elementType, "truth values have no order"))
  }

  @Test func `too many operands are an error`() {
    let result = Tensor.apply(Add(), [x, x, x])
    #expect(result[0].error?.cause == TypeError(.operandCount, "3 operands were given where 2 are taken"))
  }

  /// The operation of the error that `body` throws; nil where it throws none.
  private func performing(_ body: () throws(GraphError) -> Void) -> String? {
    do throws(GraphError) {
      try body()
      return nil
    } catch { return error.operation }
  }
}
