// The evaluation of a function's body inside an Op: an evaluator whose arguments and results are copied.

internal import ApusGraph
internal import ApusInterpreter

struct BodyEvaluation {
  private let evaluator: Evaluator?
  private let inputs: [MutableTensorView?]

  /// An evaluator of `function`, which must not be poisoned and depend on its arguments alone.
  init(_ function: FunctionGraph) {
    let evaluator = (try? Program(function.results, varying: function.arguments)).map(Evaluator.init)
    inputs = function.arguments.map { evaluator?.buffer(ofVarying: $0) }
    self.evaluator = evaluator
  }

  func load(_ index: Int, from source: UnsafeRawPointer) {
    guard let input = inputs[index] else { return }
    input.base.copyMemory(from: source, byteCount: input.type.byteCount)
  }

  /// Evaluates the body on the loaded operands; where an Op throws on constants alone, the results are NaN.
  func run() {
    do throws(EvaluationError) { try evaluator?.run() } catch {
      guard case .thrown = error, let evaluator else {
        preconditionFailure("a function's body depends on more than its arguments: \(error)")
      }
      for index in evaluator.program.outputs.indices {
        let output = evaluator.output(index)
        MutableTensorView(output.type, UnsafeMutableRawPointer(mutating: output.base)).invalidate()
      }
    }
  }

  func result(_ index: Int) -> TensorView? { evaluator?.output(index) }

  func run(_ operands: [TensorView], _ results: [MutableTensorView]) {
    for (index, operand) in operands.enumerated() { load(index, from: operand.base) }
    run()
    for (index, target) in results.enumerated() {
      if let source = result(index) { target.base.copyMemory(from: source.base, byteCount: target.type.byteCount) }
    }
  }
}
