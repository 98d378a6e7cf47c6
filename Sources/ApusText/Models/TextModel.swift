// A model as graphs: its variables with their densities, as far as text can hold them.

public import ApusGraph
internal import ApusOps

/// A model as its text has it: variables with names, roles, axes and the graphs of their densities.
///
/// Distributions and transforms are only names here; what they compute is in the graphs. So a model that is read back has the same
/// log density and gradient, bit for bit, but cannot draw from its priors.
public struct TextModel: Sendable {
  /// An unobserved random variable.
  public struct Parameter: Sendable {
    /// The name.
    public let name: String
    /// The names of the axes; empty where they have none.
    public let dims: [String]
    /// The distribution's name.
    public let family: String
    /// The transform's name.
    public let transform: String
    /// The argument that samplers move.
    public let unconstrained: Tensor
    /// The value on the support, as a function of unconstrained values.
    public let constrained: Tensor
    /// The prior's log density, element by element.
    public let prior: Tensor
    /// The log-Jacobian of the transform; nil for a discrete parameter.
    public let jacobian: Tensor?

    /// A parameter.
    public init(
      _ name: String, dims: [String], family: String, transform: String, unconstrained: Tensor, constrained: Tensor,
      prior: Tensor, jacobian: Tensor?
    ) {
      (self.name, self.dims, self.family, self.transform) = (name, dims, family, transform)
      (self.unconstrained, self.constrained) = (unconstrained, constrained)
      (self.prior, self.jacobian) = (prior, jacobian)
    }
  }

  /// An observed random variable.
  public struct Observation: Sendable {
    /// The name.
    public let name: String
    /// The names of the axes; empty where they have none.
    public let dims: [String]
    /// The distribution's name.
    public let family: String
    /// The observed value.
    public let value: Tensor
    /// Its log density, element by element.
    public let likelihood: Tensor

    /// An observation.
    public init(_ name: String, dims: [String], family: String, value: Tensor, likelihood: Tensor) {
      (self.name, self.dims, self.family) = (name, dims, family)
      (self.value, self.likelihood) = (value, likelihood)
    }
  }

  /// A named value: a deterministic, or a term that is added to the log density.
  public struct Value: Sendable {
    /// The name.
    public let name: String
    /// The names of the axes; empty where they have none.
    public let dims: [String]
    /// The value, as a function of unconstrained values and data.
    public let value: Tensor

    /// A named value.
    public init(_ name: String, dims: [String], value: Tensor) {
      (self.name, self.dims, self.value) = (name, dims, value)
    }
  }

  /// Named data.
  public struct Data: Sendable {
    /// The name.
    public let name: String
    /// The names of the axes; empty where they have none.
    public let dims: [String]
    /// The argument of the graphs.
    public let argument: Tensor
    /// The value that it is bound to.
    public let value: NDArray

    /// Data.
    public init(_ name: String, dims: [String], argument: Tensor, value: NDArray) {
      (self.name, self.dims, self.argument, self.value) = (name, dims, argument, value)
    }
  }

  /// The labels along each named dimension.
  public let coords: [String: [String]]
  /// The data, in the order of their declaration.
  public let data: [Data]
  /// The parameters, in the order of their declaration.
  public let parameters: [Parameter]
  /// The observations, in the order of their declaration.
  public let observations: [Observation]
  /// The named values, in the order of their declaration.
  public let deterministics: [Value]
  /// The added terms, in the order of their declaration.
  public let potentials: [Value]

  /// A model of variables whose graphs are functions of the parameters' unconstrained values and the data.
  public init(
    coords: [String: [String]], data: [Data], parameters: [Parameter], observations: [Observation],
    deterministics: [Value], potentials: [Value]
  ) {
    self.coords = coords
    self.data = data
    self.parameters = parameters
    self.observations = observations
    self.deterministics = deterministics
    self.potentials = potentials
  }

  /// The terms of the log density in the order of declaration: priors, each with its Jacobian, observations, potentials.
  public var terms: [Tensor] {
    parameters.flatMap { [$0.prior] + ($0.jacobian.map { [$0] } ?? []) } + observations.map(\.likelihood)
      + potentials.map(\.value)
  }

  /// The log density of the unconstrained values: the sum of all terms.
  public var logDensity: Tensor {
    let sums = terms.map { sum($0) }
    return sums.dropFirst().reduce(sums.first ?? 0, +)
  }

  /// The arguments of the graphs: unconstrained values, then data.
  public var arguments: [Tensor] { parameters.map(\.unconstrained) + data.map(\.argument) }

  /// The values of the data by their arguments.
  public var dataBindings: [Tensor: NDArray] {
    Dictionary(data.map { ($0.argument, $0.value) }) { first, _ in first }
  }

  /// All values that the text has.
  var values: [Tensor] {
    parameters.flatMap { [$0.constrained, $0.prior] + ($0.jacobian.map { [$0] } ?? []) }
      + observations.flatMap { [$0.value, $0.likelihood] } + deterministics.map(\.value) + potentials.map(\.value)
  }
}
