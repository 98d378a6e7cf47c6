// The way in: the maximum of a log density, from several starts.

/// The end of an ascent.
public struct AscentEnd: Sendable, Hashable {
  /// Its position and its verdict. An ascent without a verdict can be resumed from it.
  public let state: AscentState
  /// The log density there.
  public let logDensity: Double
  /// The largest gradient along a coordinate, in standard deviations; NaN where no curvature was measured.
  public let scaledGradient: Double
}

/// The highest point that was found from several starts.
public struct Maximum: Sendable {
  /// The settings.
  public let settings: LBFGS
  /// The ascent from each start, in order.
  public let ascents: [AscentEnd]
  /// The number of the start that led highest.
  public let best: Int

  /// The position.
  public var position: [Double] { ascents[best].state.position }
  /// The log density there.
  public var logDensity: Double { ascents[best].logDensity }
  /// How the ascent there ended; nil where it was stopped on its way.
  public var verdict: AscentVerdict? { ascents[best].state.verdict }
  /// Whether no ascent was stopped on its way.
  public var isComplete: Bool { ascents.allSatisfy { $0.state.verdict != nil } }
}

/// Called with the state of an ascent after each iteration, to store or show it; returning false stops all ascents.
public typealias AscentHandler = (AscentState) -> Bool

/// The maximum of a log density, by ascents from several starts of which the highest counts.
///
/// - Parameters:
///   - density: the log density with its gradient.
///   - starts: where the ascents begin.
///   - progress: sees each state.
/// - Throws: ``SamplingError/badStart(_:)`` where no start has a finite log density and gradient; what else goes wrong is in
///   ``Maximum/verdict``.
public func maximum(
  of density: any LogDensity, from starts: [[Double]], settings: LBFGS = LBFGS(), progress: AscentHandler? = nil
) throws(SamplingError) -> Maximum {
  let states = starts.enumerated().map { AscentState(start: $0, position: $1) }
  return try resumeMaximum(from: states, of: density, settings: settings, progress: progress)
}

/// Resumes ascents that were stopped. The result is, bit for bit, that without the stop.
///
/// - Parameters:
///   - states: those of all starts.
///   - density: the same density.
///   - settings: the same settings.
public func resumeMaximum(
  from states: [AscentState], of density: any LogDensity, settings: LBFGS = LBFGS(), progress: AscentHandler? = nil
) throws(SamplingError) -> Maximum {
  try settings.validate()
  try require(
    (1...SamplingPlan.mostChains).contains(states.count), "the number of starts", states.count,
    "it must be in 1 ... \(SamplingPlan.mostChains)")
  for (index, state) in states.enumerated() {
    try state.validate(index, dimension: density.dimension)
  }
  var ends: [AscentEnd] = []
  let stop = StopFlag.current ?? StopFlag()
  for state in states {
    let ascent = try Ascent(state, settings, density)
    while !stop.isRaised, ascent.state.verdict == nil {
      ascent.advance()
      if let progress, !progress(ascent.state) { stop.raise() }
    }
    let scaled = ascent.state.curvatures.isEmpty ? .nan : ascent.scaledGradient
    ends.append(AscentEnd(state: ascent.state, logDensity: ascent.value, scaledGradient: scaled))
  }
  let usable = ends.indices.filter { ends[$0].state.verdict != .badStart }
  guard let best = usable.max(by: { ends[$0].logDensity < ends[$1].logDensity }) else {
    let last = ends[ends.count - 1]
    let point = try DensityProbe(density).point(last.state.position)
    throw .badStart(
      BadStart(
        chain: last.state.start, attemptCount: states.count, position: point.position, logDensity: point.value,
        gradient: point.gradient, diagnosis: point.position.withUnsafeBufferPointer { density.diagnose(at: $0) }))
  }
  return Maximum(settings: settings, ascents: ends, best: best)
}

extension AscentState {
  fileprivate func validate(_ index: Int, dimension: Int) throws(SamplingError) {
    guard position.count == dimension else {
      throw .wrongDimension(of: "start \(index)", expected: dimension, given: position.count)
    }
    // Curvatures are measured before the first iteration ends.
    guard position.allSatisfy(\.isFinite), steps.count == falls.count,
      curvatures.isWhole(evaluationCount == 0 ? 0 : dimension),
      (steps + falls).allSatisfy({ $0.isWhole(dimension) }), iteration >= 0, evaluationCount >= 0
    else {
      throw .invalidSetting(
        "start \(index)", value: "damaged", requirement: "it must be finite, and of the dimension \(dimension)")
    }
  }
}
