// The interpreter with every rounding changed at random: what that does to a value is what rounding can do to it.

internal import ApusFunctions
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// Evaluates a program with the result of every operation off by a few units in the last place, at random.
///
/// Two correct evaluations of one graph differ by their roundings: in the order of sums, in fused multiply-adds, in reciprocals,
/// in the last bits of elementary functions. How far a value moves under random changes of that size is how far the two may be
/// apart: little where terms are of one sign, much where they cancel or where a matrix is close to singular.
///
/// Reference: Vignes, "A stochastic arithmetic for reliable scientific computation", Math. Comput. Simul. 35 (1993).
final class PerturbedEvaluator {
  /// The interpreter: its inputs are loaded and its outputs are read as ever.
  let evaluator: Evaluator
  private let noise: Noise
  private var loops: [Node: PerturbedEvaluator] = [:]

  /// Each result is off by up to this part of itself: 2 units in the last place.
  static let size = 0x1p-51

  init(_ program: Program, _ noise: Noise = Noise()) {
    evaluator = Evaluator(program)
    self.noise = noise
  }

  /// Computes the outputs with new roundings.
  ///
  /// - Throws: ``EvaluationError/unboundArgument(_:)``.
  func run() throws(EvaluationError) {
    try evaluator.run { node, operands, results, own in
      switch Rounding(node) {
      case .none: own(operands, results)
      case .result:
        own(operands, results)
        for result in results { noise.shake(result) }
      case .operandsAndResult(let least):
        own(operands, results)
        shakeOperands(operands, results, own)
        for result in results { noise.shake(result, byAtLeast: least) }
      case .terms(let count):
        own(operands, results)
        shake(results, operands, times: 1 + Double(count) / 1024, own)
      case .factors(let count):
        own(operands, results)
        for result in results { noise.shake(result, times: 1 + Double(count) / 64) }
      case .loop(let scan):
        if let body = loop(node, scan) { run(scan, body, operands, results) } else { own(operands, results) }
      }
    }
  }

  /// Evaluates again on changed operands; what that takes out of the operation's domain stays.
  private func shakeOperands(
    _ operands: [TensorView], _ results: [MutableTensorView], _ own: Evaluator.Evaluation
  ) {
    let copies = operands.map { Copy($0) }
    for copy in copies { noise.shake(copy.view) }
    let others = results.map { Copy($0.view) }
    own(copies.map(\.view.view), others.map(\.view))
    for (result, other) in zip(results, others) where result.type.elementType == .float64 {
      let (values, changed) = (result.float64, other.view.float64)
      for index in values.indices where changed[index].isFinite { values[index] = changed[index] }
    }
    // Views do not keep their memory alive.
    withExtendedLifetime((copies, others)) {}
  }

  /// Changes sums by parts of the sums of their terms' magnitudes: the same operation on the operands' magnitudes.
  private func shake(
    _ results: [MutableTensorView], _ operands: [TensorView], times factor: Double, _ own: Evaluator.Evaluation
  ) {
    let magnitudes = operands.map { Copy($0) }
    for copy in magnitudes where copy.view.type.elementType == .float64 {
      let values = copy.view.float64
      for index in values.indices { values[index] = values[index].magnitude }
    }
    let terms = results.map { Copy($0.view) }
    own(magnitudes.map(\.view.view), terms.map(\.view))
    for (result, size) in zip(results, terms) where result.type.elementType == .float64 {
      let (values, sizes) = (result.float64, size.view.float64)
      for index in values.indices where sizes[index].isFinite {
        values[index] += Self.size * factor * noise.next() * sizes[index]
      }
    }
    withExtendedLifetime((magnitudes, terms)) {}
  }

  // MARK: Loops

  private func loop(_ node: Node, _ scan: Scan) -> PerturbedEvaluator? {
    if let known = loops[node] { return known }
    guard let program = try? Program(scan.body.results, varying: scan.body.arguments) else { return nil }
    let body = PerturbedEvaluator(program, noise)
    loops[node] = body
    return body
  }

  /// A loop whose every turn has roundings of its own.
  private func run(
    _ scan: Scan, _ body: PerturbedEvaluator, _ operands: [TensorView], _ results: [MutableTensorView]
  ) {
    let inputs = scan.body.arguments.map { body.evaluator.buffer(ofVarying: $0) }
    let (carries, elements) = (scan.carryCount, scan.carryCount + scan.sequenceCount)
    for index in 0..<carries {
      results[index].base.copyMemory(from: operands[index].base, byteCount: results[index].type.byteCount)
    }
    for turn in 0..<scan.length {
      let step = scan.isReversed ? scan.length - 1 - turn : turn
      for (index, input) in inputs.enumerated() {
        let source =
          index < carries
          ? UnsafeRawPointer(results[index].base)
          : operands[index].base + (index < elements ? step * scan.body.arguments[index].type.byteCount : 0)
        input?.base.copyMemory(from: source, byteCount: input?.type.byteCount ?? 0)
      }
      for index in 0..<carries {
        let size = results[index].type.byteCount
        (results[carries + scan.outputCount + index].base + step * size)
          .copyMemory(from: results[index].base, byteCount: size)
      }
      // The body depends on its arguments alone, which are all bound.
      do throws(EvaluationError) { try body.run() } catch { return }
      for (index, result) in scan.body.results.enumerated() {
        let offset = index < carries ? 0 : step * result.type.byteCount
        (results[index].base + offset)
          .copyMemory(from: body.evaluator.output(index).base, byteCount: result.type.byteCount)
      }
    }
  }
}

/// A copy of a buffer.
private struct Copy {
  let view: MutableTensorView
  private let memory: Arena

  init(_ source: TensorView) {
    memory = Arena(byteCount: source.type.byteCount)
    view = MutableTensorView(source.type, memory.base)
    view.base.copyMemory(from: source.base, byteCount: source.type.byteCount)
  }
}

/// Random changes of numbers, the same in every process.
final class Noise {
  private var state: UInt64 = 0x5EED_0FA9_0550_1234

  /// A number between −1 and 1. Reference: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
  @inline(__always)
  func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double(Int64(bitPattern: word ^ (word >> 31))) * 0x1p-63
  }

  /// Changes each number by up to `factor` times 2 units in the last place, or of `least` where that is more.
  func shake(_ view: MutableTensorView, times factor: Double = 1, byAtLeast least: Double = 0) {
    guard view.type.elementType == .float64 else { return }
    let values = view.float64
    for index in values.indices {
      let value = values[index]
      if value.isNormal && value.magnitude > 0x1p-960 {
        values[index] = value + PerturbedEvaluator.size * factor * next() * max(value.magnitude, least)
      } else if value.isSubnormal || value.isNormal {
        // A unit in the last place of a subnormal number is no part of it.
        values[index] = value + Double.leastNonzeroMagnitude * (4 * next()).rounded() + value * 0x1p-51 * next()
      } else if value == 0 && least > 0 {
        values[index] = PerturbedEvaluator.size * factor * next() * least
      }
    }
  }
}
