// The bridge to samplers without gradients: a model's prior and likelihood apart.

internal import ApusGraph
public import ApusInference
internal import ApusInterpreter

/// A model's log density with its prior and its likelihood apart, as population samplers see it.
///
/// The prior is that of the parameters on the unconstrained space, with the log-Jacobians; observations and potentials are the
/// likelihood. No gradient is built, so that Ops without a rule may be in the model.
public struct ModelTarget: TemperedTarget {
  private let bridge: ModelBridge

  /// The place of each parameter in the position.
  public var layout: PositionLayout { bridge.function.layout }

  public var dimension: Int { layout.count }

  /// What evaluates it.
  public var backend: Backend { bridge.function.backend }

  init(_ model: Model, backend: Backend) throws(ModelError) {
    let terms = model.logDensityTerms()
    let prior = Model.total(terms.filter { $0.source == .prior || $0.source == .jacobian })
    let likelihood = Model.total(terms.filter { $0.source == .likelihood || $0.source == .potential })
    let names = ["the log prior", "the log likelihood"]
    bridge = ModelBridge(
      try CompiledFunction([prior, likelihood], of: model, backend: backend, names: names), of: model)
  }

  private init(_ bridge: ModelBridge) { self.bridge = bridge }

  /// The same of a model that differs in the values of its data alone: by the same code, where these allow it.
  func rebound(to model: Model, backend: Backend) throws(ModelError) -> ModelTarget {
    if let function = try bridge.function.rebound(to: model) { return ModelTarget(ModelBridge(function, of: model)) }
    return try ModelTarget(model, backend: backend)
  }

  var thrownErrors: [ThrownError] { bridge.thrownErrors }

  public func makeTemperedEvaluator() throws(SamplingError) -> any TemperedEvaluator { try makePartsEvaluator() }
  public func makeValueEvaluator() throws(SamplingError) -> any ValueEvaluator { try makePartsEvaluator() }

  private func makePartsEvaluator() throws(SamplingError) -> PartsEvaluator {
    let (evaluator, record) = try bridge.makeEvaluator()
    return PartsEvaluator(evaluator, record)
  }

  /// Draws of the parameters from their distributions; where an Op throws, the coordinates are NaN.
  ///
  /// - Throws: ``SamplingError/evaluatorUnavailable(_:)``.
  public func drawPrior(count: Int, seed: UInt64, stream: UInt64) throws(SamplingError) -> [Double] {
    do { return try bridge.model.priorDraws(count: count, seed: seed, stream: stream) } catch {
      throw .evaluatorUnavailable("the prior cannot be drawn from: \(error)")
    }
  }

  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? { bridge.diagnose(at: position) }
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
