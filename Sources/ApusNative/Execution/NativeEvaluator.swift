// Runs a compiled program on buffers of its own: one for each thread.

package import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// Evaluates a native program. While it runs, only the user's own Ops allocate memory.
package final class NativeEvaluator {
  package let program: NativeProgram
  private let data: NativeData
  private let entry: NativeEntry
  private let arena: Arena
  private let input: Arena
  private let output: Arena
  private let context: UnsafeMutablePointer<UnsafeRawPointer?>
  private let calls: CallTable
  /// Where arena and shared block lie: the objects that hold them are not asked at each run.
  private let arenaBase: UnsafeMutableRawPointer
  private let sharedBase: UnsafeRawPointer
  /// Not 0 after a run that met a divisor whose reciprocal overflows.
  private let smallDivisors: UnsafeMutablePointer<Int>

  /// An evaluator with the program's shared values.
  package init(_ program: NativeProgram, _ data: NativeData) {
    self.program = program
    self.data = data
    entry = program.code.entry
    readsInputAnywhere = !program.program.callsReadInput
    arena = Arena(byteCount: program.plan.smallDivisorOffset + 64)
    smallDivisors = (arena.base + program.plan.smallDivisorOffset).assumingMemoryBound(to: Int.self)
    input = Arena(byteCount: program.program.inputByteCount + 64)
    output = Arena(byteCount: program.program.outputByteCount + 64)
    arenaBase = arena.base
    sharedBase = UnsafeRawPointer(data.block.base)
    let (arena, input, shared) = (arena, input, data.block)
    calls = CallTable(program.program, shared: shared.base) { value in
      switch program.plan.places[value] {
      case .arena(let offset): arena.base + offset
      case .input(let offset): input.base + offset
      case .shared(let offset): shared.base + offset
      case .output, nil: arena.base
      }
    }
    context = .allocate(capacity: 2)
    let trampoline: @convention(c) (UnsafePointer<UnsafeRawPointer>, Int) -> Void = { context, call in
      Unmanaged<CallTable>.fromOpaque(context[1]).takeUnretainedValue().run(call)
    }
    context[0] = unsafeBitCast(trampoline, to: UnsafeRawPointer.self)
    context[1] = UnsafeRawPointer(Unmanaged.passUnretained(calls).toOpaque())
  }

  deinit { context.deallocate() }

  /// The input: the varying arguments one after the other, each at a multiple of 8 bytes.
  package var inputBase: UnsafeMutableRawPointer { input.base }
  /// The bytes of the input.
  package var inputByteCount: Int { program.program.inputByteCount }
  /// Whether code may read the input from any place: no call of an Op reads it.
  package let readsInputAnywhere: Bool

  /// The buffer of an output; valid until the next run.
  package func output(_ index: Int) -> UnsafeRawPointer {
    let base = index == 0 && program.isFirstApart ? arena.base : output.base
    return UnsafeRawPointer(base + program.outputOffsets[index])
  }

  /// Computes the outputs from what the input holds.
  package func run() { run(UnsafeRawPointer(input.base), output.base) }

  private func run(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
    entry(source, target, arenaBase, sharedBase, context)
    if smallDivisors.pointee != 0 { runExactly(source, target) }
  }

  /// Computes the outputs by code that divides. If there is no such code, they are NaN.
  @inline(never) private func runExactly(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
    smallDivisors.pointee = 0
    if let exact = program.exactEntry { return exact(source, target, arenaBase, sharedBase, context) }
    for (index, tensor) in program.outputs.enumerated() where tensor.type.elementType == .float64 {
      let base = index == 0 && program.isFirstApart ? arena.base : target
      let numbers = (base + program.outputOffsets[index]).assumingMemoryBound(to: Double.self)
      numbers.update(repeating: .nan, count: tensor.shape.elementCount)
    }
  }

  /// Computes the outputs from the caller's input into the caller's block. Both are as large as the program's own.
  ///
  /// - Precondition: ``readsInputAnywhere``.
  package func run(from source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    run(source, target)
  }

  /// Calls `body` with the memory that the code is called with: input, output, arena, shared block.
  package func withBlocks<Result>(_ body: ([UnsafeRawBufferPointer]) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body([input, output, arena, data.block].map { UnsafeRawBufferPointer(start: $0.base, count: $0.byteCount) })
    }
  }

  /// The seconds of each call of an Op in one run, by the Op's name, and those of the whole run: the least of several. What
  /// stands for a routine's derivatives has the routine's name. A call in a loop's body counts once.
  package func callSeconds() -> (calls: [(op: String, seconds: Double)], total: Double) {
    let clock = ContinuousClock()
    func least(_ body: () -> Void) -> Double {
      (0..<9).map { _ in clock.measure(body).inSeconds }.min() ?? 0
    }
    return (calls.names.indices.map { call in (calls.names[call], least { calls.run(call) }) }, least { run() })
  }

  /// The value of an output after a run.
  package func value(_ index: Int) -> NDArray { TensorView(program.outputs[index].type, output(index)).array }

  /// Puts a varying argument's value into the input.
  package func load(_ index: Int, _ value: NDArray) {
    MutableTensorView(program.varying[index].type, input.base + program.inputOffsets[index]).copy(from: value)
  }
}

/// The evaluations that code asks its Ops for, bound to an evaluator's buffers.
final class CallTable {
  private struct Call {
    let name: String
    let evaluate: ([TensorView], [MutableTensorView]) -> Void
    let operands: [TensorView]
    let results: [MutableTensorView]
  }

  private let calls: [Call]

  init(
    _ program: LoweredProgram, shared: UnsafeMutableRawPointer, _ place: (ValueID) -> UnsafeMutableRawPointer
  ) {
    calls = Self.calls(program, shared, place)
  }

  /// The calls of a program, and then those of its scans' bodies.
  private static func calls(
    _ program: LoweredProgram, _ shared: UnsafeMutableRawPointer, _ place: (ValueID) -> UnsafeMutableRawPointer
  ) -> [Call] {
    let own = program.calls.compactMap { index -> Call? in
      let task = program.tasks[index]
      guard case .call(let node, let results) = task.kind else { return nil }
      return Call(
        name: (node.op as? any RoutineDerivative)?.call.name ?? node.op.name,
        evaluate: node.op.evaluation(for: node.operands.map(\.type)),
        operands: zip(task.operands, node.operands).map { TensorView($1.type, place($0.value)) },
        results: zip(results, node.resultTypes).map { MutableTensorView($1, place($0)) })
    }
    return program.scans.reduce(into: own) { calls, task in
      guard let scan = program.scan(ofTask: task) else { return }
      let arena = place(scan.scratch)
      calls += Self.calls(scan.body, shared) { value in
        switch scan.plan.places[value] {
        case .arena(let offset): arena + offset
        case .shared(let offset): shared + offset
        // What moves from turn to turn is copied for calls.
        case .input, .output, nil: arena
        }
      }
    }
  }

  /// The name of each call's Op, or of the routine of which it is a derivative.
  var names: [String] { calls.map(\.name) }

  func run(_ index: Int) {
    let call = calls[index]
    call.evaluate(call.operands, call.results)
  }
}
