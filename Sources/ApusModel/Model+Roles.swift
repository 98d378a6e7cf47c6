// Models made from a model by giving its variables other roles: observed in place of unknown, set in place of drawn.

internal import ApusDistributions
public import ApusGraph

extension Model {
  /// The model in which parameters are observed: each has the role that `observe` gives, with the same distribution.
  ///
  /// The log density is that of the model with `m.observe` in place of `m.parameter`, to the last bit.
  ///
  /// - Parameter values: the observed values by the parameters' names, of their shapes; integers are taken for numbers, whole
  ///   numbers for integers.
  /// - Throws: ``ModelError/unknownName(_:known:)``, ``ModelError/wrongType(name:expected:given:)``,
  ///   ``ModelError/missingValues(name:count:first:location:)``, ``ModelError/misuse(name:reason:location:)`` for a variable
  ///   that is no parameter, or ``ModelError/invalidValue(_:)`` for a value outside the support.
  public func conditioned(on values: [String: NDArray]) throws(ModelError) -> Model {
    let sites = try withRoles(values) { site, value throws(ModelError) in
      guard case .parameter(let parameter) = site else {
        throw .misuse(
          name: site.name, reason: "only a parameter can be conditioned on, and it is \(site.role)",
          location: site.location)
      }
      let data = try parameter.data(value)
      return [
        .data(data),
        .observation(
          Observation(
            name: parameter.name, distribution: parameter.distribution, value: parameter.value, dims: parameter.dims,
            location: parameter.location)),
      ]
    }
    return try Model(sites: sites, coords: coords)
  }

  /// The model in which variables are set: what depends on them sees the value, and nothing is learnt from it. That is the
  /// do-operator of Pearl (2009), Causality, chapter 3.
  ///
  /// A parameter loses its prior, an observation its likelihood, a deterministic what it was computed from. All are data then, and can
  /// be replaced.
  ///
  /// - Parameter values: the values by the names of parameters, observations, deterministics or data; integers are taken
  ///   for numbers, whole numbers for integers.
  ///   They have the variables' shapes; data may have others, as in ``replaceData(_:coords:)``.
  /// - Throws: ``ModelError/unknownName(_:known:)``, ``ModelError/wrongType(name:expected:given:)``,
  ///   ``ModelError/missingValues(name:count:first:location:)``, or ``ModelError/misuse(name:reason:location:)`` for a potential,
  ///   an observed expression, or a deterministic that is another variable.
  public func intervened(on values: [String: NDArray]) throws(ModelError) -> Model {
    let others = values.filter { name, value in
      data.contains { $0.name == name && $0.argument.shape != value.shape }
    }
    if !others.isEmpty {
      var resized = self
      try resized.replaceData(others)
      return try resized.intervened(on: values)
    }
    var set: [Tensor: Tensor] = [:]
    let changed = try withRoles(values) { site, value throws(ModelError) in
      switch site {
      case .parameter(let parameter): return [.data(try parameter.data(value))]
      case .data(let data): return [.data(try data.replaced(by: value))]
      case .observation(let observation) where data.contains { $0.argument == observation.value }: return []
      case .deterministic(let computed):
        guard computed.value.argument == nil else {
          throw .misuse(
            name: site.name, reason: "it is another variable under a second name: intervene on that one",
            location: site.location)
        }
        let argument = Tensor.newArgument(site.name, computed.value.type, at: site.location)
        set[computed.value] = argument
        return [
          .data(
            DataVariable(
              name: site.name, argument: argument,
              value: try checked(value, as: argument.type, site.name, site.location), dims: computed.dims,
              location: site.location))
        ]
      case .observation, .potential:
        throw .misuse(
          name: site.name,
          reason:
            "it is computed from other variables: intervene on a parameter, on data, on a deterministic, or on an observation of data",
          location: site.location)
      }
    }
    guard !set.isEmpty else { return try Model(sites: changed, coords: coords) }
    var sites: [Site] = []
    for site in changed { sites.append(try site.substituting(set)) }
    return try Model(sites: sites, coords: coords)
  }

  /// The model with each site of a name that is given in place of others.
  private func withRoles(
    _ values: [String: NDArray], _ changed: (Site, NDArray) throws(ModelError) -> [Site]
  ) throws(ModelError) -> [Site] {
    let known = Set(sites.map(\.name))
    if let stranger = values.keys.filter({ !known.contains($0) }).min() {
      var names: [String] = []
      for site in sites where !names.contains(site.name) { names.append(site.name) }
      throw .unknownName(stranger, known: names)
    }
    var changedSites: [Site] = []
    for site in sites {
      if let value = values[site.name] {
        changedSites += try changed(site, value)
      } else {
        changedSites.append(site)
      }
    }
    return changedSites
  }
}

extension Site {
  fileprivate var role: String {
    switch self {
    case .parameter: "a parameter"
    case .observation: "observed already"
    case .deterministic: "computed from others"
    case .potential: "a term of the log density"
    case .data: "data"
    }
  }
}

extension Parameter {
  /// Data in place of the parameter: the same tensor in the model's expressions.
  fileprivate func data(_ value: NDArray) throws(ModelError) -> DataVariable {
    DataVariable(
      name: name, argument: self.value, value: try checked(value, as: self.value.type, name, location), dims: dims,
      location: location)
  }
}

extension DataVariable {
  fileprivate func replaced(by value: NDArray) throws(ModelError) -> DataVariable {
    var replaced = self
    replaced.value = try checked(value, as: argument.type, name, location)
    return replaced
  }
}

/// A value of a variable's type without missing numbers; integers are taken for numbers, whole numbers for integers.
private func checked(
  _ value: NDArray, as type: TensorType, _ name: String, _ location: SourceLocation
) throws(ModelError) -> NDArray {
  if let fault = value.fault { throw .misuse(name: name, reason: fault.reason, location: location) }
  let array = type.exactly(value)
  guard array.type == type else { throw .wrongType(name: name, expected: type, given: value.type) }
  if let error = ModelError.missing(in: array, of: name, at: location) { throw error }
  return array
}
