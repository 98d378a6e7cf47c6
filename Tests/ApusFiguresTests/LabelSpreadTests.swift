// Labels that are moved apart.

import ApusFigures
import ApusTestSupport
import Testing

@Suite struct LabelSpreadTests {
  @Test func `labels keep their order, do not overlap, and stay within the range where they fit`() throws {
    var numbers = TestNumbers(seed: 5)
    for _ in 0..<500 {
      let count = 1 + numbers.integer(below: 9)
      let wanted = (0..<count).map { _ in numbers.uniform(0, 100) }
      let extents = (0..<count).map { _ in numbers.uniform(1, 11) }
      let centers = LabelSpread(wanted, extents: extents, range: 0...100).centers
      let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
      for (left, right) in zip(order, order.dropFirst()) {
        #expect(centers[right] - centers[left] >= 0.5 * (extents[left] + extents[right]) - 1e-9)
      }
      for index in wanted.indices {
        #expect(centers[index] - 0.5 * extents[index] >= -1e-9 && centers[index] + 0.5 * extents[index] <= 100 + 1e-9)
      }
    }
  }

  @Test func `labels that do not touch stay where they are, and two that do part evenly`() {
    #expect(LabelSpread([10, 50, 30], extents: [4, 4, 4], range: 0...100).centers == [10, 50, 30])
    #expect(LabelSpread([50, 52], extents: [10, 10], range: 0...100).centers == [46, 56])
    #expect(LabelSpread([1], extents: [10], range: 0...100).centers == [5])
  }
}
