// Distinct rows of columns: which they are, how often they occur, and what stands in places that are left.

import ApusGraph
import ApusInterpreter
import ApusOps
import Testing

@Suite struct DistinctRowsTests {
  private func rows(_ capacity: Int, _ columns: NDArray...) throws -> [NDArray] {
    try evaluate(Tensor.apply(DistinctRows(capacity: capacity), columns.map { Tensor($0) }))
  }

  @Test func `rows are told apart by their bits, in the order in which they occur`() throws {
    let found = try rows(6, NDArray([2.0, -0.0, 2, 0, .infinity, 2]))
    #expect(found[0].doubles.map(\.sign) == [.plus, .minus, .plus, .plus, .plus, .plus])
    #expect(found[0].doubles == [2, 0, 0, .infinity, 2, 2])
    #expect(found[1].doubles == [3, 1, 1, 1, 0, 0])
  }

  @Test func `columns of any type are taken together`() throws {
    let found = try rows(
      4, NDArray([7, 7, 8, 7]), NDArray([true, false, true, true]), NDArray([0.5, 0.5, 0.5, 0.5]))
    #expect(found[0] == NDArray([7, 7, 8, 7]))
    #expect(found[1] == NDArray([true, false, true, true]))
    #expect(found[2].doubles == [0.5, 0.5, 0.5, 0.5])
    #expect(found[3].doubles == [2, 1, 1, 0])
  }

  @Test func `more rows than there is capacity for have no counts`() throws {
    #expect(try rows(2, NDArray([1.0, 2, 3]))[1].doubles.allSatisfy(\.isNaN))
    #expect(!DistinctRows(capacity: 2).holds([NDArray([1.0, 2, 3])]))
    #expect(DistinctRows(capacity: 3).holds([NDArray([1.0, 2, 3, 1])]))
  }

  @Test func `columns of other shapes are refused`() {
    #expect(throws: (any Error).self) { try rows(2, NDArray([1.0, 2, 3]), NDArray([1.0, 2])) }
    #expect(throws: (any Error).self) { try rows(2) }
  }
}
