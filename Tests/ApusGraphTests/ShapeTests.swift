// Tests of shapes: extents, strides, axes, and NumPy's broadcasting rule against its definition by indices.

import ApusGraph
import ApusTestSupport
import Testing

@Suite struct ShapeTests {
  @Test func `a shape prints as a Python tuple`() {
    let texts = [Shape.scalar, [3], [3, 4], [0, 2, 1]].map(\.description)
    #expect(texts == ["()", "(3,)", "(3, 4)", "(0, 2, 1)"])
  }

  @Test func `the element count is the product of the extents, 1 for a scalar`() {
    #expect([Shape.scalar, [3], [3, 4], [3, 0]].map(\.elementCount) == [1, 3, 12, 0])
  }

  @Test func `strides are row-major`() {
    #expect(Shape([2, 3, 4]).strides == [12, 4, 1])
    #expect(Shape.scalar.strides == [])
  }

  @Test func `negative axes count from the end`() {
    let shape: Shape = [2, 3, 4]
    #expect(shape[-1] == 4)
    #expect(shape[0] == 2)
    #expect((-4...3).map { shape.normalized(axis: $0) } == [nil, 0, 1, 2, 0, 1, 2, nil])
  }

  /// Two shapes and what they broadcast to.
  static let broadcasts: [(Shape, Shape, Shape?)] = [
    ([], [], []), ([3], [], [3]), ([3], [1], [3]), ([3], [4], nil), ([2, 3], [3], [2, 3]), ([2, 3], [2, 1], [2, 3]),
    ([2, 3], [2], nil), ([4, 1, 3], [2, 1], [4, 2, 3]), ([0], [1], [0]), ([0], [2], nil), ([1, 1], [5], [1, 5]),
  ]

  @Test(arguments: broadcasts) func `shapes broadcast by NumPy's rule`(a: Shape, b: Shape, expected: Shape?) {
    #expect(a.broadcast(with: b) == expected)
    #expect(b.broadcast(with: a) == expected)
  }

  @Test func `broadcasting of random shapes is commutative, associative and idempotent`() {
    var numbers = TestNumbers(seed: 1)
    var triples = 0
    for _ in 0..<2000 {
      let shapes = (0..<3).map { _ in Shape((0..<numbers.integer(below: 4)).map { _ in numbers.integer(below: 3) }) }
      let (a, b, c) = (shapes[0], shapes[1], shapes[2])
      #expect(a.broadcast(with: a) == a)
      #expect(a.broadcast(with: b) == b.broadcast(with: a))
      let left = a.broadcast(with: b)?.broadcast(with: c)
      let right = b.broadcast(with: c).flatMap { a.broadcast(with: $0) }
      if let left, let right {
        #expect(left == right)
        #expect(a.broadcasts(to: left) && b.broadcasts(to: left) && c.broadcasts(to: left))
        triples += 1
      }
    }
    #expect(triples > 100)
  }

  @Test func `a shape broadcasts to a target only if the target stays as it is`() {
    #expect(Shape([3]).broadcasts(to: [2, 3]))
    #expect(!Shape([2, 3]).broadcasts(to: [3]))
    #expect(!Shape([3]).broadcasts(to: [1]))
  }

  @Test func `broadcast strides read the element that the rule names`() {
    var numbers = TestNumbers(seed: 2)
    for _ in 0..<500 {
      let target = Shape((0..<numbers.integer(below: 4)).map { _ in 1 + numbers.integer(below: 3) })
      let rank = numbers.integer(below: target.rank + 1)
      let shape = Shape(target.dimensions.suffix(rank).map { numbers.integer(below: 2) == 0 ? 1 : $0 })
      let strides = shape.strides(broadcastTo: target)
      for flat in 0..<target.elementCount {
        let index = target.strides.enumerated().map { axis, stride in flat / stride % target.dimensions[axis] }
        let read = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
        let own = zip(index.suffix(rank), shape.dimensions).map { $1 == 1 ? 0 : $0 }
        #expect(read == zip(own, shape.strides).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
  }
}
