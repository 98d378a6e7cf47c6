// The routines in Swift of a library's models: those that an export counts, called by number from several threads at once.

internal import ApusExtension
internal import Synchronization

/// The routines of all models that have been opened.
final class RoutineTable: Sendable {
  /// The only one.
  static let shared = RoutineTable()

  private let models = Mutex<[[RunningRoutine]]>([])

  /// Adds the routines of a model; the model's number.
  ///
  /// - Throws: what is wrong with the model.
  func open(_ model: Model) throws -> Int {
    let library = JAXLibrary(file: "", main: "")
    let routines = try JAXModule(model, name: "model", library: library, pointCount: 0).routines.map(
      RunningRoutine.init)
    return models.withLock {
      $0.append(routines)
      return $0.count - 1
    }
  }

  /// A routine by its number.
  func routine(model: Int, function: Int) throws(ForeignFailure) -> RunningRoutine {
    let found = models.withLock { models -> RunningRoutine? in
      guard models.indices.contains(model), models[model].indices.contains(function) else { return nil }
      return models[model][function]
    }
    guard let found else { throw ForeignFailure("there is no function \(function) of model \(model)") }
    return found
  }

  /// The routines of a model, a line each.
  func description(of model: Int) -> String {
    models.withLock { $0.indices.contains(model) ? $0[model] : [] }.map(\.routine.signature).joined(separator: "\n")
  }
}

/// A routine with the evaluations that have been made of it.
final class RunningRoutine: Sendable {
  let routine: Routine
  /// Evaluations that nobody uses at the moment.
  private let idle = Mutex<[RoutineEvaluation]>([])

  /// A routine that has not run yet.
  init(_ routine: Routine) { self.routine = routine }

  var name: String { routine.op.name }
  var operandTypes: [TensorType] { routine.operandTypes }
  var resultTypes: [TensorType] { routine.resultTypes }

  /// An evaluation for the caller alone.
  func borrow() -> RoutineEvaluation { idle.withLock { $0.popLast() } ?? RoutineEvaluation(routine) }

  /// Takes a borrowed evaluation back.
  func giveBack(_ evaluation: RoutineEvaluation) { idle.withLock { $0.append(evaluation) } }
}

/// An evaluation with buffers of its own. Only the thread that has borrowed it uses it.
final class RoutineEvaluation: @unchecked Sendable {
  private let evaluate: ([TensorView], [MutableTensorView]) -> Void
  private var operands: [TensorView]
  private var results: [MutableTensorView]
  /// Where an array without elements is.
  private let nowhere = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)

  /// An evaluation of a routine.
  init(_ routine: Routine) {
    evaluate = routine.op.evaluation(for: routine.operandTypes)
    let nowhere = nowhere
    operands = routine.operandTypes.map { TensorView($0, UnsafeRawPointer(nowhere)) }
    results = routine.resultTypes.map { MutableTensorView($0, nowhere) }
  }

  deinit { nowhere.deallocate() }

  /// Says where an operand is.
  func setOperand(_ index: Int, _ data: UnsafeRawPointer?) {
    operands[index] = TensorView(operands[index].type, data ?? UnsafeRawPointer(nowhere))
  }

  /// Says where a result goes.
  func setResult(_ index: Int, _ data: UnsafeMutableRawPointer?) {
    results[index] = MutableTensorView(results[index].type, data ?? nowhere)
  }

  /// Computes the results.
  func run() { evaluate(operands, results) }
}
