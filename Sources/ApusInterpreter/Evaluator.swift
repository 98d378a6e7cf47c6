// The reference evaluator: runs a program node by node on planned buffers.

public import ApusGraph

/// Evaluates a program. It owns its buffers, so each thread has an evaluator of its own.
///
/// No buffer is allocated while it runs. Buffers of values that are no longer needed serve later ones.
public final class Evaluator {
  /// One node's evaluation, bound to its buffers.
  private struct Step {
    let evaluate: ([TensorView], [MutableTensorView]) -> Void
    let operands: [TensorView]
    let results: [MutableTensorView]

    func run() { evaluate(operands, results) }
  }

  /// The program.
  public let program: Program
  private let arena: Arena
  private let prologue: [Step]
  private let body: [Step]
  private let argumentViews: [MutableTensorView]
  private let argumentIndices: [Tensor: Int]
  private let outputViews: [TensorView]
  private var isBound: [Bool]
  private var isPrologueCurrent = false
  /// What Ops threw.
  package let errors: ThrownErrors

  /// An evaluator of `program`. Every argument must be bound before ``run()``.
  public init(_ program: Program) {
    self.program = program
    var planner = BufferPlanner(program)
    let argumentViews = program.arguments.map { planner.pinned($0) }
    let prologuePlans = program.prologue.map { planner.pinnedStep($0) }
    let bodyPlans = program.body.enumerated().map { planner.bodyStep($1, at: $0) }
    let arena = Arena(byteCount: planner.byteCount)
    let errors = ThrownErrors.current ?? ThrownErrors()
    func step(_ plan: BufferPlanner.StepPlan) -> Step {
      Step(
        evaluate: plan.node.op.evaluation(for: plan.node.operands.map(\.type)),
        operands: plan.operands.map { $0.view(in: arena).view },
        results: plan.results.map { $0.view(in: arena) })
    }
    self.arena = arena
    self.argumentViews = argumentViews.map { $0.view(in: arena) }
    argumentIndices = Dictionary(uniqueKeysWithValues: program.arguments.enumerated().map { ($1, $0) })
    self.errors = errors
    // Evaluations that Ops prepare, and evaluators in them, write to the same record.
    (prologue, body) = ThrownErrors.$current.withValue(errors) { (prologuePlans.map(step), bodyPlans.map(step)) }
    outputViews = program.outputs.map { planner.slot(of: $0).view(in: arena).view }
    isBound = argumentViews.map { _ in false }
  }

  /// The bytes of all buffers.
  public var byteCount: Int { arena.byteCount }

  /// Binds an argument to a copy of an array.
  ///
  /// - Throws: ``EvaluationError`` where the program has no such argument or its type is another.
  public func bind(_ argument: Tensor, to value: NDArray) throws(EvaluationError) {
    guard let index = argumentIndices[argument] else { throw .unknownArgument(argument.summary) }
    guard value.type == argument.type else {
      throw .wrongType(argument: argument.summary, expected: argument.type, given: value.type)
    }
    argumentViews[index].copy(from: value)
    didBind(index, varying: false)
  }

  /// The buffer of a varying argument, which the caller fills before each ``run()``; nil where the program does not use it.
  ///
  /// The argument counts as bound from now on.
  public func buffer(ofVarying argument: Tensor) -> MutableTensorView? {
    guard let index = argumentIndices[argument] else { return nil }
    didBind(index, varying: true)
    return argumentViews[index]
  }

  private func didBind(_ index: Int, varying: Bool) {
    isBound[index] = true
    if !varying { isPrologueCurrent = false }
  }

  /// Computes the outputs.
  ///
  /// - Throws: ``EvaluationError/unboundArgument(_:)``; ``EvaluationError/thrown(op:message:)`` where an Op throws on data
  ///   alone. What an Op throws elsewhere makes its results NaN.
  public func run() throws(EvaluationError) {
    if !isPrologueCurrent {
      if let unbound = isBound.firstIndex(of: false) { throw .unboundArgument(program.arguments[unbound].summary) }
      let count = errors.count
      for step in prologue { step.run() }
      if errors.count != count, let first = errors.entries.last { throw .thrown(op: first.op, message: first.message) }
      isPrologueCurrent = true
    }
    for step in body { step.run() }
  }

  /// The buffer of an output, valid until the next ``run()`` and as long as the evaluator lives.
  public func output(_ index: Int) -> TensorView { outputViews[index] }

  /// Runs the program and shows each node's result after its evaluation; for tests and for finding bad numbers.
  ///
  /// - Throws: ``EvaluationError/unboundArgument(_:)``.
  public func trace(_ visit: (Node, [TensorView]) -> Void) throws(EvaluationError) {
    isPrologueCurrent = false
    if let unbound = isBound.firstIndex(of: false) { throw .unboundArgument(program.arguments[unbound].summary) }
    for (node, step) in zip(program.prologue + program.body, prologue + body) {
      step.run()
      visit(node, step.results.map(\.view))
    }
    isPrologueCurrent = true
  }
}

/// A block of memory, aligned to 64 bytes and zero at first, with a margin behind it: a routine of the user's that writes a
/// little too far is to be found by the verification, not by a crash.
package final class Arena: @unchecked Sendable {
  package let byteCount: Int
  package let base: UnsafeMutableRawPointer

  package init(byteCount: Int) {
    self.byteCount = byteCount
    base = .allocate(byteCount: byteCount + Self.margin, alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount + Self.margin)
  }

  private static let margin = 4096

  deinit { base.deallocate() }
}
