// Leave-one-out cross-validation of datasets.

public import ApusData

extension LeaveOneOut {
  /// The cross-validation of a fit from the log likelihood of an observation at each draw.
  ///
  /// - Parameters:
  ///   - logLikelihood: the array of the group `log_likelihood`: an element of a draw is an observation.
  ///   - posterior: the draws of the fit, whose effective sample size counts; without them draws count as independent.
  public init(_ logLikelihood: DataArray, posterior: DataGroup? = nil) {
    self.init(
      logLikelihoods: logLikelihood.scalarDraws,
      relativeEfficiency: posterior.map(Self.relativeEfficiency(of:)) ?? 1)
  }

  /// The relative efficiency of all draws of a fit.
  package static func relativeEfficiency(of posterior: DataGroup) -> Double {
    // Constants have no effective sample size.
    let moving = posterior.arrays.flatMap(\.scalarDraws).filter { $0.effectiveSampleSize(for: .mean).isFinite }
    return moving.isEmpty ? 1 : ScalarDraws.relativeEfficiency(of: moving)
  }
}
