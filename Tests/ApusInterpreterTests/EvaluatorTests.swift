// Tests of the evaluator: right results on shared buffers, one prologue, bindings, traces.

import ApusGraph
import ApusInterpreter
import ApusOps
import ApusTestSupport
import Synchronization
import Testing

/// Passes its operand on and counts its evaluations, which no Op but one of a test may do.
private struct Counted: Op {
  let counter: Counter

  final class Counter: Hashable, Sendable {
    let count = Atomic<Int>(0)
    static func == (a: Counter, b: Counter) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
    var value: Int { count.load(ordering: .relaxed) }
  }

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    counter.count.add(1, ordering: .relaxed)
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

/// Adds one to a counter of its own for each preparation, and to its operand.
private struct Prepared: PreparedOp {
  let counter: Counted.Counter

  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { operands }
  func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    counter.count.add(1, ordering: .relaxed)
    return { x, y in for i in 0..<x[0].count { y[0].float64[i] = x[0].float64[i] + 1 } }
  }
  func pullback(_ site: PullbackSite) -> [OperandCotangent] { [.value(site.cotangent())] }
}

@Suite struct EvaluatorTests {
  let x = Tensor.argument("x", .float64([3]))
  let y = Tensor.argument("y", .float64([3]))

  @Test func `arithmetic gives the numbers that it should`() throws {
    let outputs = [x + y, x - 2, 3 * x, x / y, -x, sum(x * y)]
    let values = try evaluate(outputs, [x: [1, 2, 4], y: [4, 0, -2]])
    #expect(values == [[5, 2, 2], [-1, 0, 2], [3, 6, 12], [0.25, .infinity, -2], [-1, -2, -4], NDArray(-4.0)])
  }

  @Test(arguments: 0..<150) func `random graphs evaluate as without any planning, bit for bit`(seed: Int) throws {
    let graph = RandomGraph(seed: UInt64(seed), size: 20 + seed)
    let expected = try naivelyEvaluated(graph.outputs, graph.bindings)
    #expect(try evaluate(graph.outputs, graph.bindings) == expected)
  }

  @Test(arguments: 0..<40) func `running again with data bound once gives the same bits`(seed: Int) throws {
    let graph = RandomGraph(seed: UInt64(1000 + seed), size: 120)
    let expected = try naivelyEvaluated(graph.outputs, graph.bindings)
    let arguments = graph.bindings.keys.sorted { $0.summary < $1.summary }
    let program = try Program(graph.outputs, varying: Array(arguments.prefix(seed % 5)))
    let evaluator = Evaluator(program)
    for argument in program.arguments { try evaluator.bind(argument, to: graph.bindings[argument] ?? 0) }
    for _ in 0..<3 {
      try evaluator.run()
      #expect(graph.outputs.indices.map { evaluator.output($0).array } == expected)
    }
  }

  @Test func `what depends on no varying argument is evaluated once`() throws {
    let (fixed, varying) = (Counted.Counter(), Counted.Counter())
    let data = Tensor.apply(Counted(counter: fixed), y * 2)
    let output = Tensor.apply(Counted(counter: varying), x + data)
    let evaluator = Evaluator(try Program([output, data], varying: [x]))
    try evaluator.bind(y, to: [1, 2, 3])
    let buffer = try #require(evaluator.buffer(ofVarying: x))
    for step in 0..<5 {
      for i in 0..<3 { buffer.float64[i] = Double(step) }
      try evaluator.run()
      #expect(evaluator.output(0).array == NDArray([2, 4, 6].map { $0 + Double(step) }))
    }
    #expect((fixed.value, varying.value) == (1, 5))
    try evaluator.bind(y, to: [0, 0, 1])
    try evaluator.run()
    #expect(evaluator.output(0).array == [4, 4, 6])
    #expect((fixed.value, varying.value) == (2, 6))
    #expect(evaluator.program.bodyNodeCount == 2)
  }

  @Test func `an op that owns buffers is prepared once an evaluator`() throws {
    let counter = Counted.Counter()
    let evaluator = Evaluator(try Program([Tensor.apply(Prepared(counter: counter), x)]))
    for step in 0..<4 {
      try evaluator.bind(x, to: NDArray([Double](repeating: Double(step), count: 3)))
      try evaluator.run()
      #expect(evaluator.output(0).array.doubles == [Double](repeating: Double(step + 1), count: 3))
    }
    #expect(counter.value == 1)
  }

  @Test func `an equal subexpression is evaluated once`() throws {
    let counter = Counted.Counter()
    let shared = Tensor.apply(Counted(counter: counter), x)
    _ = try evaluate([shared + shared, sum(Tensor.apply(Counted(counter: counter), x))], [x: [1, 2, 3]])
    #expect(counter.value == 1)
  }

  @Test func `buffers of values that are no longer needed serve later ones`() throws {
    var chain = x
    for step in 0..<1000 { chain = chain + Double(step) }
    let evaluator = Evaluator(try Program([chain]))
    let constants = 1000 * 64
    #expect(evaluator.byteCount <= constants + 10 * 64)
    try evaluator.bind(x, to: [0, 1, 2])
    try evaluator.run()
    #expect(evaluator.output(0).array == [499_500, 499_501, 499_502])
  }

  @Test func `outputs may repeat, be arguments, or be constants`() throws {
    let constant = Tensor([7.0, 8.0])
    let values = try evaluate([x, constant, x, x + x, constant, x], [x: [1, 2, 3]])
    #expect(values == [[1, 2, 3], [7, 8], [1, 2, 3], [2, 4, 6], [7, 8], [1, 2, 3]])
    #expect(try evaluate([Tensor]()) == [])
  }

  @Test func `empty tensors evaluate`() throws {
    let empty = Tensor.argument("e", .float64([0, 3]))
    let nothing = NDArray([Double](), shape: [0, 3])
    let values = try evaluate([empty * 2, sum(empty, axes: [0]), sum(empty)], [empty: nothing])
    #expect(values == [nothing, [0, 0, 0], NDArray(0.0)])
  }

  @Test func `a chain of 100,000 nodes is evaluated`() throws {
    var chain = x
    for _ in 0..<50_000 { chain = -(chain + 1) }
    #expect(try evaluate(chain, [x: [4, 1, -2.5]]) == [4, 1, -2.5])
  }

  @Test func `a trace shows every node once, in order, with its results`() throws {
    let output = sum(x * y) + 1
    let evaluator = Evaluator(try Program([output], varying: [x]))
    try evaluator.bind(x, to: [1, 2, 3])
    try evaluator.bind(y, to: [1, 1, 2])
    var seen: [String] = []
    try evaluator.trace { node, results in seen.append("\(node.op.name) = \(results[0].array)") }
    #expect(seen == ["1.0 = 1.0", "Multiply = [1.0, 2.0, 6.0]", "Sum = 9.0", "Add = 10.0"])
  }

  @Test func `an evaluator frees what it holds`() throws {
    weak var evaluator: Evaluator?
    do {
      let held = Evaluator(try Program([x + 1]))
      try held.bind(x, to: [1, 2, 3])
      try held.run()
      evaluator = held
    }
    #expect(evaluator == nil)
  }
}
