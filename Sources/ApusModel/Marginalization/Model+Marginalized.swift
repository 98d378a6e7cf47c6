// Models whose discrete parameters are summed out of the log density.

internal import ApusDistributions
internal import ApusGraph
internal import ApusOps

extension Model {
  /// The model in which discrete parameters are summed out: its log density is the logarithm of the sum over all their values,
  /// log Σ_z p(y, z | θ), so that gradient samplers move the rest.
  ///
  /// ```swift
  /// let model = try Model { m in
  ///   let weights = m.parameter("weights", Dirichlet([1, 1]))
  ///   let mu = m.parameter("mu", Ordered(Normal(0, 5), count: 2))
  ///   let z = m.parameter("z", Categorical(probabilities: weights), shape: [y.count])
  ///   m.observe("y", Normal(mu[z], 1), y)
  /// }
  /// let marginal = try model.marginalized(over: ["z"])
  /// let posterior = try marginal.sample(seed: 1)
  /// let withLabels = try marginal.recovered(at: posterior, seed: 2)  // draws of z, given those of weights and mu
  /// ```
  ///
  /// The sum is exact. The graph tells which elements of the terms depend on which elements of the parameters; these are
  /// eliminated one after the other, those that are alike together. So n labels of K values cost n K, a chain of n values
  /// that depend on their neighbors n K² (the forward algorithm), and only what cannot be taken apart costs K to the power of
  /// the elements that it depends on.
  ///
  /// What is made of it:
  /// - Deterministics that depend on the parameters are left out; `recovered(at:seed:)` has them again.
  /// - The log likelihood of an observation that depends on a parameter has one number for each element of the parameter where
  ///   these are independent given the rest, as labels of observations or of sites are: what is left out by
  ///   ``leaveOneOut(_:observation:)`` is then all data of such an element. Where elements depend on one another, as in a chain, it
  ///   is one number. Several observations that share a parameter have a joint log likelihood, under their names with `+`.
  /// - A potential that depends on a parameter belongs to the term of the observations that do.
  /// - Predictions draw the parameters from their own distributions, anew for each draw: they are predictions for new elements, and are
  ///   refused where priors of other parameters or potentials depend on them. For those of the data, predict by the original model from `recovered(at:seed:)`.
  ///
  /// - Parameter names: discrete parameters with finitely many values, whose bounds do not depend on parameters.
  /// - Throws: ``ModelError/unknownName(_:known:)``; ``ModelError/misuse(name:reason:location:)`` for a parameter whose values cannot be
  ///   summed over, with the reason.
  public func marginalized(over names: [String]) throws(ModelError) -> Model {
    let known = parameters.filter(\.isDiscrete).map(\.name)
    for name in names where !known.contains(name) {
      if let parameter = sites.parameters.first(where: { $0.name == name }) {
        if parameter.isMarginalized { continue }
        throw .misuse(
          name: name, reason: "it cannot be summed out: its values are real numbers", location: parameter.location)
      }
      throw .unknownName(name, known: known)
    }
    let changed = sites.map { site in
      guard case .parameter(var parameter) = site, names.contains(parameter.name) else { return site }
      parameter.isMarginalized = true
      return .parameter(parameter)
    }
    return try Model(sites: changed, coords: coords)
  }

  /// The parameters that are summed out, in the order of their declaration.
  var marginalizedParameters: [Parameter] { sites.parameters.filter(\.isMarginalized) }

  /// The terms that depend on them; nil where there are none.
  ///
  /// - Throws: ``ModelError`` where they cannot be summed out.
  func marginalTerms() throws(ModelError) -> MarginalTerms? {
    guard hasMarginalized else { return nil }
    return try graphs.marginalTerms.value { () throws(ModelError) in try Marginalization(self).terms() }
  }

  /// Whether a parameter is summed out.
  var hasMarginalized: Bool { parameters.count < sites.parameters.count }
}

extension [Site] {
  /// The named values that do not depend on parameters which are summed out.
  var lastingDeterministics: [Deterministic] {
    let summed = parameters.filter(\.isMarginalized).map(\.value)
    guard !summed.isEmpty else { return deterministics }
    let order = (try? Traversal.topologicalOrder(of: deterministics.map(\.value).filter { $0.error == nil })) ?? []
    let dependent = Traversal.dependents(of: summed, in: order)
    return deterministics.filter { $0.value.node.map { !dependent.contains($0) } ?? true }
  }
}
