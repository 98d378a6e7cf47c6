// The content of Tests/Reference/warmup.json, which Scripts/reference/warmup.py writes.

import ApusTestSupport

/// What Stan's counters, mpmath and NumPy say.
struct WarmupReference: Decodable {
  struct Windows: Decodable {
    let warmup: Int
    let initial: Int
    let first: Int
    let final: Int
    let ends: [Int]
  }
  struct Averaging: Decodable {
    let target: Double
    let start: Double
    let acceptances: [Double]
    let steps: [Double]
    let means: [Double]
  }
  struct Variances: Decodable {
    let positions: [[Double]]
    let variances: [Double]
  }

  let windows: [Windows]
  let dualAveraging: Averaging
  let variances: Variances

  static let shared = Result { try Reference.load("warmup", as: WarmupReference.self) }
}
