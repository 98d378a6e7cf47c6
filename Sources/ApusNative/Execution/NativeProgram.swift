// A graph compiled to machine code, and what is known of its compilation.

package import ApusGraph
package import ApusInterpreter
internal import ApusSystem
internal import Synchronization

/// Outputs of a graph as machine code, as a function of arguments that vary; data are bound before.
public final class NativeProgram: Sendable {
  /// The values that are computed.
  package let outputs: [Tensor]
  /// The arguments that vary, in the order of the input.
  package let varying: [Tensor]
  /// The arguments that are bound to data before the program runs.
  package let dataArguments: [Tensor]
  /// Seconds from the graph to the code, and of them those of code generation and loading.
  public let seconds: (total: Double, code: Double)

  /// The graph in the interpreter's order.
  let source: Program
  let program: LoweredProgram
  let schedule: Schedule
  let plan: MemoryPlan
  let module: ModuleEmitter
  let code: CompiledCode
  private let prologue: Program?
  private let store: CodeStore
  private let exactCode = Mutex<CompiledCode?>(nil)
  /// An evaluator of the same graph in the interpreter that waits for who compares; see ``takeReference()``.
  private let reference: WaitingEvaluator

  /// The byte offset of each varying argument in the input.
  package let inputOffsets: [Int]
  /// The byte offset of each output in the output block; of the first one, where it stays with the evaluator, in its arena.
  package let outputOffsets: [Int]
  /// Whether the first output stays with the evaluator.
  package var isFirstApart: Bool { program.result != nil }

  /// Compiles outputs.
  ///
  /// - Parameters:
  ///   - level: the effort of code generation: 0 is quick, 1 makes faster code; where nil, quick for very large programs.
  ///   - firstApart: whether the first output stays with the evaluator, so that the others can go to the caller's block.
  ///   - verifying: whether the laws of the pipeline are checked after each step that changes something; where nil, unless the
  ///     program is very large.
  ///   - keepsDivisors: whether divisors that are known when data are bound stay divisors, which is slower than a product
  ///     with their reciprocals; see ``NativeData/hasOrdinaryDivisors``.
  ///   - isToBeCompared: whether a ``NativeCheck`` follows: what it needs is made at the same time, on another thread.
  /// - Throws: ``NativeError``, or the first error of a poisoned output.
  package convenience init(
    _ outputs: [Tensor], varying: [Tensor], level: Int? = nil, firstApart: Bool = false, verifying: Bool? = nil,
    keepsDivisors: Bool = false, isToBeCompared: Bool = false
  ) throws {
    try self.init(
      outputs, varying: varying, level: level, firstApart: firstApart, verifying: verifying,
      keepsDivisors: keepsDivisors, isToBeCompared: isToBeCompared, processor: nil)
  }

  /// - Parameters:
  ///   - processor: the name of the processor that code is generated for; this one where nil.
  ///   - store: where the code goes; the process's store where nil.
  package init(
    _ outputs: [Tensor], varying: [Tensor], level: Int?, firstApart: Bool, verifying: Bool?,
    keepsDivisors: Bool = false, isToBeCompared: Bool = false, processor: String?, store: CodeStore? = nil
  ) throws {
    guard let store = store ?? CodeStore.shared else { throw NativeError.unavailable }
    let clock = ContinuousClock()
    let start = clock.now
    let source = try Program(outputs, varying: varying)
    let lowered = Lowering.lower(source, varying: varying, firstApart: firstApart, keepsDivisors: keepsDivisors)
    let waiting = WaitingEvaluator()
    var compiled = Result<Compilation, any Error>.failure(NativeError.unavailable)
    let compile = { compiled = Result { try Compilation(lowered, level, verifying, processor, store) } }
    if isToBeCompared && lowered.tasks.count > Self.largeTaskCount {
      WorkerThread.pair(compile) { waiting.make(source) }
    } else {
      compile()
    }
    let compilation = try compiled.get()
    self.outputs = outputs
    self.varying = varying
    self.source = source
    self.store = store
    program = compilation.program
    schedule = compilation.schedule
    plan = compilation.plan
    module = compilation.module
    code = compilation.code
    reference = waiting
    prologue =
      program.shared.isEmpty ? nil : try Program(program.shared.map(\.tensor) + program.knownDivisors, varying: [])
    dataArguments = prologue?.arguments ?? []
    inputOffsets = Self.offsets(varying)
    if let result = program.result, case .arena(let offset) = plan.places[result] {
      outputOffsets = [offset] + Self.offsets(Array(outputs.dropFirst()))
    } else {
      outputOffsets = Self.offsets(outputs)
    }
    seconds = (start.duration(to: clock.now).inSeconds, code.seconds)
  }

  /// The same program with another text of its module, whose code is kept in memory alone: for tests that break code on purpose.
  ///
  /// - Throws: ``NativeError``.
  package init(_ original: NativeProgram, changing change: (String) -> String) throws(NativeError) {
    guard let store = CodeStore.shared else { throw .unavailable }
    outputs = original.outputs
    varying = original.varying
    dataArguments = original.dataArguments
    seconds = original.seconds
    source = original.source
    program = original.program
    schedule = original.schedule
    plan = original.plan
    module = original.module.changed(change)
    self.store = store
    code = try store.code(module)
    prologue = original.prologue
    inputOffsets = original.inputOffsets
    outputOffsets = original.outputOffsets
    reference = WaitingEvaluator()
  }

  /// An evaluator of the same graph in the interpreter, which the caller has for itself.
  func takeReference() -> Evaluator { reference.take() ?? Evaluator(source) }

  /// The entry of the same program by code that divides exactly, compiled when it is asked for the first time; nil where it
  /// cannot be compiled.
  var exactEntry: NativeEntry? {
    exactCode.withLock { code in
      if code == nil {
        let exact = ModuleEmitter(
          program, schedule, plan, functionOfStep: ModuleEmitter.functions(schedule), level: module.level,
          processor: module.processor, dividesExactly: true, splatsByKeyword: store.hasSplats)
        code = try? store.code(exact)
      }
      return code?.entry
    }
  }

  /// The tasks up to which the pipeline's laws are checked whenever a program is compiled.
  static let verifiedTaskCount = 5_000

  /// The tasks from which on a program is compiled quickly rather than well.
  static let largeTaskCount = 20_000

  /// Whether programs can be compiled here.
  package static var isAvailable: Bool { CodeStore.shared != nil }

  /// The library and processor that code is made by and for; nil where there is none.
  package static var platform: String? {
    CodeStore.shared.map { "LLVM \($0.library.version), \($0.library.path), for \($0.host.processor)" }
  }

  /// The bytes of each evaluator's buffers.
  public var arenaByteCount: Int { plan.arenaByteCount + program.inputByteCount + program.outputByteCount }

  /// The bytes that all evaluators share: data, constants, and what is made of them.
  public var sharedByteCount: Int { program.sharedByteCount }

  private static func offsets(_ tensors: [Tensor]) -> [Int] {
    var offset = 0
    return tensors.map { tensor in
      defer { offset += tensor.type.packedByteCount }
      return offset
    }
  }

  /// A program with the shared values for given data; one that divides where a divisor that became known has no ordinary
  /// reciprocal.
  ///
  /// - Throws: what the initializer and ``bind(_:)`` throw.
  package static func bound(
    _ outputs: [Tensor], varying: [Tensor], data: [Tensor: NDArray] = [:], level: Int? = nil, firstApart: Bool = false,
    isToBeCompared: Bool = false
  ) throws -> (program: NativeProgram, data: NativeData) {
    func made(keepsDivisors: Bool) throws -> (program: NativeProgram, data: NativeData) {
      let program = try NativeProgram(
        outputs, varying: varying, level: level, firstApart: firstApart, keepsDivisors: keepsDivisors,
        isToBeCompared: isToBeCompared)
      return (program, try program.bind(data))
    }
    let usual = try made(keepsDivisors: false)
    return usual.data.hasOrdinaryDivisors ? usual : try made(keepsDivisors: true)
  }

  /// The shared values for given data, computed once by the interpreter.
  ///
  /// - Throws: ``EvaluationError`` where data are missing or of another type.
  package func bind(_ data: [Tensor: NDArray]) throws(EvaluationError) -> NativeData {
    let block = Arena(byteCount: program.sharedByteCount + 64)
    guard let prologue else { return NativeData(block: block, hasOrdinaryDivisors: true) }
    let evaluator = Evaluator(prologue)
    for argument in prologue.arguments {
      if let value = data[argument] { try evaluator.bind(argument, to: value) }
    }
    try evaluator.run()
    return withExtendedLifetime(evaluator) {
      for (index, place) in program.shared.enumerated() {
        let view = evaluator.output(index)
        (block.base + place.byteOffset).copyMemory(from: view.base, byteCount: view.type.byteCount)
      }
      let divisors = program.knownDivisors.indices.map { evaluator.output(program.shared.count + $0) }
      return NativeData(block: block, hasOrdinaryDivisors: divisors.allSatisfy(Self.isOrdinary))
    }
  }
}

extension NativeProgram {
  /// Whether products with the reciprocals of a divisor's elements are their quotients: not where a reciprocal overflows or
  /// is not a normal number.
  private static func isOrdinary(_ divisor: TensorView) -> Bool {
    guard divisor.type.elementType == .float64 else { return true }
    return divisor.float64.allSatisfy { $0 == 0 || !$0.isFinite || (1 / $0).isNormal }
  }
}

/// What a program's code reads but does not change: data, constants, and what is made of them. All evaluators share it.
package struct NativeData: Sendable {
  let block: Arena
  /// Whether every divisor that became known has a reciprocal that serves as well; where not, the program is to be compiled
  /// with `keepsDivisors`.
  package let hasOrdinaryDivisors: Bool
}
