// A program whose inputs are loaded as a list and whose outputs are read as one: what the verifier evaluates again and again.

internal import ApusGraph
internal import ApusInterpreter

/// An evaluator with its inputs in order. It is used by one thread at a time.
final class BoundProgram {
  private let evaluator: Evaluator
  private let inputs: [MutableTensorView?]
  private let outputCount: Int

  /// A program for `outputs`, which depend on no argument but `inputs`.
  init(_ outputs: [Tensor], inputs: [Tensor]) throws(GraphError) {
    let program = try Program(outputs)
    evaluator = ThrownErrors.$current.withValue(nil) { Evaluator(program) }
    self.inputs = inputs.map { [evaluator] in evaluator.buffer(ofVarying: $0) }
    outputCount = outputs.count
  }

  /// Copies a value to each input that the outputs depend on.
  func load(_ values: [NDArray]) { for (input, value) in zip(inputs, values) { input?.copy(from: value) } }

  /// The elements of a float64 input; nil where the outputs do not depend on it.
  func elements(ofInput index: Int) -> UnsafeMutableBufferPointer<Double>? { inputs[index]?.float64 }

  /// Evaluates on what is loaded; whether that worked.
  @discardableResult
  func run() -> Bool { (try? evaluator.run()) != nil }

  var firstError: String? { evaluator.errors.entries.first?.message }

  /// The elements of a float64 output of the last run.
  func elements(ofOutput index: Int) -> UnsafeBufferPointer<Double> { evaluator.output(index).float64 }

  var outputs: [NDArray] { (0..<outputCount).map { evaluator.output($0).array } }

  /// The outputs on given inputs; nil where the program cannot be evaluated.
  func outputs(on values: [NDArray]) -> [NDArray]? {
    load(values)
    return run() ? outputs : nil
  }

  /// The first input that no longer holds the bits of its value.
  func firstChangedInput(from values: [NDArray]) -> Int? {
    inputs.indices.first { index in
      guard let input = inputs[index] else { return false }
      return values[index].withUnsafeBytes { bytes in
        !bytes.elementsEqual(UnsafeRawBufferPointer(start: input.base, count: bytes.count))
      }
    }
  }

  /// Whether the outputs of the last run have the bits of some arrays.
  func hasOutputs(_ expected: [NDArray]) -> Bool {
    expected.indices.allSatisfy { index in
      let base = evaluator.output(index).base
      return expected[index].withUnsafeBytes { bytes in
        bytes.elementsEqual(UnsafeRawBufferPointer(start: base, count: bytes.count))
      }
    }
  }
}
