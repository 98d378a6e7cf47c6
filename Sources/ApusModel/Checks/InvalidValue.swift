// A number that a model cannot have: what it is, where, and what would do.

public import ApusGraph

/// A constant or datum outside the values that it may take: found when a model is built, or when its data are replaced.
public struct InvalidValue: Sendable, CustomStringConvertible {
  /// The variable that was declared with it.
  public let name: String
  /// What has the value: `the standardDeviation of Normal`, `the observed value`, `the initial value`.
  public let role: String
  /// The element, such as `[3]` or `[0, 1]`; empty where there is only one.
  public let element: String
  /// What is wrong: `is -1.0`, `has the sum 1.1`.
  public let problem: String
  /// How many elements are wrong.
  public let count: Int
  /// What is due, as a sentence.
  public let requirement: String
  /// The user's line.
  public let location: SourceLocation

  /// One line: `Coin/main.swift:7: 'x': the standardDeviation of Normal is -1.0; it must be positive and finite`.
  public var description: String {
    let place = element.isEmpty ? "" : " at \(element)"
    let others = count > 1 ? " (the first of \(count))" : ""
    return "\(location): '\(name)': \(role) \(problem)\(place)\(others); \(requirement)"
  }
}
