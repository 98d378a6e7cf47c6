// What a model's densities have in common, with and without gradients: a compiled function whose evaluators record what Ops throw.

internal import ApusGraph
internal import ApusInference

/// A compiled function of a model, as samplers call it.
struct ModelBridge: Sendable {
  let function: CompiledFunction
  let model: Model
  private let errors = EvaluatorErrors()

  init(_ function: CompiledFunction, of model: Model) {
    self.function = function
    self.model = model
  }

  var thrownErrors: [ThrownError] { errors.entries }

  /// An evaluator with the record of what Ops throw in it.
  ///
  /// - Throws: ``SamplingError/evaluatorUnavailable(_:)`` where data are not bound.
  func makeEvaluator() throws(SamplingError) -> (any PositionEvaluator, ThrownErrors) {
    do {
      let record = errors.makeRecord()
      return (try ThrownErrors.$current.withValue(record) { try function.makeEvaluator() }, record)
    } catch {
      throw .evaluatorUnavailable("\(error)")
    }
  }

  /// What is wrong at a position: an Op that throws, or the terms of the density that are not finite; nil where nothing is.
  func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    let record = ThrownErrors()
    ThrownErrors.$current.withValue(record) {
      if let base = position.baseAddress { try? function.makeEvaluator().run(at: base) }
    }
    if let thrown = record.entries.first { return "\(thrown.op) threw: \(thrown.message)" }
    return model.badTermText(at: Array(position))
  }
}

extension Model {
  /// The terms of the density that are not finite at a position, with their first bad element, and where a NaN comes from; nil
  /// where all are finite.
  fileprivate func badTermText(at position: [Double]) -> String? {
    guard let terms = try? badTerms(at: position), !terms.isEmpty else { return nil }
    let bad = terms.map { term in
      "the \(term.name) is \(PointExplanation.text(term.value))" + (term.isScalar ? "" : " at element \(term.element)")
    }
    let node = terms.contains { $0.value.isNaN } ? (try? explain(at: position))?.firstBadNode : nil
    return (bad + [node?.sentence].compactMap(\.self)).joined(separator: "; ")
  }
}
