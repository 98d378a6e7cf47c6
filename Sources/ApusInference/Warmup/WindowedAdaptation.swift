// The warm-up: learns the step size at each iteration, and the metric window by window.

/// Adapts step size and metric during the warm-up, as a value that can be stored.
///
/// After each transition ``update(position:acceptance:)`` takes what was learnt. Where it gives a metric, the step size of the
/// old metric means nothing any more: a new one is found, and given to ``restart(stepSize:)``.
public struct WindowedAdaptation: Sendable, Hashable, Codable {
  /// The windows.
  public let schedule: WarmupSchedule
  private let adaptsStepSize: Bool
  private var iteration = 0
  private var averaging: DualAveraging
  private var variances: VarianceEstimate

  /// The adaptation of a warm-up of so many iterations, that begins at a step size.
  public init(iterationCount: Int, dimension: Int, settings: WarmupSettings, stepSize: Double) {
    schedule = WarmupSchedule(iterationCount: iterationCount, settings: settings)
    adaptsStepSize = settings.adaptsStepSize
    averaging = DualAveraging(target: settings.targetAcceptance, stepSize: stepSize)
    variances = VarianceEstimate(dimension: dimension)
  }

  /// Learns from a transition.
  ///
  /// - Returns: the diagonal of M⁻¹ from now on, where a window ends here.
  public mutating func update(position: UnsafeBufferPointer<Double>, acceptance: Double) -> [Double]? {
    if adaptsStepSize { averaging.update(acceptance: acceptance) }
    defer { iteration += 1 }
    guard schedule.collected.contains(iteration) else { return nil }
    variances.add(position)
    guard schedule.windowEnds.contains(iteration), let metric = variances.regularized else { return nil }
    variances.reset()
    return metric
  }

  /// Begins the search for the step size again, at a step size.
  public mutating func restart(stepSize: Double) { averaging.restart(stepSize: stepSize) }

  /// The step size for the next transition.
  public var stepSize: Double { averaging.stepSize }

  /// The step size for the transitions after the warm-up.
  public var finalStepSize: Double { averaging.finalStepSize }
}
