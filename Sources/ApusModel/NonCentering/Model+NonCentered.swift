// Non-centering: parameters whose location or scale is another parameter, written by standard ones.

internal import ApusDistributions
internal import ApusGraph

extension Model {
  /// The model with parameters written by standard ones: θ ~ Normal(μ, τ) becomes z ~ Normal(0, 1) and θ = μ + τ z.
  ///
  /// ```swift
  /// let other = try model.nonCentered()
  /// print(other)                                   // 'theta' non-centered, by 'theta_standard': its scale depends on 'tau'
  /// let posterior = try other.model.sample(seed: 1)
  /// posterior["theta"]                             // as before: a deterministic of the same name
  /// ```
  ///
  /// It is the same distribution of all variables. Where data say little of each θ, as of groups with few members, the new parameters are nearly
  /// independent of τ, where the old ones make a funnel that samplers cannot enter (Neal, 2003; Betancourt and Girolami, 2015,
  /// Hamiltonian Monte Carlo for hierarchical models). Where data say much of each θ, it is the other way around:
  /// ``nonCentered(byPilots:seed:)`` measures which is better.
  ///
  /// Families with location and scale (normal, Student's t, Cauchy, Laplace, logistic and their like), LogNormal, HalfNormal,
  /// HalfCauchy, and MvNormal by its Cholesky factor have such a form.
  ///
  /// - Parameter names: the parameters; where nil, all that have such a form and a location or scale that depends on a parameter. Those
  ///   with a transform or an initial value of the user's stay as they are.
  /// - Throws: ``ModelError/unknownName(_:known:)``; ``ModelError/misuse(name:reason:location:)`` for a named parameter that has no such
  ///   form, with the reason.
  public func nonCentered(_ names: [String]? = nil) throws(ModelError) -> NonCentered {
    let known = parameters.map(\.name)
    for name in names ?? [] where !known.contains(name) { throw .unknownName(name, known: known) }
    var decisions: [NonCentered.Decision] = []
    var chosen: Set<String> = []
    for parameter in parameters {
      if let names, !names.contains(parameter.name) { continue }
      let sources = parents(of: parameter)
      let obstacle = obstacle(to: parameter)
      if names != nil {
        if let obstacle {
          throw .misuse(
            name: parameter.name, reason: "it cannot be non-centered: \(obstacle)", location: parameter.location)
        }
      } else {
        guard parameter.distribution.standardForm != nil, parameter.missing == nil, !sources.isEmpty else { continue }
        if let obstacle {
          decisions.append(NonCentered.Decision(name: parameter.name, standard: nil, reason: obstacle))
          continue
        }
      }
      chosen.insert(parameter.name)
      let list = sources.map { "'\($0)'" }.joined(separator: ", ")
      decisions.append(
        NonCentered.Decision(
          name: parameter.name, standard: standardName(of: parameter.name),
          reason: sources.isEmpty ? "you named it" : "its location or scale depends on \(list)"))
    }
    return NonCentered(model: try standardizing(chosen), decisions: decisions)
  }

  /// The parameters on which the operands of a parameter's distribution depend.
  func parents(of parameter: Parameter) -> [String] {
    let operands = parameter.distribution.standardForm?.operands ?? []
    let nodes = Set((try? Traversal.topologicalOrder(of: operands.filter { $0.error == nil })) ?? [])
    return sites.parameters.filter { $0.value.node.map(nodes.contains) ?? false }.map(\.name)
  }

  /// Why a parameter cannot be written by a standard one, as a clause; nil where it can.
  private func obstacle(to parameter: Parameter) -> String? {
    guard let form = parameter.distribution.standardForm else {
      return "\(parameter.distribution.name) has no form by a standard value"
    }
    if parameter.hasOwnTransform { return "it has a transform of your own" }
    if parameter.initial != nil { return "it has an initial value, which belongs to its own scale" }
    let summed = Set(marginalizedParameters.map(\.name))
    if let discrete = parents(of: parameter).first(where: summed.contains) {
      return "its distribution depends on '\(discrete)', which is summed out"
    }
    let value = form.value(parameter.value)
    return value.type == parameter.value.type ? nil : "its location and scale have more axes than it has"
  }

  /// A name for the standard value that no variable has.
  private func standardName(of name: String) -> String {
    let taken = Set(sites.map(\.name))
    var standard = name + "_standard"
    while taken.contains(standard) { standard += "_" }
    return standard
  }

  private func standardizing(_ names: Set<String>) throws(ModelError) -> Model {
    guard !names.isEmpty else { return self }
    var known: [Tensor: Tensor] = [:]
    var changed: [Site] = []
    for site in sites {
      let current = known.isEmpty ? site : try site.substituting(known)
      guard case .parameter(let parameter) = current, names.contains(parameter.name),
        let form = parameter.distribution.standardForm
      else {
        changed.append(current)
        continue
      }
      let name = standardName(of: parameter.name)
      let z = Tensor.newArgument(name, parameter.value.type, at: parameter.location)
      let map = form.distribution.support.defaultTransform ?? parameter.transform
      let freeType = TensorType.float64(map.unconstrainedShape(z.shape))
      changed.append(
        .parameter(
          Parameter(
            name: name, distribution: form.distribution, value: z,
            unconstrained: Tensor.newArgument("\(name), unconstrained", freeType, at: parameter.location),
            transform: map, hasOwnTransform: false, dims: parameter.dims, initial: nil,
            allowsZeroGradient: parameter.allowsZeroGradient, location: parameter.location)))
      let value = form.value(z)
      if let error = value.error { throw .graph(error) }
      changed.append(
        .deterministic(
          Deterministic(name: parameter.name, value: value, dims: parameter.dims, location: parameter.location)))
      known[parameter.value] = value
    }
    return try Model(sites: changed, coords: coords)
  }
}
