// What a posterior owes to its prior: sensitivities by power-scaling, and the overlap of prior and posterior.

internal import ApusData
public import ApusDiagnostics

extension Model {
  /// How sensitive the posterior is to the prior and to the likelihood, by power-scaling the draws.
  ///
  /// In a hierarchical model name the priors at the top, such as those of `mu` and `tau`: the priors of group members belong to the
  /// model as its likelihood does, and scaling them says something else. Potentials are scaled with neither.
  ///
  /// - Parameters:
  ///   - posterior: the draws of this model's fit.
  ///   - priors: the parameters whose priors are scaled; all where nil.
  /// - Throws: ``ModelError/unknownName(_:known:)``; and as ``draws(of:named:dims:at:)``.
  public func priorSensitivity(_ posterior: Posterior, priors: [String]? = nil) throws(ModelError) -> PriorSensitivity {
    let known = parameters.map(\.name)
    if let stranger = priors?.first(where: { !known.contains($0) }) { throw .unknownName(stranger, known: known) }
    let wanted = try priors.map { (names) throws(ModelError) in try termNames(ofPriors: names) }
    let logPrior = try logPrior(at: posterior.draws).arrays.filter { wanted?.contains($0.name) ?? true }
    return PriorSensitivity(
      posterior.draws.arrays.flatMap(\.scalars), logPriors: logPrior.flatMap(\.scalarDraws),
      logLikelihoods: try logLikelihood(at: posterior.draws).arrays.flatMap(\.scalarDraws))
  }

  /// The overlap of prior and posterior of each parameter and deterministic: near 1 where the data say nothing of it.
  ///
  /// As many draws are taken from the prior as the posterior has.
  ///
  /// - Throws: as ``priorPredictive(draws:seed:ignoringPotentials:)``.
  public func priorPosteriorOverlap(_ posterior: Posterior, seed: UInt64) throws(ModelError) -> PriorPosteriorOverlap {
    let count = posterior.draws.chainCount * posterior.draws.drawCount
    let prior = try priorPredictive(draws: count, seed: seed).dataset[.prior]
    return PriorPosteriorOverlap(
      posterior.draws.arrays.flatMap { array in
        zip(array.scalars, prior?[array.name]?.scalarDraws ?? []).map { ($0.name, $1, $0.draws) }
      })
  }
}

extension Model {
  /// The names of the terms that the priors of parameters have: those that depend on one parameter that is summed out have one together.
  ///
  /// - Throws: ``ModelError/misuse(name:reason:location:)`` where a part of such priors is named.
  private func termNames(ofPriors names: [String]) throws(ModelError) -> Set<String> {
    var found = Set(names)
    for joint in try marginalTerms()?.groups.map(\.priors) ?? [] where joint.count > 1 {
      let named = joint.filter(names.contains)
      guard let first = named.first, let parameter = parameters.first(where: { $0.name == first }) else { continue }
      guard named.count == joint.count else {
        throw .misuse(
          name: first,
          reason:
            "the priors of \(joint.joined(separator: ", ")) depend on one parameter that is summed out, and are one term: name all "
            + "of them", location: parameter.location)
      }
      found.insert(joint.joined(separator: "+"))
    }
    return found
  }
}
