// Native code against the interpreter on random graphs: 400 always, 10,000 where APUS_SLOW_TESTS is set.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Foundation
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct RandomGraphTests {
  static let count = ProcessInfo.processInfo.environment["APUS_SLOW_TESTS"] == nil ? 400 : 10_000
  private let arguments = RandomGraph.shapes.enumerated().map { Tensor.argument("a\($0)", .float64($1)) }

  private func bindings(_ seed: UInt64) -> [(Tensor, NDArray)] {
    var random = SplitMix(state: seed)
    return arguments.map { argument in
      let numbers = (0..<argument.type.elementCount).map { _ in Double(random.below(2001)) / 800 - 1.25 }
      return (argument, NDArray(numbers, shape: argument.shape))
    }
  }

  /// Every node natively, each against its Op on the native operands, to 1e-12: what came before cannot add up.
  private func nodeFindings(_ outputs: [Tensor], _ bindings: [(Tensor, NDArray)]) throws -> [String] {
    let nodes = try Traversal.topologicalOrder(of: outputs).filter { !($0.op is Argument) }
    let results = nodes.flatMap(\.results)
    let found = try NativeAgreement.native(results, bindings)
    var values = Dictionary(uniqueKeysWithValues: bindings)
    for (tensor, value) in zip(results, found) { values[tensor] = value }
    for node in nodes where !node.operands.isEmpty {
      let operands = node.operands.compactMap { values[$0] }
      let expected = try evaluate(Tensor.apply(node.op, operands.map { Tensor($0) }))
      // Sums are as accurate as their largest terms allow.
      let size = operands.flatMap(\.doubles).reduce(0) { $1.isFinite ? Swift.max($0, $1.magnitude) : $0 }
      let slack = 1e-15 * size * Double(operands.map(\.count).max() ?? 1) * (node.op is MatMul ? size : 1)
      for (result, value) in zip(node.results, expected) {
        for (x, y) in zip(values[result]?.doubles ?? [], value.doubles) {
          let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= 1e-12 * y.magnitude + slack
          if !isRight { return ["\(node.op.name): \(x), not \(y)"] }
        }
      }
    }
    return []
  }

  /// The fused program against the interpreter: gross faults of fusion only, since differences may grow along the way.
  private func fusedFindings(_ outputs: [Tensor], _ bindings: [(Tensor, NDArray)]) throws -> [String] {
    let found = try NativeAgreement.native(outputs, bindings)
    let expected = try evaluate(outputs, Dictionary(uniqueKeysWithValues: bindings))
    for (a, b) in zip(found, expected) {
      let size = b.doubles.reduce(1) { $1.isFinite ? Swift.max($0, $1.magnitude) : $0 }
      for (x, y) in zip(a.doubles, b.doubles) {
        let isRight = x == y || !x.isFinite && !y.isFinite || (x - y).magnitude <= 1e-6 * size
        if !isRight { return ["fused: \(x), not \(y)"] }
      }
    }
    return []
  }

  private func findings(_ graph: RandomGraph, _ seed: UInt64) throws -> [String] {
    let tensors = graph.tensors(arguments)
    guard let last = tensors.last else { return [] }
    let bindings = bindings(seed)
    var outputs = [last]
    if last.type.isDifferentiable { outputs += try gradient(of: sum(last), withRespectTo: arguments) }
    let faults = try nodeFindings(outputs, bindings)
    guard faults.isEmpty, graph.isSmooth else { return faults }
    return try fusedFindings(outputs, bindings)
  }

  /// The first part of a graph that fails too, without what it does not need.
  private func shrunk(_ graph: RandomGraph, _ seed: UInt64) -> RandomGraph {
    for last in RandomGraph.shapes.count..<(RandomGraph.shapes.count + graph.instructions.count) {
      let smaller = graph.shrunk(to: last)
      if let faults = try? findings(smaller, seed), !faults.isEmpty { return smaller }
    }
    return graph
  }

  @Test(arguments: 0..<8) func `random graphs and their gradients`(part: Int) throws {
    for number in stride(from: part, to: Self.count, by: 8) {
      let seed = UInt64(number) * 7919 + 17
      let graph = RandomGraph(seed: seed, count: 3 + number % 14, arguments: arguments)
      let faults = try findings(graph, seed)
      guard !faults.isEmpty else { continue }
      let smaller = shrunk(graph, seed)
      let rest = (try? findings(smaller, seed)) ?? faults
      Issue.record("graph \(number): \(rest.joined(separator: "; ")) in \(smaller)")
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
