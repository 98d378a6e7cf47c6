// How the step size and the metric are found before draws are kept.

/// The settings of the warm-up.
///
/// The windows are Stan's but for their beginning: the metric changes from iteration 25 on, not from 100 on, because it is
/// learnt from the gradients too; see ``WindowedAdaptation``.
///
/// Reference: Stan Development Team, Stan reference manual, Hamiltonian Monte Carlo, automatic parameter tuning.
public struct WarmupSettings: Sendable, Hashable, Codable {
  /// The mean acceptance probability that the step size is adapted to, in (0, 1).
  public var targetAcceptance: Double
  /// The step size at the beginning; nil: found by doubling and halving from 1.
  public var initialStepSize: Double?
  /// The diagonal of M⁻¹ at the beginning: the variances of the coordinates; nil: ones.
  public var initialInverseMetric: [Double]?
  /// Whether the metric is diagonal or dense.
  public var metric: MetricKind
  /// M⁻¹ at the beginning, for a dense metric: the covariance of the coordinates, row-major, d × d; nil: the diagonal matrix of
  /// ``initialInverseMetric``.
  public var initialCovariance: [Double]?
  /// Whether the step size is adapted.
  public var adaptsStepSize: Bool
  /// Whether the metric is adapted.
  public var adaptsMetric: Bool
  /// The number of iterations before the first window.
  public var initialBuffer: Int
  /// The number of iterations of the first window; each further window is twice as long.
  public var firstWindow: Int
  /// The number of iterations after the last window.
  public var finalBuffer: Int

  /// The default settings are Stan's, with the first windows earlier and shorter.
  public init(
    targetAcceptance: Double = 0.8, initialStepSize: Double? = nil, initialInverseMetric: [Double]? = nil,
    adaptsStepSize: Bool = true, adaptsMetric: Bool = true, initialBuffer: Int = 15, firstWindow: Int = 10,
    finalBuffer: Int = 50, metric: MetricKind = .diagonal, initialCovariance: [Double]? = nil
  ) {
    self.targetAcceptance = targetAcceptance
    self.initialStepSize = initialStepSize
    self.initialInverseMetric = initialInverseMetric
    self.adaptsStepSize = adaptsStepSize
    self.adaptsMetric = adaptsMetric
    self.initialBuffer = initialBuffer
    self.firstWindow = firstWindow
    self.finalBuffer = finalBuffer
    self.metric = metric
    self.initialCovariance = initialCovariance
  }

  /// The same with the squares of sizes as the first inverse metric, 1 where a size is 0, unless one was given, or a covariance, or none
  /// is to be adapted.
  func scaled(by sizes: [Double]) -> WarmupSettings {
    guard initialInverseMetric == nil && initialCovariance == nil && adaptsMetric else { return self }
    var scaled = self
    scaled.initialInverseMetric = sizes.map { $0 > 0 ? $0 * $0 : 1 }
    return scaled
  }

  func validate(dimension: Int) throws(SamplingError) {
    try validate()
    try initialInverseMetric?.requireSizes("initialInverseMetric", dimension: dimension)
    guard metric == .dense else { return }
    try require(
      dimension <= MetricKind.mostDenseCoordinates, "metric", metric.rawValue,
      "the density has \(dimension) coordinates, and a dense metric at most \(MetricKind.mostDenseCoordinates): take .diagonal"
    )
    if let initialCovariance { _ = try CovarianceSetting.factor(initialCovariance, dimension: dimension) }
  }

  func validate() throws(SamplingError) {
    try requireShare(targetAcceptance, "targetAcceptance")
    if let initialStepSize { try requirePositive(initialStepSize, "initialStepSize") }
    for variance in initialInverseMetric ?? [] {
      try require(
        variance > 0 && variance.isFinite, "initialInverseMetric", variance, "variances must be positive and finite")
    }
    if initialCovariance != nil {
      try require(
        metric == .dense, "initialCovariance", "given", "it is for a dense metric: add metric: .dense")
      try require(
        initialInverseMetric == nil, "initialCovariance", "given",
        "initialInverseMetric is given, too: leave one of them out")
    }
    let most = SamplingPlan.mostIterations
    try require((0...most).contains(initialBuffer), "initialBuffer", initialBuffer, "it must be in 0 ... \(most)")
    try require((1...most).contains(firstWindow), "firstWindow", firstWindow, "it must be in 1 ... \(most)")
    try require((0...most).contains(finalBuffer), "finalBuffer", finalBuffer, "it must be in 0 ... \(most)")
  }
}
