// Compares native code with the interpreter at points, within what rounding can explain.

package import ApusGraph
internal import ApusInterpreter

/// The comparison of a program with the interpreter.
///
/// Values that are equal to 13 digits agree. Where they are not, the interpreter evaluates the graph again with other roundings
/// (``PerturbedEvaluator``): values may differ by ``margin`` times the largest change that this makes. So the tolerance comes
/// from what was summed: it is some 1e-14 of the terms, however small their sum, and grows only with the problem's condition.
///
/// A value that is not finite on either side agrees with any other that is not, but +∞ with −∞; one that is finite on one side alone
/// agrees only where other roundings make the interpreter's value so too.
package struct NativeCheck {
  private let program: NativeProgram
  private let data: [Tensor: NDArray]
  private let names: [String]

  /// How many times the largest change by rounding two values may be apart.
  static let margin = 64.0
  /// The evaluations with other roundings after which a value that still differs is wrong.
  private static let trialCount = 20
  /// Values that are equal to this part of themselves agree without further evaluations.
  private static let equalPart = 1e-13

  /// A comparison of a program that was bound to data.
  ///
  /// - Parameter names: what the outputs are called in messages.
  package init(_ program: NativeProgram, data: [Tensor: NDArray], names: [String] = []) {
    self.program = program
    self.data = data
    self.names =
      names.count == program.outputs.count ? names : program.outputs.indices.map { "output \($0)" }
  }

  /// Compares the outputs for values of the varying arguments.
  ///
  /// - Parameters:
  ///   - points: the points; points beyond `count` serve where earlier ones have values that are not finite.
  ///   - count: the number of points with finite values that are enough; all points where nil.
  /// - Throws: ``NativeError/mismatch(_:)`` with the first operation that differs; ``EvaluationError``.
  package func run(at points: [[NDArray]], enough count: Int? = nil) throws {
    guard let (found, point) = try firstMismatch(at: points, enough: count) else { return }
    var mismatch = found
    mismatch.operation = try? firstOperation(at: point)
    throw NativeError.mismatch(mismatch)
  }

  /// The first difference at points, with its point.
  package func firstMismatch(
    at points: [[NDArray]], enough count: Int? = nil
  ) throws -> (NativeMismatch, point: [NDArray])? {
    let evaluator = NativeEvaluator(program, try program.bind(data))
    let source = program.source
    let reference = program.takeReference()
    try bind(reference)
    var perturbed: PerturbedEvaluator?
    var compared = 0
    for point in points where compared < count ?? .max {
      for (index, value) in point.enumerated() { evaluator.load(index, value) }
      load(point, reference)
      evaluator.run()
      try reference.run()
      var suspects: [Suspect] = []
      var isFinite = true
      for output in program.outputs.indices {
        let (native, right) = (evaluator.value(output).doubles, reference.output(output).array.doubles)
        for (element, (x, y)) in zip(native, right).enumerated() {
          if !y.isFinite { isFinite = false }
          if !Self.agree(x, y) { suspects.append(Suspect(output: output, element: element, native: x, interpreted: y)) }
        }
      }
      if !suspects.isEmpty {
        let shaken = try perturbed ?? makePerturbed(source)
        perturbed = shaken
        load(point, shaken.evaluator)
        if let suspect = try remaining(suspects, shaken) { return (mismatch(suspect), point) }
      }
      if isFinite { compared += 1 }
      withExtendedLifetime(reference) {}
    }
    return nil
  }

  /// Whether two values need no further evaluation.
  private static func agree(_ x: Double, _ y: Double) -> Bool {
    if x == y { return true }
    if x.isFinite && y.isFinite { return (x - y).magnitude <= equalPart * y.magnitude }
    return !x.isFinite && !y.isFinite && (x.isNaN || y.isNaN)
  }

  // MARK: Other roundings

  /// A value that differs, with what other roundings made of the interpreter's.
  private struct Suspect {
    let output: Int
    let element: Int
    let native: Double
    let interpreted: Double
    var largestChange = 0.0
    var wasExplained = false
    /// Whether it was finite under other roundings at least once. At the edge of a domain they say nothing.
    var wasFinite = false

    /// Takes in the interpreter's value with other roundings.
    mutating func see(_ value: Double) {
      wasFinite = wasFinite || value.isFinite
      if native.isFinite && interpreted.isFinite {
        if value.isFinite { largestChange = max(largestChange, (value - interpreted).magnitude) }
        wasExplained = (native - interpreted).magnitude <= margin * largestChange
      } else if native.isFinite == interpreted.isFinite {
        wasExplained = wasExplained || value == native
      } else {
        wasExplained = wasExplained || value.isFinite == native.isFinite
      }
    }
  }

  /// The first value that rounding does not explain.
  private func remaining(_ all: [Suspect], _ perturbed: PerturbedEvaluator) throws -> Suspect? {
    var suspects = all
    for _ in 0..<Self.trialCount where !suspects.isEmpty {
      try perturbed.run()
      var values: [Int: [Double]] = [:]
      for place in suspects.indices {
        let output = suspects[place].output
        let array = values[output] ?? perturbed.evaluator.output(output).array.doubles
        values[output] = array
        suspects[place].see(array[suspects[place].element])
      }
      suspects.removeAll(where: \.wasExplained)
    }
    return suspects.first { $0.wasFinite || !$0.native.isFinite || !$0.interpreted.isFinite }
  }

  private func mismatch(_ suspect: Suspect) -> NativeMismatch {
    let strides = program.outputs[suspect.output].shape.strides
    var rest = suspect.element
    let index = strides.map { stride in
      defer { rest %= max(stride, 1) }
      return rest / max(stride, 1)
    }
    return NativeMismatch(
      name: names[suspect.output], index: index, native: suspect.native, interpreted: suspect.interpreted,
      tolerance: Self.margin * suspect.largestChange, change: (suspect.largestChange, Self.trialCount))
  }

  /// The largest change of each element of each output at a point in evaluations with other roundings; values that are not
  /// finite count as unchanged.
  package func changesByRounding(at point: [NDArray], evaluations: Int = 20) throws -> [[Double]] {
    let source = program.source
    let (reference, perturbed) = (Evaluator(source), try makePerturbed(source))
    try bind(reference)
    load(point, reference)
    load(point, perturbed.evaluator)
    try reference.run()
    let values = program.outputs.indices.map { reference.output($0).array.doubles }
    var changes = values.map { $0.map { _ in 0.0 } }
    for _ in 0..<evaluations {
      try perturbed.run()
      for output in program.outputs.indices {
        for (element, value) in perturbed.evaluator.output(output).array.doubles.enumerated() {
          let change = (value - values[output][element]).magnitude
          if change.isFinite { changes[output][element] = max(changes[output][element], change) }
        }
      }
    }
    withExtendedLifetime((reference, perturbed)) {}
    return changes
  }

  // MARK: The interpreter

  private func makePerturbed(_ source: Program) throws -> PerturbedEvaluator {
    let perturbed = PerturbedEvaluator(source)
    try bind(perturbed.evaluator)
    return perturbed
  }

  private func bind(_ evaluator: Evaluator) throws(EvaluationError) {
    for argument in evaluator.program.arguments {
      if let value = data[argument] { try evaluator.bind(argument, to: value) }
    }
  }

  private func load(_ point: [NDArray], _ evaluator: Evaluator) {
    for (argument, value) in zip(program.varying, point) { evaluator.buffer(ofVarying: argument)?.copy(from: value) }
  }

  // MARK: The operation

  /// The first operation, in the order of evaluation, whose native value differs at a point when nothing is fused.
  private func firstOperation(at point: [NDArray]) throws -> String? {
    let results = program.source.body.flatMap(\.results)
    let names = results.map { result in
      guard let node = result.node else { return "\(result)" }
      return node.op.name + (node.location.map { " at \($0)" } ?? "")
    }
    let every = try NativeProgram(results, varying: program.varying, level: 0)
    return try NativeCheck(every, data: data, names: names).firstMismatch(at: [point])?.0.description
  }
}
