// Values of a model made callable: evaluated at positions or at named parameter values, from any thread.

public import ApusGraph
internal import ApusInterpreter
public import ApusNative
internal import ApusOps
internal import ApusRewriting
internal import Synchronization

/// A function from the model's unconstrained position to values.
///
/// It can be called from several threads at once: each call borrows an evaluator.
public struct CompiledFunction: Sendable {
  /// The place of each parameter in the position.
  public let layout: PositionLayout
  /// The types of the values.
  public let outputTypes: [TensorType]
  /// What evaluates it.
  public let backend: Backend
  private let pool: EvaluatorPool
  /// What is evaluated for distinct rows of data alone, of which other data may have more than there is room for.
  private let distinctRows: [(op: DistinctRows, columns: [Tensor])]

  /// - Parameters:
  ///   - names: what the values are called where native code and interpreter disagree on one.
  ///   - isDensity: whether the first value is a density and the others its gradient, for one buffer of the caller's.
  init(
    _ outputs: [Tensor], of model: Model, backend: Backend = .automatic, names: [String] = [], isDensity: Bool = false
  ) throws(ModelError) {
    layout = PositionLayout(model.parameters)
    outputTypes = outputs.map(\.type)
    self.backend = backend.resolved
    let rewritten: [Tensor]
    do { rewritten = try rewrite(outputs, with: .specialize(for: model.dataBindings)).outputs } catch {
      throw .graph(error)
    }
    distinctRows = ((try? Traversal.topologicalOrder(of: rewritten)) ?? []).compactMap { node in
      node.op.typed(DistinctRows.self).map { ($0, node.operands) }
    }
    let arguments = model.unconstrainedArguments
    let program = try PositionProgram(
      rewritten, arguments: arguments, data: model.dataBindings, backend: self.backend, isDensity: isDensity)
    pool = EvaluatorPool(program: program, layout: layout, arguments: arguments, data: model.dataBindings)
    try check(names, model)
  }

  private init(_ function: CompiledFunction, _ pool: EvaluatorPool) {
    layout = function.layout
    outputTypes = function.outputTypes
    backend = function.backend
    distinctRows = function.distinctRows
    self.pool = pool
  }

  /// The same code with the data of a model that differs in these alone; nil where it has to be made anew.
  func rebound(to model: Model) throws(ModelError) -> CompiledFunction? {
    let data = model.dataBindings
    guard distinctRows.allSatisfy({ $0.op.holds($0.columns.compactMap { data[$0] }) }) else { return nil }
    do throws(EvaluationError) {
      return try pool.rebound(to: data).map { CompiledFunction(self, $0) }
    } catch { throw .evaluation(error) }
  }

  /// The values at a flat position.
  ///
  /// - Throws: ``ModelError/sampling(_:)`` where the position has not as many coordinates as the model;
  ///   ``ModelError/evaluation(_:)`` where an argument of the outputs is none of the model's, or an Op throws.
  public func callAsFunction(_ position: [Double]) throws(ModelError) -> [NDArray] {
    let (values, thrown) = try values(at: position)
    if let first = thrown.first { throw .evaluation(.thrown(op: first.op, message: first.message)) }
    return values
  }

  /// The same with what Ops threw: what depends on it is NaN.
  package func values(at position: [Double]) throws(ModelError) -> (values: [NDArray], thrown: [ThrownError]) {
    guard position.count == layout.count else {
      throw .sampling(.wrongDimension(of: "the position", expected: layout.count, given: position.count))
    }
    return try ModelError.lifting {
      try pool.withEvaluator { evaluator, errors in
        try position.withUnsafeBufferPointer { buffer in
          // An empty position still needs an address.
          try withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
            if let base = buffer.baseAddress ?? UnsafePointer(spare.baseAddress) { try evaluator.run(at: base) }
          }
        }
        return (outputTypes.indices.map { evaluator.output($0).array }, errors.endPoint())
      }
    }
  }

  /// Calls `body` with the number of each of some positions, which follow one another, and with the values there, which are
  /// valid until it returns.
  ///
  /// - Returns: what Ops threw, with the number of positions: what depends on it is NaN there.
  func evaluate(
    at positions: ArraySlice<Double>, count: Int, _ body: (_ number: Int, _ values: [TensorView]) -> Void
  ) throws(ModelError) -> [ThrownError] {
    try ModelError.lifting {
      try pool.withEvaluator { evaluator, errors in
        var thrown: [ThrownError] = []
        let values = outputTypes.indices.map { evaluator.output($0) }
        try positions.withUnsafeBufferPointer { buffer in
          try withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
            guard let base = buffer.baseAddress ?? UnsafePointer(spare.baseAddress) else { return }
            for number in 0..<count {
              let errorCount = errors.count
              try evaluator.run(at: base + number * layout.count)
              body(number, values)
              if errors.count != errorCount { thrown = thrown.merged(with: errors.endPoint()) }
            }
          }
        }
        return thrown
      }
    }
  }

  /// A description of the native code: its loops, buffers and calls; nil on the interpreter.
  public func explain() -> String? { native?.explain() }

  /// The native program; nil on the interpreter.
  public var native: NativeProgram? { pool.program.native }

  /// Holds native code against the interpreter at the model's points for that.
  ///
  /// - Throws: ``ModelError/native(_:)`` with the value that differs.
  private func check(_ names: [String], _ model: Model) throws(ModelError) {
    guard let native else { return }
    let (points, count) = model.nativeCheckPoints(of: native)
    do { try NativeCheck(native, data: pool.data, names: names).run(at: points, enough: count) } catch {
      if let error = error as? EvaluationError { throw .evaluation(error) }
      throw .native("\(error)")
    }
  }

  func makeEvaluator() throws(EvaluationError) -> any PositionEvaluator { try pool.make() }
}

/// Evaluators of one program that wait to be used.
final class EvaluatorPool: Sendable {
  let program: PositionProgram
  let data: [Tensor: NDArray]
  private let layout: PositionLayout
  private let arguments: [Tensor]
  private let idle = Mutex<[Box]>([])

  /// An evaluator that one thread at a time holds.
  private struct Box: @unchecked Sendable {
    let evaluator: any PositionEvaluator
    let errors: ThrownErrors
  }

  init(program: PositionProgram, layout: PositionLayout, arguments: [Tensor], data: [Tensor: NDArray]) {
    self.program = program
    self.data = data
    self.layout = layout
    self.arguments = arguments
  }

  /// A pool of the same program on other data; nil where the program has to be made anew.
  func rebound(to data: [Tensor: NDArray]) throws(EvaluationError) -> EvaluatorPool? {
    try program.rebound(to: data).map {
      EvaluatorPool(program: $0, layout: layout, arguments: arguments, data: data)
    }
  }

  func make() throws(EvaluationError) -> any PositionEvaluator { try program.makeEvaluator(layout, arguments) }

  /// Calls `body` with an evaluator that no other thread uses, and with what Ops throw in it.
  func withEvaluator<Result>(_ body: (any PositionEvaluator, ThrownErrors) throws -> Result) throws -> Result {
    let box = try idle.withLock { $0.popLast() } ?? makeBox()
    defer { idle.withLock { $0.append(box) } }
    return try body(box.evaluator, box.errors)
  }

  private func makeBox() throws -> Box {
    let errors = ThrownErrors()
    return Box(evaluator: try ThrownErrors.$current.withValue(errors) { try make() }, errors: errors)
  }
}

extension Model {
  /// The points at which native code is held against the interpreter, and how many with finite values are enough: the initial
  /// position and others near it, since a gradient that vanishes at the start does not elsewhere. Large programs are compared at
  /// fewer points.
  package func nativeCheckPoints(of program: NativeProgram) -> (points: [[NDArray]], count: Int) {
    let layout = PositionLayout(parameters)
    let initial = try? initialPosition()
    let origin = initial?.map { $0.isFinite ? $0 : 0 } ?? [Double](repeating: 0, count: layout.count)
    let byteCount = program.arenaByteCount + program.sharedByteCount
    let (steps, count): ([Double], Int) =
      byteCount < 1 << 20
      ? ([0, 0.3, 1, 0.05, 0.001], 3) : byteCount < 1 << 25 ? ([0.3, 0, 0.05, 0.001], 2) : ([0.1, 0, 0.001], 1)
    let directions = layout.directions(program.varying)
    let points = steps.map { step in
      layout.values(of: zip(origin, directions).map { $0 + step * $1 }, program.varying)
    }
    return (points, count)
  }

  /// Compiles values of the model: expressions, the log density, its gradient. Native code is compared with the interpreter near
  /// the initial point.
  ///
  /// - Parameter backend: what evaluates them.
  /// - Throws: ``ModelError/graph(_:)`` where an output is poisoned; ``ModelError/native(_:)`` where native code was asked
  ///   for and cannot be had.
  public func compile(_ outputs: [Tensor], backend: Backend = .automatic) throws(ModelError) -> CompiledFunction {
    try checkIntegers(of: outputs)
    let known = parameters.map { ($0.value, $0.name) } + deterministics.map { ($0.value, $0.name) }
    let nameOfValue = Dictionary(known) { first, _ in first }
    let names = outputs.enumerated().map { index, output in
      nameOfValue[output].map { "'\($0)'" } ?? "output \(index)"
    }
    return try CompiledFunction(onUnconstrainedSpace(outputs), of: self, backend: backend, names: names)
  }
}
