// Evaluating a compiled program allocates nothing, neither its code nor the calls of the user's Ops.

import ApusDifferentiation
import ApusGraph
import ApusInterpreter
import ApusNative
import ApusOps
import ApusTestSupport
import Foundation
import Synchronization
import Testing

@Suite(.enabled("libLLVM is not installed", { try Requirement.llvm.isMet(NativeProgram.isAvailable) }))
struct AllocationCountTests {
  @Test(
    .enabled(if: AllocationCount.isAvailable, "allocations are counted with glibc and a C compiler: cc, clang or gcc"))
  func `the tests of allocations pass in a process that counts`() throws {
    let outcome = try AllocationCount.runTests(filter: "ApusNativeTests.AllocationTests")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect((outcome.output + outcome.errors).contains("Test run with 3 tests in 1 suite passed"))
  }
}

@Suite(.enabled(if: AllocationCount.isCounting, "they are run by AllocationCountTests, in a process that counts"))
struct AllocationTests {
  @Test func `what a thread allocates is counted, by itself alone`() {
    let kept = Mutex<[UnsafeMutableRawPointer]>([])
    kept.withLock { $0.reserveCapacity(8) }
    let allocate = { (alignment: Int) in
      kept.withLock { $0.append(.allocate(byteCount: 1000, alignment: alignment)) }
    }
    #expect(AllocationCount.of {} == 0)
    #expect(AllocationCount.of { for alignment in [8, 64, 4096] { allocate(alignment) } } >= 3)
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      for _ in 0..<100 { UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16).deallocate() }
      isDone.signal()
    }
    #expect(
      AllocationCount.of {
        thread.start(); isDone.wait()
      } < 100)
    kept.withLock { for block in $0 { block.deallocate() } }
  }

  @Test(arguments: CalledGraph.all) func `a thousand evaluations allocate nothing`(graph: CalledGraph) throws {
    let program = try graph.program()
    #expect(program.callCount > 0, "\(graph.name) is compiled without calls")
    let run = try CountedRun(program, graph)
    run.run()
    #expect(run.count == 0)
    #expect(try run.findings() == [])
  }

  @Test(arguments: CalledGraph.all)
  func `evaluators on two threads at once allocate nothing`(graph: CalledGraph) async throws {
    let program = try graph.program()
    let runs = try (0..<2).map { _ in try CountedRun(program, graph) }
    let areDone = DispatchSemaphore(value: 0)
    for run in runs {
      Thread {
        run.run()
        areDone.signal()
      }.start()
    }
    await withCheckedContinuation { continuation in
      Thread {
        for _ in runs { areDone.wait() }
        continuation.resume()
      }.start()
    }
    #expect(runs.map(\.count) == [0, 0])
    #expect(runs[0].values == runs[1].values)
    for run in runs { #expect(try run.findings() == []) }
  }
}

/// An evaluator that is run a thousand times by one thread, at arguments that change.
private final class CountedRun: @unchecked Sendable {
  private let graph: CalledGraph
  private let evaluator: NativeEvaluator
  /// The allocations during the run.
  private(set) var count = -1

  init(_ program: NativeProgram, _ graph: CalledGraph) throws {
    self.graph = graph
    evaluator = NativeEvaluator(program, try program.bind([:]))
    for (index, binding) in graph.bindings.enumerated() { evaluator.load(index, binding.value) }
    evaluator.run()
  }

  func run() {
    let inputs = UnsafeMutableBufferPointer(
      start: evaluator.inputBase.assumingMemoryBound(to: Double.self), count: evaluator.inputByteCount / 8)
    count = AllocationCount.of {
      for _ in 0..<1000 {
        for index in inputs.indices { inputs[index] *= 0.9995 }
        evaluator.run()
      }
    }
  }

  /// The outputs of the last evaluation.
  var values: [[Double]] { evaluator.program.outputs.indices.map { evaluator.value($0).doubles } }

  /// What differs from the interpreter's outputs at the last arguments.
  func findings() throws -> [String] {
    var bindings: [Tensor: NDArray] = [:]
    for (binding, offset) in try paired(graph.bindings, evaluator.program.inputOffsets) {
      bindings[binding.argument] = TensorView(binding.argument.type, evaluator.inputBase + offset).array
    }
    let expected = try evaluate(evaluator.program.outputs, bindings).map(\.doubles)
    return try paired(values, expected).enumerated().compactMap { index, pair in
      let size = pair.1.reduce(0) { max($0, $1.magnitude) }
      let isRight = try paired(pair.0, pair.1).allSatisfy { ($0 - $1).magnitude <= 1e-13 * size }
      return isRight ? nil : "output \(index): \(pair.0), not \(pair.1)"
    }
  }
}

/// A graph with Ops that native code calls, and its gradient.
struct CalledGraph: CustomTestStringConvertible, Sendable {
  let name: String
  let bindings: [(argument: Tensor, value: NDArray)]
  private let total: Tensor

  var testDescription: String { name }

  func program() throws -> NativeProgram {
    let gradients = try gradient(of: total, withRespectTo: bindings.map(\.argument))
    return try NativeProgram([total] + gradients, varying: bindings.map(\.argument), verifying: true)
  }

  private init(_ name: String, _ total: (Tensor, Tensor, Tensor) -> Tensor) {
    let x = Tensor.argument("x", .float64([7]))
    let y = Tensor.argument("y", .float64([3, 5, 1]))
    let s = Tensor.argument("s")
    self.name = name
    self.total = total(x, y, s)
    bindings = [
      (x, NativeProgramTests.numbers([7])), (y, NativeProgramTests.numbers([3, 5, 1], seed: 2)), (s, NDArray(1.3)),
    ]
  }

  static let all = [
    CalledGraph("unary") { x, y, s in sum(Saturation()(x * s)) + sum(y) },
    CalledGraph("binary, broadcast") { x, y, s in sum(Reach()(x, y) * s) },
    CalledGraph("binary, with a scalar") { x, y, s in sum(Reach()(x, s).squared()) + sum(y) },
    CalledGraph("black box with residuals") { x, y, s in
      let results = Proportions().results([x * 2, s])
      return sum(results[0].squared()) * results[1] + sum(y)
    },
    CalledGraph("black box, one cotangent of two") { x, y, _ in
      sum(Proportions().results([x, Tensor(0.7)])[0].squared()) + sum(y)
    },
    CalledGraph("all, in a loop of calls") { x, y, s in
      let first = Proportions().results([Saturation()(x), s])
      let second = Proportions().results([first[0] + Saturation()(x), first[1]])
      return sum(Reach()(second[0], y)) + second[1]
    },
  ]
}

/// x / (1 + |x|)
private struct Saturation: UnaryElementwiseOp {
  func evaluate(_ x: Double) -> Double { x / (1 + x.magnitude) }
  func partials(_ x: Double, result: Double) -> Double { 1 / ((1 + x.magnitude) * (1 + x.magnitude)) }
}

/// √(1 + x² + y²)
private struct Reach: BinaryElementwiseOp {
  func evaluate(_ x: Double, _ y: Double) -> Double { (1 + x * x + y * y).squareRoot() }
  func partials(_ x: Double, _ y: Double, result: Double) -> (Double, Double) { (x / result, y / result) }
}

/// wᵢ / Σ w and Σ w with wᵢ = s² + xᵢ²; the sum's reciprocal is a residual, and so are the weights.
private struct Proportions: BlackBoxOp {
  func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] { [operands[0], .float64()] }
  func residualTypes(of operands: [TensorType]) -> [TensorType] { [.float64(), operands[0]] }

  func evaluate(_ operands: [TensorView], into results: [MutableTensorView], residuals: [MutableTensorView]) {
    let (x, s) = (operands[0].float64, operands[1].float64[0])
    let (p, weights) = (results[0].float64, residuals[1].float64)
    var total = 0.0
    for i in 0..<x.count {
      weights[i] = s * s + x[i] * x[i]
      total += weights[i]
    }
    for i in 0..<x.count { p[i] = weights[i] / total }
    results[1].float64[0] = total
    residuals[0].float64[0] = 1 / total
  }

  func pullback(_ call: BlackBoxCall, into cotangents: [MutableTensorView?]) {
    let (x, s) = (call.operands[0].float64, call.operands[1].float64[0])
    let (p, scale) = (call.results[0].float64, call.residuals[0].float64[0])
    let (c, ofTotal) = (call.cotangents[0].float64, call.cotangents[1].float64[0])
    var mean = 0.0
    for i in 0..<x.count { mean += c[i] * p[i] }
    let dx = cotangents[0]?.float64
    var ds = 0.0
    for i in 0..<x.count {
      let dw = (c[i] - mean) * scale + ofTotal
      dx?[i] = dw * 2 * x[i]
      ds += dw * 2 * s
    }
    cotangents[1]?.float64[0] = ds
  }
}
