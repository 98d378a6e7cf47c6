// The variables of a model: parameters, observations, deterministics, potentials, data.

public import ApusDistributions
public import ApusGraph

/// An unobserved random variable.
public struct Parameter: Sendable {
  /// The name.
  public internal(set) var name: String
  /// The prior, whose own parameters may depend on parameters declared before.
  public internal(set) var distribution: any Distribution
  /// The value in the model's expressions: an argument of the constrained value's type.
  public internal(set) var value: Tensor
  /// The value on the sampler's space: an argument from which ``transform`` makes the constrained value.
  public internal(set) var unconstrained: Tensor
  /// The map from the sampler's space to the support.
  public internal(set) var transform: any Transform
  /// Whether the user gave the transform.
  let hasOwnTransform: Bool
  /// The names of the axes; empty where they have none.
  public internal(set) var dims: [String]
  /// Where the sampler starts, if the user chose that.
  public internal(set) var initial: NDArray?
  /// Whether the user allows the gradient with respect to it to be zero everywhere.
  public internal(set) var allowsZeroGradient: Bool
  /// The user's line.
  public internal(set) var location: SourceLocation
  /// The values of an observation for which it stands, if it does.
  var missing: MissingValues?
  /// Whether it is summed out of the log density: then it is none of the model's parameters.
  var isMarginalized = false

  /// Whether the values are integers or truth values.
  public var isDiscrete: Bool { !value.type.isDifferentiable }
}

/// An observed random variable.
public struct Observation: Sendable {
  /// The name.
  public internal(set) var name: String
  /// The distribution of the data given the parameters.
  public internal(set) var distribution: any Distribution
  /// The observed value: an argument bound to data, or what is computed from data.
  public internal(set) var value: Tensor
  /// The names of the axes; empty where they have none.
  public internal(set) var dims: [String]
  /// The user's line.
  public internal(set) var location: SourceLocation
}

/// A named value that is computed from others and kept with the draws.
public struct Deterministic: Sendable {
  /// The name.
  public internal(set) var name: String
  /// The value.
  public internal(set) var value: Tensor
  /// The names of the axes; empty where they have none.
  public internal(set) var dims: [String]
  /// The user's line.
  public internal(set) var location: SourceLocation
}

/// A term that is added to the log density.
public struct Potential: Sendable {
  /// The name.
  public internal(set) var name: String
  /// The term; its elements are summed.
  public internal(set) var value: Tensor
  /// The user's line.
  public internal(set) var location: SourceLocation
}

/// Named data: a run-time argument, which can be given other values.
public struct DataVariable: Sendable {
  /// The name.
  public internal(set) var name: String
  /// The argument in the model's expressions.
  public internal(set) var argument: Tensor
  /// The value now.
  public internal(set) var value: NDArray
  /// The names of the axes; empty where they have none.
  public internal(set) var dims: [String]
  /// The user's line.
  public internal(set) var location: SourceLocation
}
