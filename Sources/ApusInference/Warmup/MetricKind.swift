// Which metrics Hamiltonian kernels have: diagonal or dense, and the covariance that a dense one begins with.

/// The shape of the metric M of Hamiltonian kernels, whose inverse estimates the covariance of the coordinates.
public enum MetricKind: String, Sendable, Hashable, Codable {
  /// Variances of the coordinates alone: for almost all models.
  case diagonal
  /// Covariances, too, for coordinates that are strongly correlated, whatever the directions. A step costs some d² operations
  /// beside the gradient; at most 500 coordinates.
  case dense

  /// The most coordinates with a dense metric: the covariances and their factors take memory as d², and each window of the warm-up
  /// time as d³.
  static let mostDenseCoordinates = 500
}

/// The covariance that a dense metric begins with, as users give it.
enum CovarianceSetting {
  /// The lower triangular factor L with L Lᵀ = Σ.
  ///
  /// Symmetric is what is so to 1e-8 of √(Σᵢᵢ Σⱼⱼ); positive definite what is so by more than roundings: each pivot is above 1e-14
  /// of the variance.
  ///
  /// - Throws: ``SamplingError/invalidSetting(_:value:requirement:)``.
  static func factor(_ covariance: [Double], dimension: Int) throws(SamplingError) -> LowerTriangle {
    let name = "initialCovariance"
    try require(
      covariance.count == dimension * dimension, "the number of elements of \(name)", covariance.count,
      "a density of dimension \(dimension) needs \(dimension * dimension)")
    let matrix = LowerTriangle(dimension: dimension)
    for i in 0..<dimension {
      let variance = covariance[i * dimension + i]
      try require(
        variance > 0 && variance < .infinity, "\(name)[\(i), \(i)]", variance, "variances must be positive and finite")
      for j in 0...i {
        let (below, above) = (covariance[i * dimension + j], covariance[j * dimension + i])
        let size = (covariance[i * dimension + i] * covariance[j * dimension + j]).squareRoot()
        try require(
          (below - above).magnitude <= 1e-8 * size, "\(name)[\(i), \(j)]", below,
          "[\(j), \(i)] is \(above): it must be finite and symmetric")
        matrix[i][j] = below
      }
    }
    guard let factor = matrix.cholesky(), factor.hasPivots(above: 1e-14, of: matrix) else {
      throw .invalidSetting(name, value: "not positive definite", requirement: "it must be, by more than roundings")
    }
    return factor
  }
}

extension LowerTriangle {
  /// Whether each squared diagonal element of a factor is above a share of the factored matrix's.
  fileprivate func hasPivots(above share: Double, of matrix: borrowing LowerTriangle) -> Bool {
    for i in 0..<dimension where !(self[i][i] * self[i][i] > share * matrix[i][i]) { return false }
    return true
  }
}
