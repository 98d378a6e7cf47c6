// What is estimated from draws: each estimate has its own effective sample size and Monte Carlo error.

/// A property of a distribution that draws estimate.
public enum Estimand: Hashable, Sendable {
  /// The mean.
  case mean
  /// The standard deviation.
  case standardDeviation
  /// The quantile at a probability in [0, 1].
  case quantile(Double)
  /// The quantile at ½.
  public static let median = Estimand.quantile(0.5)
}
