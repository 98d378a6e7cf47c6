// The sink in memory: blocks of chains in any order make the same dataset; what does not follow is refused.

import ApusData
import ApusGraph
import ApusTestSupport
import Testing

@Suite struct MemorySinkTests {
  private static let schema = DatasetSchema(
    [
      .init("x", .float64([2]), dims: ["star"]), .init("k", .int64([])),
      .init("diverging", .bool([]), group: .sampleStats),
    ], chainCount: 2, drawCount: 4, coords: ["star": .text(["tau", "eps"])], attributes: ["seed": 7])

  private func block(_ chain: Int, _ draws: Range<Int>) -> DrawBlock {
    let places = draws.map { 100 * chain + $0 }
    return DrawBlock(
      chain: chain, firstDraw: draws.lowerBound, count: draws.count,
      values: [
        NDArray(places.flatMap { [Double($0), Double($0) + 0.5] }, shape: [draws.count, 2]), NDArray(places),
      ])
  }

  @Test(arguments: 0..<40) func `blocks of any lengths, chains in any order, give one dataset`(seed: Int) throws {
    var generator = TestNumbers(seed: UInt64(seed))
    let sink = MemorySink()
    try sink.open(Self.schema)
    var next = [0, 0]
    while next != [4, 4] {
      let chain = Int.random(in: 0..<2, using: &generator)
      let end = Int.random(in: next[chain]...4, using: &generator)
      try sink.append(block(chain, next[chain]..<end))
      next[chain] = end
    }
    try sink.close()
    let draws = try #require(try sink.dataset()[.posterior])
    #expect(draws["x"]?.dims == ["chain", "draw", "star"] && draws["x"]?.shape == [2, 4, 2])
    #expect(draws["x", "eps"]?.doubles == [0.5, 1.5, 2.5, 3.5, 100.5, 101.5, 102.5, 103.5])
    #expect(draws["k"]?.integers == [0, 1, 2, 3, 100, 101, 102, 103])
    #expect(try sink.dataset().attributes == ["seed": 7])
  }

  @Test func `a dataset has the draws that every chain has`() throws {
    let sink = MemorySink()
    try sink.open(Self.schema)
    try sink.append(block(0, 0..<3))
    #expect(try sink.dataset()[.posterior]?.drawCount == 0)
    try sink.append(block(1, 0..<2))
    #expect(try sink.dataset()[.posterior]?["k"]?.integers == [0, 1, 100, 101])
  }

  @Test func `what does not follow the schema or the draws before is refused, and nothing of it is kept`() throws {
    let sink = MemorySink()
    #expect(throws: DataError.self) { try sink.append(block(0, 0..<1)) }
    try sink.open(Self.schema)
    try sink.append(block(0, 0..<2))
    for wrong in [
      block(0, 3..<4), block(0, 0..<1), block(2, 0..<1), block(-1, 0..<1),
      DrawBlock(chain: 0, firstDraw: 2, count: 1, values: []),
      DrawBlock(chain: 0, firstDraw: 2, count: 1, values: [NDArray([1, 2] as [Double]), NDArray([1])]),
      DrawBlock(group: .prior, chain: 0, firstDraw: 0, count: 1, values: []),
    ] {
      #expect(throws: DataError.self) { try sink.append(wrong) }
    }
    try sink.append(block(0, 2..<4))
    try sink.append(block(1, 0..<4))
    #expect(try sink.dataset()[.posterior]?.drawCount == 4)
  }

  @Test func `doubles among integers make the whole array doubles`() throws {
    let sink = MemorySink()
    try sink.open(DatasetSchema([.init("k", .int64([]))], chainCount: 2, drawCount: 2))
    try sink.append(DrawBlock(chain: 0, firstDraw: 0, count: 2, values: [NDArray([1, 2])]))
    try sink.append(DrawBlock(chain: 1, firstDraw: 0, count: 2, values: [NDArray([3, 1e30])]))
    #expect(try sink.dataset()[.posterior]?["k"]?.doubles == [1, 2, 3, 1e30])
    #expect(try sink.dataset()[.posterior]?["k"]?.elementType == .float64)
  }
}
