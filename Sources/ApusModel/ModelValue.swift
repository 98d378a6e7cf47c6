// A model's log density without its gradient, for samplers that use values alone.

internal import ApusGraph
internal import ApusInference

/// A model's log density on the unconstrained space. No gradient is built, so that Ops need no rules.
struct ModelValue: Target {
  private let function: CompiledFunction
  private let model: Model
  private let errors = EvaluatorErrors()

  var dimension: Int { function.layout.count }

  init(_ model: Model, backend: Backend = .automatic) throws(ModelError) {
    if let discrete = model.parameters.first(where: \.isDiscrete) { throw .discreteParameter(discrete.name) }
    function = try CompiledFunction([model.logDensity()], of: model, backend: backend, names: ["the log density"])
    self.model = model
  }

  func makeValueEvaluator() throws(SamplingError) -> any ValueEvaluator {
    do {
      let record = errors.makeRecord()
      return ModelValueEvaluator(try ThrownErrors.$current.withValue(record) { try function.makeEvaluator() }, record)
    } catch { throw .evaluatorUnavailable("\(error)") }
  }

  /// What Ops threw in the evaluations of all chains.
  var thrownErrors: [ThrownError] { errors.entries }

  func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    model.badTermText(at: Array(position))
  }
}

private final class ModelValueEvaluator: ValueEvaluator {
  private let evaluator: any PositionEvaluator
  private let output: UnsafePointer<Double>
  private let errors: ThrownErrors

  init(_ evaluator: any PositionEvaluator, _ errors: ThrownErrors) {
    self.evaluator = evaluator
    self.errors = errors
    output = evaluator.output(0).base.assumingMemoryBound(to: Double.self)
  }

  func value(at position: UnsafeBufferPointer<Double>) -> Double {
    let count = errors.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
      // An empty position still needs an address.
      guard let base = position.baseAddress ?? UnsafePointer(spare.baseAddress),
        (try? evaluator.run(at: base)) != nil
      else { return .nan }
      return errors.count == count ? output.pointee : errors.rejection()
    }
  }
}
