// The content of Tests/Reference/dense-metric.json, which Scripts/reference/dense-metric.py writes.

import ApusTestSupport

/// What mpmath says; of symmetric matrices the lower triangle by rows.
struct DenseMetricReference: Decodable {
  struct Mean: Decodable {
    let dimension: Int
    let first: [Double]
    let second: [Double]
    let mean: [Double]
  }
  struct Window: Decodable {
    let positions: [[Double]]
    let gradients: [[Double]]
    let knowsCovariance: Bool
    let covariance: [Double]
  }

  let means: [Mean]
  let windows: [Window]

  static let shared = Result { try Reference.load("dense-metric", as: DenseMetricReference.self) }

  /// The largest difference of two symmetric matrices, in units of √(Eᵢᵢ Eⱼⱼ) of the expected one.
  static func difference(_ matrix: [Double], _ expected: [Double]) throws -> Double {
    var (row, column, largest) = (0, 0, 0.0)
    func diagonal(_ index: Int) -> Double { expected[(index + 1) * (index + 2) / 2 - 1] }
    for (a, b) in try paired(matrix, expected) {
      largest = max(largest, (a - b).magnitude / (diagonal(row) * diagonal(column)).squareRoot())
      (row, column) = column == row ? (row + 1, 0) : (row, column + 1)
    }
    return largest
  }
}
