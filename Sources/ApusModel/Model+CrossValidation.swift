// How well a fit predicts observations that it has not seen: leave-one-out cross-validation, WAIC, LOO-PIT.

internal import ApusData
public import ApusDiagnostics
internal import ApusGraph

extension Model {
  /// Leave-one-out cross-validation by Pareto-smoothed importance sampling of the draws.
  ///
  /// - Parameters:
  ///   - posterior: the draws of this model's fit.
  ///   - observation: the observed variable, whose elements are left out one by one; needed where there are several.
  /// - Throws: ``ModelError/unknownName(_:known:)`` where there is no such observation, or several and none was named; and as
  ///   ``draws(of:named:dims:at:)``.
  public func leaveOneOut(_ posterior: Posterior, observation: String? = nil) throws(ModelError) -> LeaveOneOut {
    LeaveOneOut(try logLikelihood(of: observation, posterior.draws).array, posterior: posterior.draws)
  }

  /// The widely applicable information criterion. Prefer ``leaveOneOut(_:observation:)``, which says where it fails.
  ///
  /// - Throws: as ``leaveOneOut(_:observation:)``.
  public func waic(_ posterior: Posterior, observation: String? = nil) throws(ModelError) -> WAIC {
    WAIC(try logLikelihood(of: observation, posterior.draws).array)
  }

  /// LOO-PIT: where each observation lies among its predictions from a fit without it. Uniform values mean calibrated predictions.
  ///
  /// - Parameter seed: that of the predictions, and of the random numbers among equal counts.
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where one density belongs to several numbers, as that of a vector does; and
  ///   as ``leaveOneOut(_:observation:)`` and ``posteriorPredictive(_:seed:)-(Posterior,_)``.
  public func leaveOneOutPIT(
    _ posterior: Posterior, observation: String? = nil, seed: UInt64
  ) throws(ModelError) -> LeaveOneOutPIT {
    let (variable, logLikelihood) = try logLikelihood(of: observation, posterior.draws)
    let predictions = try posteriorPredictive(posterior, seed: seed)[variable.name]
    let observed = dataGroups.first { $0.name == .observedData }?[variable.name]
    guard let predictions, let observed, observed.count == logLikelihood.elementCount else {
      throw .misuse(
        name: variable.name,
        reason:
          "each density is that of several numbers together, and a single number has no probability given the others",
        location: variable.location)
    }
    return LeaveOneOutPIT(
      observed: observed.doubles, predictions: predictions.scalarDraws, logLikelihoods: logLikelihood.scalarDraws,
      relativeEfficiency: LeaveOneOut.relativeEfficiency(of: posterior.draws), seed: seed)
  }

  /// The observed variable of a name, or the only one, with its log likelihood at draws.
  private func logLikelihood(
    of observation: String?, _ draws: DataGroup
  ) throws(ModelError) -> (variable: Observation, array: DataArray) {
    let names = observations.map(\.name)
    let name = observation ?? (names.count == 1 ? names[0] : nil)
    guard let variable = observations.first(where: { $0.name == name }),
      let array = try logLikelihood(at: draws)[variable.name]
    else { throw .unknownName(observation ?? "the observation to leave out", known: names) }
    return (variable, array)
  }
}
