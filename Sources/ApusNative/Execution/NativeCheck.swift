// Native code held against the interpreter at points, and the first node that differs where they disagree.

public import ApusGraph
internal import ApusInterpreter

/// The comparison of a program with the interpreter.
public struct NativeCheck {
  private let program: NativeProgram
  private let data: [Tensor: NDArray]

  /// How far a result may be from the interpreter's, in parts of the largest of the same output: far above what the order of
  /// sums changes, far below any mistake.
  private static let tolerance = 1e-9

  /// A comparison of a program that was bound to data.
  public init(_ program: NativeProgram, data: [Tensor: NDArray]) {
    self.program = program
    self.data = data
  }

  /// Compares the outputs for values of the varying arguments.
  ///
  /// - Throws: ``NativeError/mismatch(_:)`` with the first node that differs; ``EvaluationError``.
  public func run(at points: [[NDArray]]) throws {
    let evaluator = NativeEvaluator(program, try program.bind(data))
    let reference = Evaluator(try Program(program.outputs, varying: program.varying))
    for argument in reference.program.arguments {
      if let value = data[argument] { try reference.bind(argument, to: value) }
    }
    for point in points {
      for (index, value) in point.enumerated() {
        evaluator.load(index, value)
        reference.buffer(ofVarying: program.varying[index])?.copy(from: value)
      }
      evaluator.run()
      try reference.run()
      let differences = withExtendedLifetime(reference) {
        program.outputs.indices.compactMap { index in
          Self.difference(evaluator.value(index), reference.output(index).array).map { "output \(index): \($0)" }
        }
      }
      if let first = differences.first { throw NativeError.mismatch(try blame(point) ?? first) }
    }
  }

  /// The first difference of two arrays of one type.
  private static func difference(_ found: NDArray, _ expected: NDArray) -> String? {
    let (a, b) = (found.doubles, expected.doubles)
    let size = b.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    for (place, (x, y)) in zip(a, b).enumerated() {
      let isRight = x == y || x.isNaN && y.isNaN || (x - y).magnitude <= tolerance * max(y.magnitude, size)
      if !isRight { return "element \(place) is \(x), and \(y) by the interpreter" }
    }
    return nil
  }

  /// The first node, in the order of evaluation, whose native value differs at a point.
  private func blame(_ point: [NDArray]) throws -> String? {
    let body = try Program(program.outputs, varying: program.varying).body
    let results = body.flatMap(\.results)
    let every = try NativeProgram(results, varying: program.varying, level: 0)
    let evaluator = NativeEvaluator(every, try every.bind(data))
    for (index, value) in point.enumerated() { evaluator.load(index, value) }
    evaluator.run()
    let expected = try evaluate(results, data.merging(zip(program.varying, point)) { $1 })
    for (index, result) in results.enumerated() {
      if let difference = Self.difference(evaluator.value(index), expected[index]), let node = result.node {
        let line = node.location.map { " at \($0)" } ?? ""
        return "\(node.op.name)\(line): \(difference)"
      }
    }
    return nil
  }
}
