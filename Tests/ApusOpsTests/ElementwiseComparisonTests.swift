// Comparisons and logic: truth tables, element types, numbers on both sides, and the lines that errors name.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct ElementwiseComparisonTests {
  private func truth(_ tensor: Tensor) throws -> [Bool] {
    guard case .bool(let values) = try evaluate(tensor).elements else { return [] }
    return values
  }

  @Test func `numbers compare as IEEE says`() throws {
    let x = Tensor([1, 2, 3, .nan, .infinity, -0.0])
    let y = Tensor([2, 2, 2, .nan, .infinity, 0.0])
    #expect(try truth(x .< y) == [true, false, false, false, false, false])
    #expect(try truth(x .<= y) == [true, true, false, false, true, true])
    #expect(try truth(x .> y) == [false, false, true, false, false, false])
    #expect(try truth(x .>= y) == [false, true, true, false, true, true])
    #expect(try truth(x .== y) == [false, true, false, false, true, true])
    #expect(try truth(x .!= y) == [true, false, true, true, false, false])
  }

  @Test func `numbers stand on both sides, as variables and as literals`() throws {
    let (x, limit) = (Tensor([1, 2, 3]), 2.0)
    #expect(try truth(x .< limit) == [true, false, false])
    #expect(try truth(limit .< x) == [false, false, true])
    #expect(try truth(x .<= limit) == [true, true, false])
    #expect(try truth(limit .<= x) == [false, true, true])
    #expect(try truth(x .> limit) == [false, false, true])
    #expect(try truth(limit .> x) == [true, false, false])
    #expect(try truth(x .>= limit) == [false, true, true])
    #expect(try truth(limit .>= x) == [true, true, false])
    #expect(try truth(x .== limit) == [false, true, false])
    #expect(try truth(limit .!= x) == [true, false, true])
    #expect(try truth(x .== 2) == [false, true, false])
    #expect(try truth(2.5 .< x) == [false, false, true])
    #expect(try truth(x .!= 2) == [true, false, true])
    #expect(try truth(2 .== x) == [false, true, false])
  }

  @Test func `integers and truth values compare as what they are`() throws {
    let huge = 9_007_199_254_740_993
    #expect(try truth(Tensor([huge] as [Int]) .> Tensor([huge - 1] as [Int])) == [true])
    #expect(try truth(Tensor([1, 2] as [Int]) .< Tensor([1.5, 1.5])) == [true, false])
    #expect(try truth(Tensor([true, false]) .== Tensor([true, true])) == [true, false])
    #expect(try truth(Tensor([true, false]) .!= Tensor([true, true])) == [false, true])
  }

  @Test(arguments: [Compare.Relation.less, .lessOrEqual, .greater, .greaterOrEqual])
  func `truth values have no order`(relation: Compare.Relation) throws {
    let result = Tensor.apply(Compare(relation), Tensor([true]), Tensor([false]))
    #expect(try #require(result.error).cause.kind == .elementType)
  }

  @Test func `comparisons broadcast and their result has no gradient`() throws {
    let x = Tensor.argument("x", .float64([2, 1]))
    let comparison = x .< Tensor([1, 2, 3])
    #expect(comparison.type == .bool([2, 3]))
    let output = sum(select(comparison, Tensor(1.0), Tensor(2.0)))
    #expect(try vectorJacobianProduct(of: [output], cotangents: [1], withRespectTo: [x])[0] == nil)
  }

  @Test func `logic has its truth tables, as operators and as functions`() throws {
    let x = Tensor([true, true, false, false])
    let y = Tensor([true, false, true, false])
    #expect(try truth(x .& y) == [true, false, false, false])
    #expect(try truth(x .| y) == [true, true, true, false])
    #expect(try truth(.!x) == [false, false, true, true])
    #expect((x .& y) == logicalAnd(x, y))
    #expect((x .| y) == logicalOr(x, y))
    #expect((.!x) == logicalNot(x))
    #expect(try truth((Tensor(NDArray([true, false], shape: [2, 1])) .& y)).count == 8)
  }

  @Test func `logic binds weaker than comparison, and weaker than and`() throws {
    let x = Tensor([-1.0, 0, 1, 2])
    #expect(try truth(x .> 0 .& x .< 2 .| x .== -1) == [true, false, true, false])
  }

  @Test func `logic of numbers is an error`() throws {
    for result in [Tensor(1.0) .& Tensor([true]), Tensor([true]) .| Tensor(1.0), .!Tensor(1.0)] {
      #expect(try #require(result.error).cause.kind == .elementType)
    }
  }

  @Test func `NaN and infinities are recognised`() throws {
    let x = Tensor([0, .nan, .infinity, -.infinity, -.greatestFiniteMagnitude])
    #expect(try truth(isNaN(x)) == [false, true, false, false, false])
    #expect(try truth(isFinite(x)) == [true, false, false, false, true])
    #expect(try truth(isFinite(Tensor([1, 2] as [Int]))) == [true, true])
  }

  @Test func `shapes that do not broadcast are an error with both shapes`() throws {
    let error = try #require((Tensor([1, 2]) .< Tensor([1, 2, 3])).error)
    #expect(error.cause == TypeError(.shape, "shapes (2,) and (3,) do not broadcast"))
    guard case .returnAddresses(let address, _) = error.location else {
      Issue.record("an operator recorded \(String(describing: error.location))")
      return
    }
    #if arch(x86_64) || arch(arm64)
      #expect(address != 0)
    #endif
  }
}
