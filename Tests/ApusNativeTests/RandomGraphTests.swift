// Native code, fused and node by node, against the interpreter on random graphs: 1,000 always, 20,000 where APUS_SLOW_TESTS
// is set.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct RandomGraphTests {
  static let count = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 1_000 : 20_000
  private let arguments = RandomGraph.shapes.enumerated().map { Tensor.argument("a\($0)", .float64($1)) }

  private func bindings(_ seed: UInt64) -> [(Tensor, NDArray)] {
    var random = SplitMix(state: seed)
    return arguments.map { argument in
      let numbers = (0..<argument.type.elementCount).map { _ in Double(random.below(2001)) / 800 - 1.25 }
      return (argument, NDArray(numbers, shape: argument.shape))
    }
  }

  /// Each node, computed natively, against its Op on the native operands, to 1e-12: what came before cannot add up.
  private func nodeFindings(_ nodes: [Node], _ values: [Tensor: NDArray]) throws -> [String] {
    // A loop's rounding adds up within: it is held to account as a whole.
    for node in nodes where !node.operands.isEmpty && !(node.op is Scan) {
      let operands = node.operands.compactMap { values[$0] }
      let expected = try evaluate(Tensor.apply(node.op, operands.map { Tensor($0) }))
      // Sums are as accurate as their largest terms allow.
      let size = operands.flatMap(\.doubles).reduce(0) { $1.isFinite ? Swift.max($0, $1.magnitude) : $0 }
      let slack = 1e-15 * size * Double(operands.map(\.count).max() ?? 1) * (node.op is MatMul ? size : 1) + 0x1p-1072
      for (result, value) in try paired(node.results, expected) {
        for (x, y) in try paired(values[result]?.doubles ?? [], value.doubles, mayBeEmpty: value.count == 0) {
          let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= 1e-12 * y.magnitude + slack
          if !isRight { return ["\(node.op.name): \(x), not \(y)"] }
        }
      }
    }
    return []
  }

  /// What rounding moves: the outputs' largest change where each number on the way changes by 2⁻³², scaled to changes of 2⁻⁴⁴,
  /// which are more than any function of one element or sum of a few hundred makes. Near a pole the change does not shrink in
  /// proportion: where 2⁻³² moves an element by a sixteenth, it is what 2⁻⁴⁴ moves it by, and where that is a sixteenth too,
  /// rounding alone decides what the element is.
  private func tolerances(_ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], seed: UInt64) throws -> [[Double]] {
    var plain = PerturbedEvaluation(seed: seed, size: 0)
    let base = try plain.values(of: outputs, bindings).map(\.doubles)
    let coarse = try changes(of: base, outputs, bindings, seed: seed, size: 0x1p-32)
    let isUneven = zip(coarse, base).contains { zip($0, $1).contains { $0 > 0.0625 * $1.magnitude } }
    let fine = isUneven ? try changes(of: base, outputs, bindings, seed: seed &+ 3, size: 0x1p-44) : coarse
    return base.indices.map { output in
      base[output].indices.map { place in
        let (change, size) = (coarse[output][place], base[output][place].magnitude)
        let scaled = change * 0x1p-12 + 0x1p-1070
        guard change > 0.0625 * size else { return scaled }
        let own = fine[output][place]
        return own > 0.0625 * size ? .infinity : Swift.max(scaled, 2 * own)
      }
    }
  }

  /// The largest change of each element of the outputs in three evaluations where each number on the way changes by `size`.
  private func changes(
    of base: [[Double]], _ outputs: [Tensor], _ bindings: [(Tensor, NDArray)], seed: UInt64, size: Double
  ) throws -> [[Double]] {
    var spread = base.map { $0.map { _ in 0.0 } }
    for sample in 0..<3 {
      var evaluation = PerturbedEvaluation(seed: seed &+ UInt64(sample), size: size)
      for (output, value) in try evaluation.values(of: outputs, bindings).enumerated() {
        for (place, x) in value.doubles.enumerated() {
          let change = (x - base[output][place]).magnitude
          // What is not finite with other rounding may be anything.
          let isSame = x == base[output][place] || x.isNaN && base[output][place].isNaN
          if !isSame { spread[output][place] = Swift.max(spread[output][place], change.isNaN ? .infinity : change) }
        }
      }
    }
    return spread
  }

  private func compared(
    _ name: String, _ found: [NDArray], _ expected: [NDArray], _ tolerances: [[Double]]
  ) throws -> [String] {
    for (output, (a, b)) in try paired(found, expected).enumerated() {
      for (place, (x, y)) in try paired(a.doubles, b.doubles, mayBeEmpty: b.count == 0).enumerated() {
        let tolerance = tolerances[output][place]
        let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= tolerance || tolerance == .infinity
        if !isRight { return ["\(name), output \(output), element \(place): \(x), not \(y) ± \(tolerance)"] }
      }
    }
    return []
  }

  private func findings(_ graph: RandomGraph, _ seed: UInt64) throws -> [String] {
    let tensors = graph.tensors(arguments)
    var outputs = graph.outputs.map { tensors[$0] }
    let parts = outputs.filter(\.type.isDifferentiable).map { sum($0) }
    if let first = parts.first {
      outputs += try gradient(of: parts.dropFirst().reduce(first, +), withRespectTo: arguments)
    }
    let bindings = bindings(seed)
    let nodes = try Traversal.topologicalOrder(of: outputs).filter { !($0.op is Argument) }
    let results = nodes.flatMap(\.results)
    var values = Dictionary(uniqueKeysWithValues: bindings)
    for (tensor, value) in zip(results, try NativeAgreement.native(results, bindings)) { values[tensor] = value }
    let faults = try nodeFindings(nodes, values)
    guard faults.isEmpty else { return faults }
    let expected = try evaluate(outputs, Dictionary(uniqueKeysWithValues: bindings))
    let tolerances = try tolerances(outputs, bindings, seed: seed)
    var plain = PerturbedEvaluation(seed: seed, size: 0)
    return try compared("turn by turn", try plain.values(of: outputs, bindings), expected, tolerances)
      + compared("node by node", outputs.compactMap { values[$0] }, expected, tolerances)
      + compared("fused", try NativeAgreement.native(outputs, bindings), expected, tolerances)
  }

  private func faults(_ graph: RandomGraph, _ seed: UInt64) -> [String] {
    do { return try findings(graph, seed) } catch { return ["\(error)"] }
  }

  /// The first part of a graph that fails too, without what it does not need.
  private func shrunk(_ graph: RandomGraph, _ seed: UInt64) -> RandomGraph {
    for last in RandomGraph.shapes.count..<(RandomGraph.shapes.count + graph.instructions.count) {
      let smaller = graph.shrunk(to: last)
      if !faults(smaller, seed).isEmpty { return smaller }
    }
    return graph
  }

  @Test(arguments: 0..<8) func `random graphs and their gradients`(part: Int) throws {
    for number in stride(from: part, to: Self.count, by: 8) {
      let seed = UInt64(number) * 7919 + 17
      let graph = RandomGraph(
        seed: seed, count: 3 + number % 14, isExtreme: number % 5 == 4, arguments: arguments)
      guard !faults(graph, seed).isEmpty else { continue }
      let smaller = shrunk(graph, seed)
      Issue.record("graph \(number): \(faults(smaller, seed).joined(separator: "; ")) in \(smaller)")
    }
  }

  @Test func `a failing graph is made small`() {
    let graph = RandomGraph(seed: 5, count: 12, arguments: arguments)
    for last in RandomGraph.shapes.count..<(RandomGraph.shapes.count + 12) {
      let smaller = graph.shrunk(to: last)
      #expect(smaller.tensors(arguments).last == graph.tensors(arguments)[last])
    }
  }
}
