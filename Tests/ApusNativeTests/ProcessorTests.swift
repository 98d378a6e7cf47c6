// Whole programs give the same bits on every processor, at every effort of code generation, on any number of threads.

import ApusDifferentiation
import ApusFunctions
import ApusGraph
import ApusNative
import ApusOps
import ApusTestSupport
import Testing

@Suite(.enabled(if: NativeProgram.isAvailable, "libLLVM is not installed"))
struct ProcessorTests {
  private let x = Tensor.argument("x", .float64([7, 21]))
  private let s = Tensor.argument("s")

  /// A likelihood with groups, a loop, sums along both axes, and the gradients of it all.
  private func outputs() throws -> [Tensor] {
    let groups = gather(sum(x, axes: [1]), Tensor((0..<40).map { $0 * 3 % 7 }))
    let rates = softplus(groups * s) + exp(-groups.squared())
    let loop = scan([s], over: [rates]) { carry, rate in ([sin(carry[0]) * 0.5 + rate[0]], [tanh(carry[0])]) }
    let total = sum(log(rates)) + sum(loop.outputs[0]) + logSumExp(x) + sum(lgamma(1 + x.squared()) / (1 + s * s))
    return [total, rates, sum(atan2(x, s), axes: [0])] + (try gradient(of: total, withRespectTo: [x, s]))
  }

  private func bits(_ program: NativeProgram) throws -> [UInt64] {
    let evaluator = NativeEvaluator(program, try program.bind([:]))
    evaluator.load(0, NativeProgramTests.numbers([7, 21]))
    evaluator.load(1, NDArray(0.8))
    evaluator.run()
    return program.outputs.indices.flatMap { evaluator.value($0).doubles.map(\.bitPattern) }
  }

  private func program(level: Int, processor: String?) throws -> NativeProgram {
    try NativeProgram(
      outputs(), varying: [x, s], level: level, firstApart: false, verifying: true, processor: processor)
  }

  @Test func `code for other processors, and quick code, gives the same bits`() throws {
    let expected = try bits(program(level: 1, processor: nil))
    for target in EmittedFunction.otherTargets() {
      let processor = target.level == 0 ? nil : target.processor
      #expect(try bits(program(level: Int(target.level), processor: processor)) == expected, "\(target.processor)")
    }
  }

  @Test func `evaluators on several threads give the same bits`() async throws {
    let program = try program(level: 1, processor: nil)
    let expected = try bits(program)
    try await withThrowingTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<8 { group.addTask { try bits(program) } }
      for try await found in group { #expect(found == expected) }
    }
  }
}
