// From a lowered program to its code: schedule, memory, text, machine code.

internal import ApusInterpreter
internal import Synchronization

/// What the steps of the pipeline make of a lowered program.
struct Compilation {
  private(set) var program: LoweredProgram
  private(set) var schedule: Schedule
  let plan: MemoryPlan
  let module: ModuleEmitter
  let code: CompiledCode

  /// - Throws: ``NativeError``.
  init(
    _ lowered: LoweredProgram, _ level: Int?, _ verifying: Bool?, _ processor: String?, _ store: CodeStore
  ) throws(NativeError) {
    program = lowered
    let verifying = verifying ?? (program.tasks.count <= NativeProgram.verifiedTaskCount)
    if verifying { try Self.holding { () throws(PipelineFault) in try lowered.verify() } }
    schedule = Schedule(program)
    schedule.recompute(&program)
    schedule.groupRows(&program)
    let (program, schedule) = (program, schedule)
    if verifying { try Self.holding { () throws(PipelineFault) in try schedule.verify(program) } }
    let functions = ModuleEmitter.functions(schedule)
    let plan = MemoryPlan(program, schedule, functionOfStep: functions)
    if verifying { try Self.holding { () throws(PipelineFault) in try plan.verify(program, schedule) } }
    self.plan = plan
    module = ModuleEmitter(
      program, schedule, plan, functionOfStep: functions,
      level: Int32(level ?? (program.tasks.count > NativeProgram.largeTaskCount ? 0 : 1)), processor: processor,
      splatsByKeyword: store.hasSplats)
    code = try store.code(module)
  }

  /// Checks a law of the pipeline.
  private static func holding(_ law: () throws(PipelineFault) -> Void) throws(NativeError) {
    do throws(PipelineFault) { try law() } catch { throw .brokenLaw(error.description) }
  }
}

/// An evaluator that one thread makes and another one takes.
final class WaitingEvaluator: Sendable {
  /// Used by one thread at a time.
  private struct Box: @unchecked Sendable { let evaluator: Evaluator }
  private let box = Mutex<Box?>(nil)

  func make(_ program: Program) {
    let made = Box(evaluator: Evaluator(program))
    box.withLock { $0 = made }
  }

  /// The evaluator; nil where none was made or another one took it.
  func take() -> Evaluator? {
    box.withLock { box in
      defer { box = nil }
      return box?.evaluator
    }
  }
}
