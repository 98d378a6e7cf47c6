// The numbers that Scripts/reference/wrappers.py wrote, and how far given ones may be from them.

import ApusDistributions
import ApusGraph
import ApusTestSupport

/// The tables of distributions that are made of others, by family.
enum WrapperReference {
  private static let tables = Result {
    try Reference.load("wrappers", as: [String: [String: [[Double]]]].self)
  }

  /// The rows of a table by family.
  static func table(_ name: String) throws -> [String: [[Double]]] { try tables.get()[name] ?? [:] }

  /// Whether a number is another within a tolerance, relative to 1 or to the number's size.
  static func agree(_ given: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    given == expected || abs(given - expected) <= tolerance * max(1, abs(expected))
  }

  /// The families of the tables, as functions of their parameters.
  static let bases: [String: @Sendable ([Tensor]) -> any UnivariateDistribution] = [
    "Normal": { Normal($0[0], $0[1]) }, "Weibull": { Weibull(shape: $0[0], scale: $0[1]) },
    "LogNormal": { LogNormal($0[0], $0[1]) }, "Logistic": { Logistic($0[0], $0[1]) },
    "Exponential": { Exponential(rate: $0[0]) }, "Laplace": { Laplace($0[0], $0[1]) },
    "Poisson": { Poisson(rate: $0[0]) },
  ]
}
