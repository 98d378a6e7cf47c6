// A probabilistic model: variables declared once, from which densities, gradients, predictions and posteriors are made.

internal import ApusDistributions
package import ApusGraph
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
  /// The parameters, in the order of their declaration; without those that are summed out.
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
  let graphs = BuiltGraphs()
  private(set) var start = StartingPoint()

  /// Builds a model.
  ///
  /// - Parameter coords: the labels along each named dimension.
  /// - Throws: ``ModelError`` for the first mistake, with the user's line.
  public init(coords: [String: [String]] = [:], _ declare: (inout ModelBuilder) -> Void) throws(ModelError) {
    var builder = ModelBuilder(coords: coords)
    declare(&builder)
    if let error = builder.error { throw error }
    try self.init(sites: builder.sites, coords: builder.coords)
  }

  /// A model of sites, which is checked.
  init(sites: [Site], coords: [String: [String]]) throws(ModelError) {
    self.sites = sites
    self.coords = coords
    parameters = sites.parameters.filter { !$0.isMarginalized }
    observations = sites.observations
    deterministics = sites.lastingDeterministics
    potentials = sites.potentials
    try check()
  }

  /// Checks everything that can be checked before sampling.
  ///
  /// - Throws: ``ModelError`` for the first mistake, with the user's line.
  private func check() throws(ModelError) {
    _ = try marginalTerms()
    let terms = constrainedTerms(jacobian: true)
    for located in terms { if let error = located.error { throw .graph(error) } }
    try checkOwnership(terms)
    try NameChecks.checkColumns(
      parameters.map { ($0.name, $0.value.shape, $0.location) }
        + observations.map { ($0.name, $0.value.shape, $0.location) }
        + deterministics.map { ($0.name, $0.value.shape, $0.location) })
    let densities = logDensityTerms(jacobian: true)
    for term in densities { if let error = term.value.error { throw .graph(error) } }
    try checkDensityShapes(densities)
    try checkIntegers(of: densities.map(\.value) + deterministics.map(\.value))
    let bindings = StartBindings(self)
    _ = try start.valuesChecked.value { () throws(ModelError) in
      try ValueChecks(self, terms, bindings).run()
      return true
    }
    for parameter in parameters where parameter.hasOwnTransform { try TransformCheck(parameter, bindings).run() }
  }

  /// The number of unconstrained coordinates.
  public var dimension: Int { parameters.reduce(0) { $0 + $1.unconstrained.type.elementCount } }

  /// The model with other values of data, of the same types: its graphs are kept.
  func withSites(_ sites: [Site]) -> Model {
    var model = self
    model.sites = sites
    model.start = StartingPoint()
    return model
  }

  /// The values that data arguments are bound to.
  package var dataBindings: [Tensor: NDArray] { Dictionary(uniqueKeysWithValues: data.map { ($0.argument, $0.value) }) }

  /// The constrained value of each parameter as a function of the unconstrained ones. A transform's bounds may depend on
  /// parameters declared before.
  var constrainedValues: [Tensor: Tensor] { graphs.constrainedValues.value(builtConstrainedValues) }

  private func builtConstrainedValues() -> [Tensor: Tensor] {
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
  package func onUnconstrainedSpace(_ outputs: [Tensor]) throws(ModelError) -> [Tensor] {
    do { return try Traversal.substitute(constrainedValues, in: outputs) } catch { throw .graph(error) }
  }
}
