// The bridge to the samplers: the model's log density and gradient on flat buffers, without allocation.

internal import ApusGraph
public import ApusInference
internal import ApusInterpreter
public import ApusNative

/// A model's log density with its gradient, as samplers see it.
public struct ModelLogDensity: LogDensity {
  /// The place of each parameter in the position.
  public let layout: PositionLayout
  private let function: CompiledFunction
  private let model: Model
  private let errors = EvaluatorErrors()

  public var dimension: Int { layout.count }

  /// What evaluates it.
  public var backend: Backend { function.backend }

  /// - Parameter jacobian: whether value and gradients have the transforms' log-Jacobians.
  init(
    _ model: Model, gradients: [Tensor], backend: Backend = .automatic, jacobian: Bool = true
  ) throws(ModelError) {
    let names = ["the log density"] + model.parameters.map { "the gradient with respect to '\($0.name)'" }
    function = try CompiledFunction(
      [model.logDensity(jacobian: jacobian)] + gradients, of: model, backend: backend, names: names, isDensity: true)
    layout = function.layout
    self.model = model
  }

  /// The native program, with what its compilation took; nil on the interpreter.
  public var native: NativeProgram? { function.native }

  /// What native code was made: its loops, buffers and calls; nil on the interpreter.
  public func explain() -> String? { function.explain() }

  /// The share of a gradient's time that each Op of the user's takes with its rule, by the Op's name, as far as native code
  /// calls it; measured at a position.
  func callShares(at position: [Double]) throws(ModelError) -> [String: Double] {
    let evaluator: any PositionEvaluator
    do throws(EvaluationError) {
      evaluator = try function.makeEvaluator()
      try position.withUnsafeBufferPointer { buffer throws(EvaluationError) in
        if let base = buffer.baseAddress { try evaluator.run(at: base) }
      }
    } catch { throw .evaluation(error) }
    guard let native = evaluator as? NativePositionEvaluator else { return [:] }
    let (calls, total) = native.evaluator.callSeconds()
    var shares: [String: Double] = [:]
    for (name, seconds) in calls where total > 0 { shares[name, default: 0] += min(1, seconds / total) }
    return shares.mapValues { min(1, $0) }
  }

  var thrownErrors: [ThrownError] { errors.entries }

  /// What the first Op throws at a position; nil where none does.
  private func thrown(at position: UnsafeBufferPointer<Double>) -> ThrownError? {
    let record = ThrownErrors()
    ThrownErrors.$current.withValue(record) {
      if let base = position.baseAddress { try? function.makeEvaluator().run(at: base) }
    }
    return record.entries.first
  }

  public func makeEvaluator() throws(SamplingError) -> any LogDensityEvaluator {
    do {
      let record = errors.makeRecord()
      let evaluator = try ThrownErrors.$current.withValue(record) { try function.makeEvaluator() }
      return DirectEvaluator(evaluator, record) ?? ModelEvaluator(evaluator, layout, record)
    } catch {
      throw .evaluatorUnavailable("\(error)")
    }
  }

  public func diagnose(at position: UnsafeBufferPointer<Double>) -> String? {
    if let thrown = thrown(at: position) { return "\(thrown.op) threw: \(thrown.message)" }
    if let terms = model.badTermText(at: Array(position)) { return terms }
    guard let gradients = try? function(Array(position)).dropFirst() else { return nil }
    let parameters = zip(layout.entries, gradients).filter { !$1.doubles.allSatisfy(\.isFinite) }.map(\.0.name)
    guard !parameters.isEmpty else { return nil }
    let gradient = "the gradient with respect to \(parameters.map { "'\($0)'" }.joined(separator: ", ")) is not finite"
    guard let node = (try? model.explain(at: Array(position)))?.firstBadNode else { return gradient }
    return gradient + ": \(node.sentence)"
  }
}

/// The evaluator of one chain, whose native code reads the sampler's position and writes its gradient.
private final class DirectEvaluator: LogDensityEvaluator {
  private let evaluator: NativeEvaluator
  private let value: UnsafePointer<Double>
  private let errors: ThrownErrors

  /// Nil where the code does not allow it.
  init?(_ evaluator: any PositionEvaluator, _ errors: ThrownErrors) {
    guard let native = evaluator as? NativePositionEvaluator, native.isFlat, native.evaluator.readsInputAnywhere,
      native.evaluator.program.isFirstApart
    else { return nil }
    self.evaluator = native.evaluator
    self.errors = errors
    value = native.evaluator.output(0).assumingMemoryBound(to: Double.self)
  }

  func valueAndGradient(
    at position: UnsafeBufferPointer<Double>, gradient: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let count = errors.count
    if let source = position.baseAddress, let target = gradient.baseAddress {
      evaluator.run(from: source, into: target)
    } else {
      evaluator.run()
    }
    return errors.count == count ? value.pointee : errors.rejection()
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
  /// The terms of the density that are not finite at a position, with their first bad element, and where a NaN comes from; nil
  /// where all are finite.
  func badTermText(at position: [Double]) -> String? {
    guard let terms = try? badTerms(at: position), !terms.isEmpty else { return nil }
    let bad = terms.map { term in
      "the \(term.name) is \(PointExplanation.text(term.value))" + (term.isScalar ? "" : " at element \(term.element)")
    }
    let node = terms.contains { $0.value.isNaN } ? (try? explain(at: position))?.firstBadNode : nil
    return (bad + [node?.sentence].compactMap(\.self)).joined(separator: "; ")
  }

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
