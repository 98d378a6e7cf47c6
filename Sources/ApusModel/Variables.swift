// The variables of a model: parameters, observations, deterministics, potentials, data.

public import ApusDistributions
public import ApusGraph

/// An unobserved random variable.
public struct Parameter: Sendable {
  /// The name.
  public let name: String
  /// The prior, whose own parameters may depend on parameters declared before.
  public let distribution: any Distribution
  /// The value in the model's expressions: an argument of the constrained value's type.
  public let value: Tensor
  /// The value on the sampler's space: an argument from which ``transform`` makes the constrained value.
  public let unconstrained: Tensor
  /// The map from the sampler's space to the support.
  public let transform: any Transform
  /// Whether the user gave the transform.
  let hasOwnTransform: Bool
  /// The names of the axes; empty where they have none.
  public let dims: [String]
  /// Where the sampler starts, if the user said so.
  public let initial: NDArray?
  /// Whether the gradient with respect to it may be zero everywhere, because the user said so.
  public let allowsZeroGradient: Bool
  /// The user's line.
  public let location: SourceLocation

  /// Whether the values are integers or truth values.
  public var isDiscrete: Bool { !value.type.isDifferentiable }
}

/// An observed random variable.
public struct Observation: Sendable {
  /// The name.
  public let name: String
  /// The distribution of the data given the parameters.
  public let distribution: any Distribution
  /// The observed value: an argument bound to data, or what is computed from data.
  public let value: Tensor
  /// The names of the axes; empty where they have none.
  public let dims: [String]
  /// The user's line.
  public let location: SourceLocation
}

/// A named value that is computed from others and kept with the draws.
public struct Deterministic: Sendable {
  /// The name.
  public let name: String
  /// The value.
  public let value: Tensor
  /// The names of the axes; empty where they have none.
  public let dims: [String]
  /// The user's line.
  public let location: SourceLocation
}

/// A term that is added to the log density.
public struct Potential: Sendable {
  /// The name.
  public let name: String
  /// The term; its elements are summed.
  public let value: Tensor
  /// The user's line.
  public let location: SourceLocation
}

/// Named data: a run-time argument, which can be given other values of the same type.
public struct DataVariable: Sendable {
  /// The name.
  public let name: String
  /// The argument in the model's expressions.
  public let argument: Tensor
  /// The value now.
  public internal(set) var value: NDArray
  /// The names of the axes; empty where they have none.
  public let dims: [String]
  /// The user's line.
  public let location: SourceLocation
}
