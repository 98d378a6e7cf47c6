// The warm-up: learns the step size at each iteration, and the metric window by window.

/// Adapts step size and metric during the warm-up, as a value that can be stored.
///
/// Call ``update(position:gradient:acceptance:)`` after each transition. Where it gives a metric, the step size of the
/// old metric means nothing any more: a new one is found, and given to ``restart(stepSize:)``.
///
/// Reference: as for ``WarmupSettings``; for the metric from gradients Seyboldt, Carlson, Carpenter (2026), Preconditioning
/// Hamiltonian Monte Carlo by minimizing Fisher divergence.
public struct WindowedAdaptation: Sendable, Hashable, Codable {
  /// The windows.
  public let schedule: WarmupSchedule
  let adaptsStepSize: Bool
  private var iteration = 0
  private var averaging: DualAveraging
  private(set) var positions: VarianceEstimate
  private(set) var gradients: VarianceEstimate

  /// The adaptation of a warm-up of so many iterations, that begins at a step size.
  public init(iterationCount: Int, dimension: Int, settings: WarmupSettings, stepSize: Double) {
    schedule = WarmupSchedule(iterationCount: iterationCount, settings: settings)
    adaptsStepSize = settings.adaptsStepSize
    averaging = DualAveraging(target: settings.targetAcceptance, stepSize: stepSize)
    positions = VarianceEstimate(dimension: dimension)
    gradients = positions
  }

  /// Whether the position after the next transition is collected.
  var isCollecting: Bool { schedule.collected.contains(iteration) }

  /// Learns from a transition.
  ///
  /// - Returns: the diagonal of M⁻¹ from now on, where a window ends here.
  public mutating func update(
    position: UnsafeBufferPointer<Double>, gradient: UnsafeBufferPointer<Double>, acceptance: Double
  ) -> [Double]? {
    if adaptsStepSize { averaging.update(acceptance: acceptance) }
    defer { iteration += 1 }
    guard isCollecting else { return nil }
    positions.add(position)
    gradients.add(gradient)
    guard schedule.windowEnds.contains(iteration), let metric else { return nil }
    positions.reset()
    gradients.reset()
    return metric
  }

  /// The diagonal of M⁻¹ from the window's positions and their gradients: √(variance of the positions / variance of the
  /// gradients), by which both have the same spread in the scaled coordinates. Where that is no number, the positions'
  /// variance alone.
  ///
  /// Of a normal coordinate two points give the variance exactly: it is right long before the variance of the positions alone
  /// is. Where a tail is steep it gives a coordinate a smaller scale, and so larger steps to all.
  private var metric: [Double]? {
    guard let regularized = positions.regularized else { return nil }
    return regularized.indices.map { index in
      let scale = (positions.variance(index) / gradients.variance(index)).squareRoot()
      return scale > 0 && scale.isFinite ? scale : regularized[index]
    }
  }

  /// Begins the search for the step size again, at a step size.
  public mutating func restart(stepSize: Double) { averaging.restart(stepSize: stepSize) }

  /// The step size for the next transition.
  public var stepSize: Double { averaging.stepSize }

  /// The step size for the transitions after the warm-up.
  public var finalStepSize: Double { averaging.finalStepSize }
}
