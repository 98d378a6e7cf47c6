// A probabilistic model: variables declared once, from which densities, gradients, predictions and posteriors are made.

internal import ApusDistributions
public import ApusGraph
internal import ApusRewriting

/// A probabilistic model.
///
/// ```swift
/// let model = try Model { m in
///   let mu = m.parameter("mu", Normal(0, 5))
///   let tau = m.parameter("tau", HalfCauchy(5))
///   let z = m.parameter("z", Normal(0, 1), shape: [8])
///   m.observe("y", Normal(mu + tau * z, sigma), y)
/// }
/// ```
///
/// Expressions are in terms of the parameters' constrained values. Densities and gradients are functions of the
/// unconstrained values, which the samplers move.
public struct Model: Sendable {
  /// The variables with their roles, in the order of their declaration.
  public private(set) var sites: [Site]
  /// The parameters, in the order of their declaration.
  public let parameters: [Parameter]
  /// The observations, in the order of their declaration.
  public let observations: [Observation]
  /// The named values, in the order of their declaration.
  public let deterministics: [Deterministic]
  /// The added terms, in the order of their declaration.
  public let potentials: [Potential]
  /// The data, those of observations included, in the order of their declaration.
  public var data: [DataVariable] { sites.data }
  /// The labels along each named dimension.
  public let coords: [String: [String]]

  /// Builds a model.
  ///
  /// - Parameter coords: the labels along each named dimension.
  /// - Throws: ``ModelError`` for the first mistake, with the user's line.
  public init(
    coords: [String: [String]] = [:], _ declare: (inout ModelBuilder) -> Void
  ) throws(ModelError) {
    var builder = ModelBuilder(coords: coords)
    declare(&builder)
    if let error = builder.error { throw error }
    try self.init(sites: builder.sites, coords: builder.coords)
  }

  /// A model of sites, which is checked.
  init(sites: [Site], coords: [String: [String]]) throws(ModelError) {
    self.sites = sites
    self.coords = coords
    parameters = sites.parameters
    observations = sites.observations
    deterministics = sites.deterministics
    potentials = sites.potentials
    try check()
  }

  /// What can be known to be wrong before anything is sampled.
  ///
  /// - Throws: ``ModelError`` for the first mistake, with the user's line.
  private func check() throws(ModelError) {
    let terms = constrainedTerms(jacobian: true)
    for located in terms {
      if let error = located.error { throw .graph(error) }
    }
    try checkOwnership(terms)
    try NameChecks.checkColumns(
      parameters.map { ($0.name, $0.value.shape, $0.location) }
        + observations.map { ($0.name, $0.value.shape, $0.location) }
        + deterministics.map { ($0.name, $0.value.shape, $0.location) })
    let densities = logDensityTerms(jacobian: true)
    for term in densities { if let error = term.value.error { throw .graph(error) } }
    try checkDensityShapes(densities)
    try checkIntegers(of: densities.map(\.value) + deterministics.map(\.value))
    let start = StartBindings(self)
    try ValueChecks(self, terms, start).run()
    for parameter in parameters where parameter.hasOwnTransform { try TransformCheck(parameter, start).run() }
  }

  /// The number of unconstrained coordinates.
  public var dimension: Int { parameters.reduce(0) { $0 + $1.unconstrained.type.elementCount } }

  /// Replaces data by other data of the same type. Nothing is built again.
  ///
  /// What depends on these data alone is checked now; what depends on other data too, when the model is sampled, since these
  /// may be replaced next.
  ///
  /// - Throws: ``ModelError/unknownName(_:known:)``, ``ModelError/wrongType(name:expected:given:)``,
  ///   ``ModelError/missingValues(name:count:first:location:)`` for observed data with NaN,
  ///   ``ModelError/evaluation(_:)`` for data with an index outside, or ``ModelError/invalidValue(_:)``; the data are the old
  ///   ones then.
  public mutating func replaceData(_ name: String, with value: NDArray) throws(ModelError) {
    func variable(_ site: Site) -> DataVariable? {
      if case .data(let variable) = site, variable.name == name { variable } else { nil }
    }
    guard let place = sites.firstIndex(where: { variable($0) != nil }), var variable = variable(sites[place]) else {
      throw .unknownName(name, known: data.map(\.name))
    }
    if let fault = value.fault {
      throw .misuse(name: name, reason: fault.reason, location: variable.location)
    }
    guard variable.value.type == value.type else {
      throw .wrongType(name: name, expected: variable.value.type, given: value.type)
    }
    if observations.contains(where: { $0.value == variable.argument }),
      let error = ModelError.missing(in: value, of: name, at: variable.location)
    {
      throw error
    }
    var replaced = self
    variable.value = value
    replaced.sites[place] = .data(variable)
    try replaced.checkIntegers(of: logDensityTerms().map(\.value) + deterministics.map(\.value))
    try replaced.checkValues(changed: variable.argument)
    self = replaced
  }

  /// The values that data arguments are bound to.
  package var dataBindings: [Tensor: NDArray] {
    Dictionary(uniqueKeysWithValues: data.map { ($0.argument, $0.value) })
  }

  /// The constrained value of each parameter as a function of the unconstrained ones. A transform's bounds may depend on
  /// parameters declared before.
  var constrainedValues: [Tensor: Tensor] {
    var known: [Tensor: Tensor] = [:]
    for parameter in parameters {
      let value =
        parameter.isDiscrete ? parameter.unconstrained : parameter.transform.constrain(parameter.unconstrained)
      known[parameter.value] = (try? Traversal.substitute(known, in: [value]))?[0] ?? value
    }
    // A unit interval is a logistic function, not 0 + (1 − 0) times one: so its tails are known.
    let values = parameters.compactMap { known[$0.value] }
    let simple = (try? rewrite(values, with: .simplify).outputs) ?? values
    for (parameter, value) in zip(parameters, simple) { known[parameter.value] = value }
    return known
  }

  /// Tensors of the model's expressions as functions of the unconstrained values.
  ///
  /// - Throws: ``ModelError/graph(_:)``.
  public func onUnconstrainedSpace(_ outputs: [Tensor]) throws(ModelError) -> [Tensor] {
    do { return try Traversal.substitute(constrainedValues, in: outputs) } catch { throw .graph(error) }
  }
}
