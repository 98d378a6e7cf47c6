// What evaluates a model's graphs: machine code where it can be made, else the interpreter.

internal import ApusGraph
internal import ApusInterpreter
internal import ApusNative
internal import ApusSystem
internal import Synchronization

/// What evaluates the graphs of a model.
public enum Backend: String, Sendable {
  /// Machine code if LLVM is installed, else the interpreter, which is reported once on the error stream.
  case automatic
  /// Machine code, or an error.
  case native
  /// The interpreter, with which native code is compared.
  case interpreter

  /// The backend that `automatic` stands for here.
  public static var available: Backend { NativeProgram.isAvailable ? .native : .interpreter }

  /// What evaluates gradients on this machine, in words.
  package static var platform: String {
    NativeProgram.platform.map { "native code (\($0))" } ?? "interpreter; \(NativeError.unavailable)"
  }

  var resolved: Backend {
    guard self == .automatic else { return self }
    if !NativeProgram.isAvailable { Self.sayThatItIsMissing() }
    return .available
  }

  private static let said = Mutex(false)

  private static func sayThatItIsMissing() {
    let isFirst = said.withLock { said in
      defer { said = true }
      return !said
    }
    if isFirst { StandardError.say("Apus: \(NativeError.unavailable); the interpreter is used, which is slower\n") }
  }
}

/// Values of a program as a function of a flat position, on buffers that one thread uses.
protocol PositionEvaluator: AnyObject {
  /// Computes the values at a position of as many coordinates as the layout has.
  func run(at position: UnsafePointer<Double>) throws(EvaluationError)
  /// A value; valid until the next run.
  func output(_ index: Int) -> TensorView
}

/// A program of one backend, bound to data: what makes evaluators.
enum PositionProgram: Sendable {
  case native(NativeProgram, NativeData)
  case interpreted(Program, data: [Tensor: NDArray])

  init(
    _ outputs: [Tensor], arguments: [Tensor], data: [Tensor: NDArray], backend: Backend, isDensity: Bool
  ) throws(ModelError) {
    do {
      if backend.resolved == .native {
        let (program, bound) = try NativeProgram.bound(
          outputs, varying: arguments, data: data, firstApart: isDensity, isToBeCompared: true)
        self = .native(program, bound)
      } else {
        self = .interpreted(try Program(outputs, varying: arguments), data: data)
      }
    } catch let error as GraphError {
      throw .graph(error)
    } catch let error as EvaluationError {
      throw .evaluation(error)
    } catch {
      throw .native("\(error)")
    }
  }

  /// The same program bound to other data of the same types; nil where native code divides by one of these whose reciprocal is no
  /// ordinary number, and has to be made for that.
  func rebound(to data: [Tensor: NDArray]) throws(EvaluationError) -> PositionProgram? {
    switch self {
    case .native(let program, _):
      let bound = try program.bind(data)
      return bound.hasOrdinaryDivisors ? .native(program, bound) : nil
    case .interpreted(let program, _): return .interpreted(program, data: data)
    }
  }

  /// The native program; nil on the interpreter.
  var native: NativeProgram? { if case .native(let program, _) = self { program } else { nil } }

  func makeEvaluator(_ layout: PositionLayout, _ arguments: [Tensor]) throws(EvaluationError) -> any PositionEvaluator {
    switch self {
    case .native(let program, let data): return NativePositionEvaluator(program, data, layout)
    case .interpreted(let program, let data):
      return InterpretedPositionEvaluator(try Evaluator(program, data: data), layout, arguments)
    }
  }
}

private final class InterpretedPositionEvaluator: PositionEvaluator {
  private let evaluator: Evaluator
  private let inputs: [(entry: PositionLayout.Entry, buffer: MutableTensorView)]

  init(_ evaluator: Evaluator, _ layout: PositionLayout, _ arguments: [Tensor]) {
    self.evaluator = evaluator
    inputs = zip(layout.entries, arguments).compactMap { entry, argument in
      // An argument without elements is bound too, and has nothing to load.
      guard let buffer = evaluator.buffer(ofVarying: argument), entry.count > 0 else { return nil }
      return (entry, buffer)
    }
  }

  func run(at position: UnsafePointer<Double>) throws(EvaluationError) {
    for (entry, buffer) in inputs { buffer.load(position + entry.offset) }
    try evaluator.run()
  }

  func output(_ index: Int) -> TensorView { evaluator.output(index) }
}

final class NativePositionEvaluator: PositionEvaluator {
  let evaluator: NativeEvaluator
  private let entries: [(offset: Int, buffer: MutableTensorView)]
  private let count: Int
  let isFlat: Bool

  init(_ program: NativeProgram, _ data: NativeData, _ layout: PositionLayout) {
    evaluator = NativeEvaluator(program, data)
    count = layout.count
    isFlat = program.varying.allSatisfy { $0.elementType == .float64 }
    let base = evaluator.inputBase
    entries = zip(layout.entries, zip(program.varying, program.inputOffsets)).map { entry, input in
      (entry.offset, MutableTensorView(input.0.type, base + input.1))
    }
  }

  func run(at position: UnsafePointer<Double>) {
    if isFlat {
      evaluator.inputBase.copyMemory(from: position, byteCount: count * 8)
    } else {
      for (offset, buffer) in entries { buffer.load(position + offset) }
    }
    evaluator.run()
  }

  func output(_ index: Int) -> TensorView { TensorView(evaluator.program.outputs[index].type, evaluator.output(index)) }
}

extension Evaluator {
  /// An evaluator whose arguments are bound, as far as data have values for them.
  convenience init(_ program: Program, data: [Tensor: NDArray]) throws(EvaluationError) {
    self.init(program)
    for argument in program.arguments { if let value = data[argument] { try bind(argument, to: value) } }
  }
}

extension MutableTensorView {
  /// Fills the tensor from coordinates: numbers as they are, integers rounded, truth values where not 0.
  func load(_ source: UnsafePointer<Double>) {
    switch type.elementType {
    case .float64: float64.baseAddress?.update(from: source, count: count)
    case .int64: for index in 0..<count { int64[index] = Int(nearest: source[index]) }
    case .bool: for index in 0..<count { bool[index] = source[index] != 0 }
    }
  }
}

extension PositionLayout {
  /// A step along each coordinate, up or down, of 0.5 to 1, without a pattern; none for what is discrete.
  func directions(_ arguments: [Tensor]) -> [Double] {
    zip(entries, arguments).flatMap { entry, argument in
      (entry.offset..<(entry.offset + entry.count)).map { coordinate in
        guard argument.type.isDifferentiable else { return 0 }
        // Multiples of the golden section fill an interval evenly.
        let turn = (Double(coordinate + 1) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
        return turn < 0.5 ? -0.5 - turn : turn
      }
    }
  }

  func values(of position: [Double], _ arguments: [Tensor]) -> [NDArray] {
    zip(entries, arguments).map { entry, argument in
      let coordinates = Array(position[entry.offset..<(entry.offset + entry.count)])
      switch argument.elementType {
      case .float64: return NDArray(coordinates, shape: argument.shape)
      case .int64: return NDArray(coordinates.map { Int(nearest: $0) }, shape: argument.shape)
      case .bool: return NDArray(coordinates.map { $0 != 0 }, shape: argument.shape)
      }
    }
  }
}
