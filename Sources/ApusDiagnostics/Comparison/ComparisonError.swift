// What stands against comparing models.

/// Models that cannot be compared, and why.
public enum ComparisonError: Error, Hashable, Sendable {
  /// There is nothing to compare.
  case noModels
  /// The models have no observations.
  case noObservations
  /// The models have different numbers of observations, so that their densities are not of the same data.
  case differentObservations([Count])

  /// How many observations a model has.
  public struct Count: Hashable, Sendable {
    /// The model's name.
    public let name: String
    /// The number of its observations.
    public let observations: Int
  }
}

extension ComparisonError: CustomStringConvertible {
  /// One sentence without a full stop.
  public var description: String {
    switch self {
    case .noModels: "there is no model to compare"
    case .noObservations: "the models have no observations by which they could be compared"
    case .differentObservations(let counts):
      "the models have different numbers of observations, and only predictions of the same ones compare: "
        + counts.map { "'\($0.name)' has \($0.observations)" }.joined(separator: ", ")
    }
  }
}
