// What two estimates of a model's predictive accuracy have in common, so that models can be compared by either.

/// An estimate of how well a model predicts observations that it has not seen, observation by observation.
///
/// Law: the sum of `expectedLogDensities` is the elpd of the model.
public protocol PredictiveAccuracy: Sendable {
  /// The estimate's short name: `loo` or `waic`.
  static var criterion: String { get }
  /// The expected log predictive density of each observation.
  var expectedLogDensities: [Double] { get }
  /// The effective number of parameters.
  var effectiveParameterCount: Double { get }
  /// Whether nothing speaks against the estimate.
  var isReliable: Bool { get }
}

extension PredictiveAccuracy {
  /// elpd: the sum over all observations.
  public var expectedLogDensity: Double { expectedLogDensities.reduce(0, +) }

  /// The standard error of elpd: the square root of the number of observations times the variance of their terms.
  public var standardError: Double { standardErrorOfSum(expectedLogDensities) }
}

/// √(∑ (x − mean)²): the standard error of a sum of so many terms.
func standardErrorOfSum(_ terms: [Double]) -> Double {
  terms.withUnsafeBufferPointer { LaneSums.squares($0, around: LaneSums.mean($0)) }.squareRoot()
}

extension LeaveOneOut: PredictiveAccuracy {
  public static let criterion = "loo"
  public var expectedLogDensities: [Double] { observations.map(\.expectedLogDensity) }
}
