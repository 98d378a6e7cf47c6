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
    LeaveOneOut(try logLikelihood(of: observation, posterior.draws), posterior: posterior.draws)
  }

  /// The widely applicable information criterion. Prefer ``leaveOneOut(_:observation:)``, which says where it fails.
  ///
  /// - Throws: as ``leaveOneOut(_:observation:)``.
  public func waic(_ posterior: Posterior, observation: String? = nil) throws(ModelError) -> WAIC {
    WAIC(try logLikelihood(of: observation, posterior.draws))
  }

  /// LOO-PIT: where each observation lies among its predictions from a fit without it. Uniform values mean calibrated predictions.
  ///
  /// - Parameter seed: that of the predictions, and of the random numbers among equal counts.
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where one density belongs to several numbers, as that of a vector does, or
  ///   that of data which share an element of a marginalized parameter; and
  ///   as ``leaveOneOut(_:observation:)`` and ``posteriorPredictive(_:seed:)-(Posterior,_)``.
  public func leaveOneOutPIT(
    _ posterior: Posterior, observation: String? = nil, seed: UInt64
  ) throws(ModelError) -> LeaveOneOutPIT {
    let logLikelihood = try logLikelihood(of: observation, posterior.draws)
    let name = logLikelihood.name
    let predictions = try posteriorPredictive(posterior, seed: seed)[name]
    let observed = dataGroups.first { $0.name == .observedData }?[name]
    guard let predictions, let observed, observed.count == logLikelihood.elementCount,
      try marginalTerms()?.mixes(name) != true
    else {
      throw .misuse(
        name: name,
        reason:
          "each density is that of several numbers together, and a single number has no probability given the others",
        location: (observations.first { $0.name == name } ?? observations[0]).location)
    }
    return LeaveOneOutPIT(
      observed: observed.doubles, predictions: predictions.scalarDraws, logLikelihoods: logLikelihood.scalarDraws,
      relativeEfficiency: LeaveOneOut.relativeEfficiency(of: posterior.draws), seed: seed)
  }

  /// The log likelihood of the observed variable of a name, or of the only one, at draws.
  private func logLikelihood(of observation: String?, _ draws: DataGroup) throws(ModelError) -> DataArray {
    let all = try logLikelihood(at: draws)
    let name = observation ?? (all.names.count == 1 ? all.names[0] : nil)
    guard let name, let array = all[name] else {
      throw .unknownName(observation ?? "the observation to leave out", known: all.names)
    }
    return array
  }
}
