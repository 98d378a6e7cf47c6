// The bridge to samplers without gradients: a model's prior and likelihood apart.

internal import ApusGraph
public import ApusInference
internal import ApusInterpreter
internal import ApusOps

/// A model's log density with its prior and its likelihood apart, as population samplers see it.
///
/// The prior is that of the parameters on the unconstrained space, with the log-Jacobians; observations and potentials are the
/// likelihood. No gradient is built, so that Ops without a rule may be in the model.
public struct ModelTarget: TemperedTarget {
  /// The place of each parameter in the position.
  public let layout: PositionLayout
  private let function: CompiledFunction
  private let model: Model
  private let errors = EvaluatorErrors()

  public var dimension: Int { layout.count }

  /// What evaluates it.
  public var backend: Backend { function.backend }

  init(_ model: Model, backend: Backend) throws(ModelError) {
    if let discrete = model.parameters.first(where: \.isDiscrete) { throw .discreteParameter(discrete.name) }
    let terms = model.logDensityTerms()
    func total(_ sources: [LogDensityTerm.Source]) -> Tensor {
      let parts = terms.filter { sources.contains($0.source) }.map { sum($0.value) }
      return parts.dropFirst().reduce(parts.first ?? 0, +)
    }
    function = try CompiledFunction(
      [total([.prior, .jacobian]), total([.likelihood, .potential])], of: model, backend: backend,
      names: ["the log prior", "the log likelihood"])
    layout = function.layout
    self.model = model
  }

  var thrownErrors: [ThrownError] { errors.entries }

  public func makeTemperedEvaluator() throws(SamplingError) -> any TemperedEvaluator { try makePartsEvaluator() }

  public func makeValueEvaluator() throws(SamplingError) -> any ValueEvaluator { try makePartsEvaluator() }

  private func makePartsEvaluator() throws(SamplingError) -> PartsEvaluator {
    do {
      let record = errors.makeRecord()
      let evaluator = try ThrownErrors.$current.withValue(record) { try function.makeEvaluator() }
      return PartsEvaluator(evaluator, record)
    } catch {
      throw .evaluatorUnavailable("\(error)")
    }
  }

  /// Draws of the parameters from their distributions; where an Op throws, the coordinates are NaN.
  ///
  /// - Throws: ``SamplingError/evaluatorUnavailable(_:)``.
  public func drawPrior(count: Int, seed: UInt64, stream: UInt64) throws(SamplingError) -> [Double] {
    do throws(ModelError) { return try model.priorDraws(count: count, seed: seed, stream: stream) } catch {
      throw .evaluatorUnavailable("the prior cannot be drawn from: \(error)")
    }
  }

  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    model.badTermText(at: Array(position)) ?? errors.entries.first.map { "\($0.op) threw: \($0.message)" }
  }
}

private final class PartsEvaluator: TemperedEvaluator, ValueEvaluator {
  private let evaluator: any PositionEvaluator
  private let prior: UnsafePointer<Double>
  private let likelihood: UnsafePointer<Double>
  private let errors: ThrownErrors
  /// An address for positions without coordinates.
  private let spare = UnsafeMutablePointer<Double>.allocate(capacity: 1)

  init(_ evaluator: any PositionEvaluator, _ errors: ThrownErrors) {
    self.evaluator = evaluator
    self.errors = errors
    prior = evaluator.output(0).base.assumingMemoryBound(to: Double.self)
    likelihood = evaluator.output(1).base.assumingMemoryBound(to: Double.self)
    spare.initialize(to: 0)
  }

  deinit { spare.deallocate() }

  func parts(at position: UnsafeBufferPointer<Double>) -> (prior: Double, likelihood: Double) {
    let count = errors.count
    guard (try? evaluator.run(at: position.baseAddress ?? UnsafePointer(spare))) != nil else { return (.nan, .nan) }
    guard errors.count == count else {
      _ = errors.rejection()
      return (.nan, .nan)
    }
    return (prior.pointee, likelihood.pointee)
  }

  func value(at position: UnsafeBufferPointer<Double>) -> Double {
    let (prior, likelihood) = parts(at: position)
    return prior + likelihood
  }
}
