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

  /// An Op whose integers are looked at, with its buffers.
  private struct IntegerCheck {
    let node: Node
    let op: any IntegerPartial
    let step: Step

    func run() throws(EvaluationError) {
      guard let fault = op.integerFault(step.operands, step.results.map(\.view)) else { return }
      throw Evaluator.error(fault, of: op, at: node)
    }
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
  /// The checks of what the prologue computes, and of the body's indices that do not vary.
  private let prologueChecks: [IntegerCheck]
  /// The checks after each step of the body.
  private let bodyChecks: [Int: IntegerCheck]
  /// What Ops threw.
  package let errors: ThrownErrors

  /// An evaluator of `program`. Every argument must be bound before ``run()``.
  public convenience init(_ program: Program) { self.init(program, checksBody: false) }

  /// - Parameter checksBody: whether integers that the body makes of integers are looked at too, at each run.
  package init(_ program: Program, checksBody: Bool) {
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
    func check(_ node: Node, _ step: Step) -> IntegerCheck? {
      // What is made of doubles follows them: NaN is a number like others.
      guard node.operands.contains(where: { $0.elementType == .int64 }), let op = node.op as? any IntegerPartial,
        op.indexOperand != nil || node.operands.allSatisfy({ $0.elementType == .int64 })
      else { return nil }
      return IntegerCheck(node: node, op: op, step: step)
    }
    let varying = Set(program.body)
    let ownChecks = zip(program.prologue, prologue).compactMap { check($0, $1) }
    let atBody = zip(program.body, body).map { check($0, $1) }
    let fixedIndices = atBody.compactMap { $0 }.filter { check in
      guard let operand = check.op.indexOperand, let source = check.node.operands[operand].node else { return false }
      return !varying.contains(source) && !(program.varyingArguments.contains(source))
    }
    prologueChecks = ownChecks + fixedIndices
    // Integers that come from doubles follow them: what is NaN there is no fault of the data.
    let numbers = program.arguments.filter { $0.type.isDifferentiable }
    let followers = checksBody ? Traversal.dependents(of: numbers, in: program.prologue + program.body) : []
    bodyChecks =
      checksBody
      ? Dictionary(
        uniqueKeysWithValues: atBody.enumerated().compactMap { index, check in
          guard let check, check.op.indexOperand == nil, check.node.results.allSatisfy({ $0.elementType != .float64 }),
            !check.node.operands.contains(where: { $0.node.map(followers.contains) ?? true })
          else { return nil }
          return (index, check)
        }) : [:]
    outputViews = program.outputs.map { planner.slot(of: $0).view(in: arena).view }
    isBound = argumentViews.map { _ in false }
  }

  /// The error of a fault that an Op found at a node.
  package static func error(_ fault: IntegerFault, of op: any IntegerPartial, at node: Node) -> EvaluationError {
    let place = op.indexOperand.map { " of \(node.operands[$0].expression(depth: 1))" } ?? ""
    return .integer(
      GraphError(
        operation: node.op.name, operands: node.operands.map(\.summary),
        cause: TypeError(.attribute, "\(fault.reason), at element \(fault.element)\(place)"), location: node.location))
  }

  /// The bytes of all buffers.
  public var byteCount: Int { arena.byteCount }

  /// Binds an argument to a copy of an array.
  ///
  /// - Throws: ``EvaluationError`` where the program has no such argument or its type is another.
  public func bind(_ argument: Tensor, to value: NDArray) throws(EvaluationError) {
    guard let index = argumentIndices[argument] else { throw .unknownArgument(argument.summary) }
    if let fault = value.fault { throw .badArray(argument: argument.summary, reason: fault.reason) }
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
  /// - Throws: ``EvaluationError/unboundArgument(_:)``; ``EvaluationError/integer(_:)`` for data with an index outside or with
  ///   integers whose arithmetic overflows; ``EvaluationError/thrown(op:message:)`` where an Op throws on data alone. What an Op
  ///   throws elsewhere makes its results NaN.
  public func run() throws(EvaluationError) {
    try runPrologue()
    if bodyChecks.isEmpty {
      for step in body { step.run() }
    } else {
      for (index, step) in body.enumerated() {
        step.run()
        try bodyChecks[index]?.run()
      }
    }
  }

  /// What computes a node's results from its operands.
  package typealias Evaluation = ([TensorView], [MutableTensorView]) -> Void

  /// Computes the outputs with `evaluate` in place of the evaluation of each node that depends on varying arguments; it is given
  /// the node, its buffers, and the node's own evaluation.
  ///
  /// - Throws: ``EvaluationError/unboundArgument(_:)``.
  package func run(
    evaluating evaluate: (Node, [TensorView], [MutableTensorView], Evaluation) -> Void
  ) throws(EvaluationError) {
    try runPrologue()
    for (node, step) in zip(program.body, body) { evaluate(node, step.operands, step.results, step.evaluate) }
  }

  private func runPrologue() throws(EvaluationError) {
    guard !isPrologueCurrent else { return }
    if let unbound = isBound.firstIndex(of: false) { throw .unboundArgument(program.arguments[unbound].summary) }
    let count = errors.count
    for step in prologue { step.run() }
    if errors.count != count, let first = errors.endPoint().first {
      throw .thrown(op: first.op, message: first.message)
    }
    for check in prologueChecks { try check.run() }
    isPrologueCurrent = true
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

/// A block of memory, aligned to 64 bytes and zero at first, with a margin on both sides: a routine of the user's that writes
/// a little too far is to be found by the verification, not by a crash.
package final class Arena: @unchecked Sendable {
  package let byteCount: Int
  package let base: UnsafeMutableRawPointer

  package init(byteCount: Int) {
    self.byteCount = byteCount
    let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount + 2 * Self.margin, alignment: 64)
    block.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount + 2 * Self.margin)
    base = block + Self.margin
  }

  private static let margin = 4096

  deinit { (base - Self.margin).deallocate() }
}
