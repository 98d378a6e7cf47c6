// Tests of walks through the graph: order, dependents, paths, substitution.

import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct TraversalTests {
  let a = Tensor.argument("a")
  let b = Tensor.argument("b")

  @Test func `the order is depth first, operands from left to right`() throws {
    let left = -a
    let right = a * b
    let output = left + right
    let order = try Traversal.topologicalOrder(of: [output, right])
    #expect(order.map(\.op.name) == ["a", "Negate", "b", "Multiply", "Add"])
  }

  @Test func `every node of a random graph comes once, after its operands`() throws {
    var numbers = TestNumbers(seed: 3)
    var pool = [a, b]
    for _ in 0..<300 {
      let (x, y) = (numbers.element(of: pool), numbers.element(of: pool))
      pool.append(numbers.integer(below: 2) == 0 ? x + y : x * y)
    }
    let order = try Traversal.topologicalOrder(of: Array(pool.suffix(20)))
    var seen: Set<Node> = []
    for node in order {
      #expect(node.operands.allSatisfy { seen.contains($0.node ?? node) })
      #expect(seen.insert(node).inserted)
    }
    #expect(order == (try Traversal.topologicalOrder(of: Array(pool.suffix(20)))))
  }

  @Test func `dependents are what an input reaches, itself included`() throws {
    let sum = a + b
    let product = b * b
    let order = try Traversal.topologicalOrder(of: [sum, product])
    let names = order.filter(Traversal.dependents(of: [a], in: order).contains).map(\.op.name)
    #expect(names == ["a", "Add"])
    #expect(Traversal.dependents(of: [], in: order).isEmpty)
  }

  @Test func `a path is a shortest one along uses`() throws {
    let long = -(-(-a))
    let output = (long + a) * b
    let names = Traversal.path(from: try a.resolved().node, to: try output.resolved().node).map(\.op.name)
    #expect(names == ["a", "Add", "Multiply"])
    #expect(Traversal.path(from: try output.resolved().node, to: try a.resolved().node).isEmpty)
    #expect(Traversal.path(from: try a.resolved().node, to: try a.resolved().node).map(\.op.name) == ["a"])
  }

  @Test func `substitution rebuilds what depends on a replaced value and keeps the rest`() throws {
    let untouched = b * b
    let output = (a + untouched) * a
    let c = Tensor.argument("c")
    let results = try Traversal.substitute([a: c], in: [output, untouched])
    #expect(results == [(c + untouched) * c, untouched])
  }

  @Test func `substitution is simultaneous`() throws {
    let output = (a - b) * (b - a) + a
    #expect(try Traversal.substitute([a: b, b: a], in: [output])[0] == (b - a) * (a - b) + b)
  }

  @Test func `an inner value can be replaced`() throws {
    let inner = a + b
    #expect(try Traversal.substitute([inner: a], in: [inner * inner])[0] == a * a)
  }

  @Test func `substitution keeps locations`() throws {
    let output = a.broadcast(to: [2], file: "User/Model.swift", line: 42).reshaped(to: [2, 1], line: 43)
    let replaced = try Traversal.substitute([a: b], in: [output])[0]
    #expect(replaced.node?.location?.fileAndLine?.line == 43)
    #expect(replaced.node?.operands[0].node?.location?.description == "User/Model.swift:42")
  }

  @Test func `a replacement of another shape poisons what cannot take it`() throws {
    let vector = Tensor.argument("v", .float64([3]))
    let output = vector + Tensor.argument("w", .float64([3]))
    let replaced = try Traversal.substitute([vector: Tensor.argument("u", .float64([2]))], in: [output])[0]
    #expect(replaced.error?.cause.kind == .shape)
  }
}
