// One line of a summary: what is known of a parameter, and how well.

/// Estimates of one scalar parameter with their Monte Carlo errors and diagnostics.
public struct SummaryRow: Hashable, Sendable {
  /// The name of the parameter.
  public let name: String
  /// The mean.
  public let mean: Double
  /// The standard deviation, divisor n − 1.
  public let standardDeviation: Double
  /// The 5 % quantile.
  public let q05: Double
  /// The median.
  public let q50: Double
  /// The 95 % quantile.
  public let q95: Double
  /// The highest density interval.
  public let interval: DensityInterval
  /// The Monte Carlo standard error of the mean.
  public let meanError: Double
  /// The Monte Carlo standard error of the standard deviation.
  public let standardDeviationError: Double
  /// The bulk effective sample size.
  public let bulkSampleSize: Double
  /// The tail effective sample size.
  public let tailSampleSize: Double
  /// The rank-normalised split R-hat.
  public let rHat: Double
}

extension SummaryRow {
  init(
    _ name: String, _ draws: ScalarDraws, sorted: [Double]?, probability: Double,
    _ diagnostics: ConvergenceDiagnostics
  ) {
    self.name = name
    mean = draws.mean()
    standardDeviation = draws.standardDeviation()
    q05 = sorted.map { interpolatedQuantile(0.05, ofSorted: $0) } ?? .nan
    q50 = sorted.map { interpolatedQuantile(0.5, ofSorted: $0) } ?? .nan
    q95 = sorted.map { interpolatedQuantile(0.95, ofSorted: $0) } ?? .nan
    interval = shortestInterval(probability, ofSorted: sorted ?? [])
    meanError = diagnostics.meanError
    standardDeviationError = diagnostics.standardDeviationError
    bulkSampleSize = diagnostics.bulkSampleSize
    tailSampleSize = diagnostics.tailSampleSize
    rHat = diagnostics.rHat
  }
}
