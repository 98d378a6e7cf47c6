// Values of a model made callable: evaluated at positions or at named parameter values, from any thread.

public import ApusGraph
internal import ApusInterpreter
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
  private let program: Program
  private let arguments: [Tensor]
  private let pool: EvaluatorPool

  init(_ outputs: [Tensor], of model: Model) throws(ModelError) {
    layout = PositionLayout(model.parameters)
    arguments = model.unconstrainedArguments
    outputTypes = outputs.map(\.type)
    do {
      let rewritten = try rewrite(outputs, with: .specialize).outputs
      program = try Program(rewritten, varying: arguments)
    } catch { throw .graph(error) }
    pool = EvaluatorPool(program: program, data: model.dataBindings)
  }

  /// The values at a flat position.
  ///
  /// - Precondition: the position has as many coordinates as the model.
  /// - Throws: ``ModelError/evaluation(_:)`` where an argument of the outputs is none of the model's.
  public func callAsFunction(_ position: [Double]) throws(ModelError) -> [NDArray] {
    precondition(
      position.count == layout.count, "\(position.count) coordinates were given where \(layout.count) are due")
    return try ModelError.lifting {
      try pool.withEvaluator { evaluator in
        position.withUnsafeBufferPointer { layout.load($0, into: evaluator, arguments) }
        try evaluator.run()
        return outputTypes.indices.map { evaluator.output($0).array }
      }
    }
  }

  /// An evaluator of its own for one thread, bound to the model's data.
  func makeEvaluator() throws(EvaluationError) -> Evaluator { try pool.make() }
}

/// Evaluators of one program that wait to be used.
final class EvaluatorPool: Sendable {
  private let program: Program
  private let data: [Tensor: NDArray]
  private let idle = Mutex<[Box]>([])

  /// An evaluator that one thread at a time holds.
  private struct Box: @unchecked Sendable { let evaluator: Evaluator }

  init(program: Program, data: [Tensor: NDArray]) {
    self.program = program
    self.data = data
  }

  /// A new evaluator, bound to the data.
  func make() throws(EvaluationError) -> Evaluator {
    let evaluator = Evaluator(program)
    for argument in program.arguments {
      if let value = data[argument] { try evaluator.bind(argument, to: value) }
    }
    return evaluator
  }

  /// Calls `body` with an evaluator that no other thread uses.
  func withEvaluator<Result>(_ body: (Evaluator) throws -> Result) throws -> Result {
    let box = try idle.withLock { $0.popLast() } ?? Box(evaluator: make())
    defer { idle.withLock { $0.append(box) } }
    return try body(box.evaluator)
  }
}

extension PositionLayout {
  /// Copies a position into the buffers of the unconstrained arguments.
  func load(_ position: UnsafeBufferPointer<Double>, into evaluator: Evaluator, _ arguments: [Tensor]) {
    for (entry, argument) in zip(entries, arguments) where entry.count > 0 {
      guard let buffer = evaluator.buffer(ofVarying: argument), let source = position.baseAddress else { continue }
      if argument.elementType == .float64 {
        buffer.float64.baseAddress?.update(from: source + entry.offset, count: entry.count)
      } else {
        for index in 0..<entry.count { buffer.store(source[entry.offset + index], at: index) }
      }
    }
  }
}

extension MutableTensorView {
  /// Stores a number at an element of any type.
  func store(_ value: Double, at index: Int) {
    switch type.elementType {
    case .float64: float64[index] = value
    case .int64: int64[index] = Int(value.rounded())
    case .bool: bool[index] = value != 0
    }
  }
}

extension Model {
  /// Makes values of the model callable: tensors of the model's expressions, of its log density or of its gradient.
  ///
  /// - Throws: ``ModelError/graph(_:)`` where an output is poisoned.
  public func compile(_ outputs: [Tensor]) throws(ModelError) -> CompiledFunction {
    try CompiledFunction(onUnconstrainedSpace(outputs), of: self)
  }
}
