// Tests of hash-consing: equal applications are one node, and Ops that differ in any stored property are not merged.

import ApusGraph
import ApusOps
import Testing

/// An Op with a parameter, as gradient modifiers have: clips the cotangent to an interval.
private struct Clip: Op {
  let low: Double
  let high: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

/// Another Op with the same stored properties.
private struct OtherClip: Op {
  let low: Double
  let high: Double

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {}
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.disconnected] }
}

@Suite struct HashConsingTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([3]))

  @Test func `equal applications are one node`() {
    #expect(x + y == x + y)
    #expect((x + y) * (x + y) == (x + y) * (x + y))
    #expect(Tensor(2.5) == Tensor(2.5))
    #expect(Tensor([1.0, 2.0]) == Tensor([1.0, 2.0]))
    #expect(Tensor.ones([2]) == Tensor.filled(1, [2]))
  }

  @Test func `the order of operands counts`() {
    #expect(x + y != y + x)
    #expect(x - y != y - x)
  }

  @Test func `constants are equal by their bits`() {
    #expect(Tensor(0.0) != Tensor(-0.0))
    #expect(Tensor(Double.nan) == Tensor(Double.nan))
    #expect(Tensor([1]) != Tensor([1.0]))
    #expect(x + 1 == x + 1.0)
    #expect(Tensor.filled(0, [2]) != Tensor.filled(0, [3]))
  }

  @Test func `ops that differ in a stored property are two nodes`() {
    let narrow = Tensor.apply(Clip(low: -1, high: 1), x)
    let wide = Tensor.apply(Clip(low: -5, high: 5), x)
    #expect(narrow != wide)
    #expect(narrow == Tensor.apply(Clip(low: -1, high: 1), x))
    #expect(x.reshaped(to: [3, 1]) != x.reshaped(to: [1, 3]))
    #expect(sum(x.reshaped(to: [3, 1]), axes: [0]) != sum(x.reshaped(to: [3, 1]), axes: [1]))
  }

  @Test func `ops of different types are two nodes though their properties are equal`() {
    #expect(Tensor.apply(Clip(low: -1, high: 1), x) != Tensor.apply(OtherClip(low: -1, high: 1), x))
  }

  @Test func `arguments of one name are two`() {
    #expect(Tensor.argument("a") != Tensor.argument("a"))
    let argument = Argument("a", .float64(), identity: 7)
    #expect(Tensor.apply(argument) == Tensor.apply(argument))
    #expect(Tensor.apply(argument) != Tensor.apply(Argument("a", .float64(), identity: 8)))
  }

  @Test func `poisoned tensors are never equal`() {
    let bad = x + Tensor.argument("z", .float64([4]))
    #expect(bad != bad)
  }

  @Test func `an equal node keeps the place where it was written first`() throws {
    let first = x.reshaped(to: [3, 1], file: "A/First.swift", line: 1)
    let second = x.reshaped(to: [3, 1], file: "A/Second.swift", line: 2)
    #expect(first == second)
    #expect(second.node?.location?.description == "A/First.swift:1")
  }
}
