// The bridge to the samplers: the model's log density and gradient on flat buffers, without allocation.

internal import ApusGraph
public import ApusInference
internal import ApusInterpreter
public import ApusNative

/// A model's log density with its gradient, as samplers see it.
public struct ModelLogDensity: LogDensity {
  private let bridge: ModelBridge

  /// The place of each parameter in the position.
  public var layout: PositionLayout { bridge.function.layout }

  public var dimension: Int { layout.count }

  /// What evaluates it.
  public var backend: Backend { bridge.function.backend }

  /// - Parameter jacobian: whether value and gradients have the transforms' log-Jacobians.
  init(_ model: Model, gradients: [Tensor], backend: Backend = .automatic, jacobian: Bool = true) throws(ModelError) {
    let names = ["the log density"] + model.parameters.map { "the gradient with respect to '\($0.name)'" }
    let outputs = [model.logDensity(jacobian: jacobian)] + gradients
    bridge = ModelBridge(
      try CompiledFunction(outputs, of: model, backend: backend, names: names, isDensity: true), of: model)
  }

  private init(_ bridge: ModelBridge) { self.bridge = bridge }

  /// The density of a model that differs in the values of its data alone: by the same code, where these allow it.
  package func rebound(to model: Model, backend: Backend) throws(ModelError) -> ModelLogDensity {
    if let function = try bridge.function.rebound(to: model) {
      return ModelLogDensity(ModelBridge(function, of: model))
    }
    return try model.logDensityFunction(backend: backend)
  }

  /// The native program with its compilation times; nil on the interpreter.
  public var native: NativeProgram? { bridge.function.native }

  /// A description of the native code: its loops, buffers and calls; nil on the interpreter.
  public func explain() -> String? { bridge.function.explain() }

  /// The share of a gradient's time that each Op of the user's takes with its rule, by the Op's name, as far as native code
  /// calls it; measured at a position.
  func callShares(at position: [Double]) throws(ModelError) -> [String: Double] {
    let evaluator = try ModelError.lifting {
      let evaluator = try bridge.function.makeEvaluator()
      try position.withUnsafeBufferPointer { buffer in
        if let base = buffer.baseAddress { try evaluator.run(at: base) }
      }
      return evaluator
    }
    guard let native = evaluator as? NativePositionEvaluator else { return [:] }
    let (calls, total) = native.evaluator.callSeconds()
    var shares: [String: Double] = [:]
    for (name, seconds) in calls where total > 0 { shares[name, default: 0] += min(1, seconds / total) }
    return shares.mapValues { min(1, $0) }
  }

  var thrownErrors: [ThrownError] { bridge.thrownErrors }

  public func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator {
    let (evaluator, record) = try bridge.makeEvaluator()
    return DirectEvaluator(evaluator, record) ?? ModelEvaluator(evaluator, layout, record)
  }

  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    if let reason = bridge.diagnose(at: position) { return reason }
    guard let gradients = try? bridge.function(Array(position)).dropFirst() else { return nil }
    let parameters = zip(layout.entries, gradients).filter { !$1.doubles.allSatisfy(\.isFinite) }.map(\.0.name)
    guard !parameters.isEmpty else { return nil }
    let gradient = "the gradient with respect to \(parameters.map { "'\($0)'" }.joined(separator: ", ")) is not finite"
    guard let node = (try? bridge.model.explain(at: Array(position)))?.firstBadNode else { return gradient }
    return gradient + ": \(node.sentence)"
  }
}

/// The evaluator of one chain, whose native code reads the sampler's position and writes its gradient.
private final class DirectEvaluator: LogDensityEvaluator {
  private let evaluator: NativeEvaluator
  private let value: UnsafePointer<Double>
  /// What the code's calls of Ops throw; nil where it has none.
  private let errors: ThrownErrors?

  /// Nil if the code cannot read and write the sampler's buffers.
  init?(_ evaluator: any PositionEvaluator, _ errors: ThrownErrors) {
    guard let native = evaluator as? NativePositionEvaluator, native.isFlat, native.evaluator.readsInputAnywhere,
      native.evaluator.program.isFirstApart
    else { return nil }
    self.evaluator = native.evaluator
    self.errors = native.evaluator.program.callCount > 0 ? errors : nil
    value = native.evaluator.output(0).assumingMemoryBound(to: Double.self)
  }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    guard let errors else {
      run(position, gradient)
      return value.pointee
    }
    let count = errors.count
    run(position, gradient)
    return errors.count == count ? value.pointee : errors.rejection()
  }

  @inline(__always)
  private func run(_ position: UnsafeBufferPointer<Double>, _ gradient: UnsafeMutableBufferPointer<Double>) {
    if let source = position.baseAddress, let target = gradient.baseAddress {
      evaluator.run(from: source, into: target)
    } else {
      evaluator.run()
    }
  }
}

private final class ModelEvaluator: LogDensityEvaluator {
  private let evaluator: any PositionEvaluator
  private let gradients: [(offset: Int, count: Int, buffer: UnsafePointer<Double>)]
  private let value: UnsafePointer<Double>
  private let errors: ThrownErrors

  init(_ evaluator: any PositionEvaluator, _ layout: PositionLayout, _ errors: ThrownErrors) {
    self.evaluator = evaluator
    self.errors = errors
    value = evaluator.output(0).base.assumingMemoryBound(to: Double.self)
    var runs: [(offset: Int, count: Int, buffer: UnsafePointer<Double>)] = []
    for (index, entry) in layout.entries.enumerated() where entry.count > 0 {
      let buffer = evaluator.output(index + 1).base.assumingMemoryBound(to: Double.self)
      // Gradients that follow one another in memory as in the position are copied at once.
      if let last = runs.last, last.offset + last.count == entry.offset, last.buffer + last.count == buffer {
        runs[runs.count - 1].count += entry.count
      } else {
        runs.append((entry.offset, entry.count, buffer))
      }
    }
    gradients = runs
  }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let count = errors.count
    guard let source = position.baseAddress, let target = gradient.baseAddress else {
      return withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { spare in
        guard let base = spare.baseAddress, (try? evaluator.run(at: base)) != nil else { return .nan }
        return value.pointee
      }
    }
    guard (try? evaluator.run(at: source)) != nil else { return .nan }
    for run in gradients { (target + run.offset).update(from: run.buffer, count: run.count) }
    return errors.count == count ? value.pointee : errors.rejection()
  }
}

extension Model {
  /// The log density on the unconstrained space with its gradient, as samplers call it.
  ///
  /// Native code is held against the interpreter near the initial point.
  ///
  /// - Parameter backend: what evaluates it.
  /// - Throws: ``ModelError`` where a gradient rule is missing, or native code was asked for and cannot be had, or does not
  ///   agree with the interpreter.
  public func logDensityFunction(backend: Backend = .automatic) throws(ModelError) -> ModelLogDensity {
    try ModelLogDensity(self, gradients: gradient(), backend: backend)
  }
}
