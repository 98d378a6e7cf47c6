// The maximum of a model's posterior, and the normal distribution around it (Laplace's method).

public import ApusData
public import ApusDiagnostics
internal import ApusDifferentiation
public import ApusGraph
public import ApusInference
internal import ApusInterpreter
internal import ApusRandom

/// The maximum of a model's posterior, as far as it was found.
public struct MaximumAPosteriori: Sendable, CustomStringConvertible {
  /// The values of all parameters and deterministics there, on the constrained space.
  public let values: [String: NDArray]
  /// The log density there.
  public let logDensity: Double
  /// Whether the density includes the transforms' log-Jacobians. Without them it is that of the constrained values, which no
  /// transform changes.
  public let includesJacobian: Bool
  /// The ascent from each start, on the unconstrained space.
  public let maximum: Maximum
  /// The place of each parameter on the unconstrained space.
  package let layout: PositionLayout

  /// How the best ascent ended; nil where it was stopped on its way.
  public var verdict: AscentVerdict? { maximum.verdict }
  /// Whether the best ascent ended at a maximum.
  public var isConverged: Bool { verdict == .converged }

  /// The value of a parameter or deterministic; nil for an unknown name.
  public subscript(name: String) -> NDArray? { values[name] }

  fileprivate var sentence: String {
    let density = includesJacobian ? "with the log-Jacobians" : "of the constrained values"
    let verdict =
      verdict.map { $0.sentence { "'\(layout.coordinateName($0))'" } } ?? "stopped on the way; it can be resumed"
    return "log density \(logDensity) (\(density)): \(verdict)"
  }

  /// The verdict as a sentence, and a line for each parameter.
  public var description: String {
    let names = layout.entries.map { entry in
      let numbers = values[entry.name]?.doubles ?? []
      let shown = numbers.prefix(8).map { "\($0)" }.joined(separator: ", ") + (numbers.count > 8 ? ", …" : "")
      return "\n  \(entry.name) = " + (numbers.count == 1 ? shown : "[\(shown)]")
    }
    return sentence + names.joined()
  }
}

/// The normal distribution around the maximum of a model's posterior on the unconstrained space.
public struct LaplacePosterior: Sendable {
  /// Independent draws of all parameters and deterministics, as four chains.
  public let draws: DataGroup
  /// The distribution on the unconstrained space.
  public let approximation: GaussianApproximation
  /// The maximum at which it is centered: that of the density of the unconstrained values.
  public let maximum: MaximumAPosteriori
  /// The place of each parameter on the unconstrained space.
  package let layout: PositionLayout
  /// The seed of the draws.
  public let seed: UInt64
  /// The model's data.
  let data: [DataGroup]

  /// The draws of a parameter or deterministic, with dims (chain, draw, the variable's), or a part of them at labels. Nil for an
  /// unknown name or label.
  public subscript(name: String, labels: LabelChoice...) -> DataArray? { draws.array(name, labels) }

  /// The draws and the model's data as one dataset.
  public var dataset: Dataset {
    Dataset(
      [draws] + data,
      attributes: Dataset.attributes(sampler: "Laplace", seed: seed, ["log_evidence": .number(logEvidence)]))
  }

  /// The log evidence of the model as the approximation has it.
  public var logEvidence: Double { approximation.logEvidence }

  /// A table of means, quantiles, errors and diagnostics of each column.
  ///
  /// - Parameter names: the variables, or elements such as `z[3]`, to show; all where nil.
  public func summary(_ names: [String]? = nil) -> Summary { draws.summary(names, sampler: nil) }
}

extension Model {
  /// The most coordinates of a Hessian that is built as a graph: it has a row for each.
  private static let mostHessianRows = 256

  /// The maximum of the posterior: by default of the density of the constrained values, as PyMC's `find_MAP` and Stan's `optimize`
  /// have it.
  ///
  /// The first ascent begins at the initial point, others near it. Whether it is a maximum is in ``MaximumAPosteriori/verdict``: a
  /// hierarchical model often has none.
  ///
  /// - Parameters:
  ///   - jacobian: whether the density is that of the unconstrained values, with the transforms' log-Jacobians.
  ///   - starts: the number of starts.
  ///   - seed: the seed of the starts but the first.
  ///   - settings: those of the ascents.
  ///   - backend: what evaluates the model.
  ///   - verifying: whether gradient rules of the user's own are verified first.
  ///   - progress: called with the state of an ascent after each iteration; returning false stops all ascents.
  /// - Throws: ``ModelError`` where a rule is missing or wrong, or no start has a finite density and gradient.
  public func maximumAPosteriori(
    jacobian: Bool = false, starts: Int = 4, seed: UInt64 = 0, settings: LBFGS = LBFGS(),
    backend: Backend = .automatic, verifying: Bool = true, progress: AscentHandler? = nil
  ) throws(ModelError) -> MaximumAPosteriori {
    try Self.check(starts: starts, settings)
    let ready = try ReadyToClimb(
      self, for: "the search for a maximum", jacobian: jacobian, seed: seed, backend: backend, verifying: verifying)
    let states = try ready.starts(starts, seed: seed)
    return try ready.maximum(from: states, settings, progress)
  }

  /// The same while the calling task waits, without blocking its thread; cancelling the task stops the ascents.
  public func maximumAPosteriori(
    jacobian: Bool = false, starts: Int = 4, seed: UInt64 = 0, settings: LBFGS = LBFGS(),
    backend: Backend = .automatic, verifying: Bool = true, progress: (@Sendable (AscentState) -> Bool)? = nil
  ) async throws(ModelError) -> MaximumAPosteriori {
    try await cancellable { () throws(ModelError) in
      try self.maximumAPosteriori(
        jacobian: jacobian, starts: starts, seed: seed, settings: settings, backend: backend, verifying: verifying,
        progress: progress)
    }
  }

  /// Resumes ascents that were stopped. The result is, bit for bit, that without the stop.
  ///
  /// - Parameters:
  ///   - states: those of all starts, as in ``MaximumAPosteriori/maximum``.
  ///   - jacobian: as it was.
  ///   - settings: as they were.
  public func resumeMaximumAPosteriori(
    from states: [AscentState], jacobian: Bool = false, settings: LBFGS = LBFGS(), backend: Backend = .automatic,
    progress: AscentHandler? = nil
  ) throws(ModelError) -> MaximumAPosteriori {
    let ready = try ReadyToClimb(
      self, for: "the search for a maximum", jacobian: jacobian, seed: 0, backend: backend, verifying: false)
    return try ready.maximum(from: states, settings, progress)
  }

  /// Laplace's method: the normal distribution with maximum and curvature of the density on the unconstrained space, its draws by
  /// name, and the evidence that follows from it.
  ///
  /// The Hessian is a graph, made from the same gradient rules, where these have derivatives and the model has at most 256
  /// coordinates; else it is made of differences of the gradient: see ``GaussianApproximation/hessianSource-swift.property``.
  ///
  /// - Parameters:
  ///   - draws: the draws of each of four streams.
  ///   - seed: the seed of the draws; if nil, one is drawn, printed and kept.
  ///   - starts: the number of starts of the search for the maximum.
  ///   - settings: those of the ascents.
  ///   - backend: what evaluates the model.
  ///   - verifying: whether gradient rules of the user's own are verified first.
  /// - Throws: ``ModelError``; ``SamplingError/noMaximum(_:)`` where none was found, and ``SamplingError/notPositiveDefinite(_:)`` with the
  ///   parameter along which the density does not fall.
  public func laplace(
    draws: Int = 1000, seed: UInt64? = nil, starts: Int = 4, settings: LBFGS = LBFGS(), backend: Backend = .automatic,
    verifying: Bool = true
  ) throws(ModelError) -> LaplacePosterior {
    guard (0...10_000_000).contains(draws) else {
      throw .sampling(.invalidSetting("draws", value: "\(draws)", requirement: "it must be in 0 ... 10000000"))
    }
    try Self.check(starts: starts, settings)
    let seed = RunAnnouncement.seed(seed, isSilent: false, call: "laplace")
    let ready = try ReadyToClimb(
      self, for: "Laplace's method", jacobian: true, seed: seed, backend: backend, verifying: verifying)
    let found = try ready.maximum(from: ready.starts(starts, seed: seed), settings, nil)
    guard found.isConverged else { throw .sampling(.noMaximum(found.sentence)) }
    return try laplace(at: found, ready, draws, seed)
  }

  /// The same while the calling task waits, without blocking its thread; cancelling the task stops the search for the maximum.
  public func laplace(
    draws: Int = 1000, seed: UInt64? = nil, starts: Int = 4, settings: LBFGS = LBFGS(), backend: Backend = .automatic,
    verifying: Bool = true
  ) async throws(ModelError) -> LaplacePosterior {
    try await cancellable { () throws(ModelError) in
      try self.laplace(
        draws: draws, seed: seed, starts: starts, settings: settings, backend: backend, verifying: verifying)
    }
  }

  private static func check(starts: Int, _ settings: LBFGS) throws(ModelError) {
    guard (1...10_000).contains(starts) else {
      throw .sampling(.invalidSetting("starts", value: "\(starts)", requirement: "it must be in 1 ... 10000"))
    }
    try ModelError.lifting { try settings.validate() }
  }

  private func laplace(
    at found: MaximumAPosteriori, _ ready: ReadyToClimb, _ draws: Int, _ seed: UInt64
  ) throws(ModelError) -> LaplacePosterior {
    let hessian = dimension <= Self.mostHessianRows ? try? HessianEvaluator(self) : nil
    let layout = ready.density.layout
    let approximation: GaussianApproximation
    do {
      approximation = try GaussianApproximation(
        of: ready.density, at: found.maximum.position, hessian: hessian.map { $0.function })
    } catch { throw .sampling(error.naming(layout)) }
    let streams = try ModelError.lifting {
      try (0..<4).map { try approximation.draws(count: draws, seed: seed, stream: UInt64($0)) }
    }
    return LaplacePosterior(
      draws: try self.draws(at: streams, count: draws, backend: ready.backend).draws, approximation: approximation,
      maximum: found, layout: layout, seed: seed, data: dataGroups)
  }
}

extension SamplingError {
  fileprivate func naming(_ layout: PositionLayout) -> SamplingError {
    guard case .notPositiveDefinite(let failure) = self else { return self }
    return .notPositiveDefinite(failure.named(layout.coordinateName(failure.coordinate)))
  }
}

private struct ReadyToClimb {
  let model: Model
  let density: ModelLogDensity
  let jacobian: Bool
  let backend: Backend

  /// - Parameter method: what ascends, for messages.
  init(
    _ model: Model, for method: String, jacobian: Bool, seed: UInt64, backend: Backend, verifying: Bool
  ) throws(ModelError) {
    try model.requireContinuous(for: method)
    // Data may have been replaced since the model was built.
    try model.checkValues()
    let gradient = try RunAnnouncement.showing(.building) { () throws(ModelError) in
      try model.gradientWithRules(jacobian: jacobian)
    }
    if verifying {
      try RunAnnouncement.showing(.verifying) { () throws(ModelError) in
        let checker = try RuleChecker(model, gradient)
        let points = try model.verificationPoints(count: Model.checkedPointCount, seed: seed)
        _ = try RuleVerifications(checker, at: points, budget: Model.verificationBudget).passing()
      }
    }
    self.model = model
    self.jacobian = jacobian
    self.backend = backend
    density = try RunAnnouncement.showing(.compiling) { () throws(ModelError) in
      try ModelLogDensity(model, gradients: gradient.gradients, backend: backend, jacobian: jacobian)
    }
  }

  /// The initial position, and positions up to the prior's size from it, of which those without a number are drawn again.
  func starts(_ count: Int, seed: UInt64) throws(ModelError) -> [AscentState] {
    let initial = try model.initialPosition()
    let scales = try model.startScales(seed: seed)
    var generator = Philox4x64(seed: seed, stream: UInt64.max - 1)
    var positions = [initial.map { $0.isFinite ? $0 : 0 }]
    do {
      let evaluator = try density.makeValueEvaluator()
      for _ in 1..<max(count, 1) {
        var position = initial
        for _ in 0..<100 {
          position = zip(positions[0], scales).map { $0 + $1 * (2 * generator.openUniform() - 1) }
          if position.withUnsafeBufferPointer({ evaluator.value(at: $0) }).isFinite { break }
        }
        positions.append(position)
      }
    } catch { throw .sampling(error) }
    return positions.enumerated().map { AscentState(start: $0, position: $1) }
  }

  func maximum(
    from states: [AscentState], _ settings: LBFGS, _ progress: AscentHandler?
  ) throws(ModelError) -> MaximumAPosteriori {
    let found = try ModelError.lifting {
      try resumeMaximum(from: states, of: density, settings: settings, progress: progress)
    }
    let draws = try model.draws(at: [found.position], count: 1, backend: backend).draws
    return MaximumAPosteriori(
      values: draws.values(chain: 0, draw: 0), logDensity: found.logDensity, includesJacobian: jacobian, maximum: found,
      layout: density.layout)
  }
}

/// The Hessian of a model's log density as a graph, evaluated by the interpreter: few evaluations are not worth compiling.
private final class HessianEvaluator {
  private let evaluator: Evaluator
  private let position: Tensor
  private let isConstant: Bool

  /// - Throws: ``ModelError`` where a derivative is missing, as for black boxes without second derivatives.
  init(_ model: Model) throws(ModelError) {
    let (position, hessian) = try model.hessian()
    self.position = position
    let data = model.dataBindings
    (evaluator, isConstant) = try ModelError.lifting {
      let program = try Program([hessian])
      return (try Evaluator(program, data: data), !program.arguments.contains(position))
    }
  }

  func function(_ values: [Double]) throws(SamplingError) -> [Double] {
    do {
      if !isConstant { try evaluator.bind(position, to: NDArray(values, shape: [values.count])) }
      try evaluator.run()
    } catch { throw .evaluatorUnavailable("the Hessian: \(error)") }
    return withExtendedLifetime(evaluator) { evaluator.output(0).array.doubles }
  }
}
