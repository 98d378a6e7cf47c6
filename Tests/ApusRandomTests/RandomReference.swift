// The content of Tests/Reference/random-streams.json, which Scripts/reference/random-streams.py writes.

import ApusTestSupport

/// What NumPy, SciPy and mpmath say.
struct RandomReference: Decodable {
  struct Words: Decodable {
    let key: [UInt64]
    let counter: [UInt64]
    let words: [UInt64]
  }
  struct Normal: Decodable {
    let word: UInt64
    let value: Double
  }
  struct Point: Decodable {
    let x: Double
    let value: Double
  }
  /// Cells between edges, with the probability of each and the limits of the chi-square statistic.
  struct Cells: Decodable, Sendable {
    let sampler: String
    let parameters: [Double]
    let edges: [Double]
    let probabilities: [Double]
    /// Passed by one good sampler in 10⁴.
    let alert: Double
    /// Passed by one good sampler in 10⁹.
    let fail: Double
  }

  let philox: [Words]
  let normals: [Normal]
  let functions: [String: [Point]]
  let samplers: [Cells]

  static let shared = Result { try Reference.load("random-streams", as: RandomReference.self) }
}
