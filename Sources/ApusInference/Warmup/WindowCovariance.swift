// Covariances of a window's positions or gradients, one pass.

/// Running covariances of the coordinates, all with the same weight.
///
/// Reference: as for ``VarianceEstimate``.
struct WindowCovariance: Sendable, Hashable, Codable {
  private(set) var count = 0
  private(set) var means: [Double]
  /// The sums of products of deviations: the lower triangle by rows.
  private(set) var products: [Double]

  init(dimension: Int) {
    means = Array(repeating: 0, count: dimension)
    products = Array(repeating: 0, count: LowerTriangle.count(dimension))
  }

  mutating func add(_ position: UnsafeBufferPointer<Double>) {
    count += 1
    let weight = 1 / Double(count)
    means.withUnsafeMutableBufferPointer { means in
      products.withUnsafeMutableBufferPointer { products in
        var place = 0
        for i in 0..<means.count {
          // The deviation from the old mean times those from the new ones.
          let deviation = position[i] - means[i]
          means[i] += weight * deviation
          for j in 0...i { products[place + j] += deviation * (position[j] - means[j]) }
          place += i + 1
        }
      }
    }
  }

  mutating func reset() { self = WindowCovariance(dimension: means.count) }

  /// The covariances of scaled coordinates, shrunk towards the identity as if that were the covariance of d + 5 further positions:
  /// (n S / (sᵢ sⱼ) + (d + 5) 1) / (n + d + 5).
  ///
  /// - Parameter sizes: the s by which the coordinates are divided.
  func shrunk(sizes: [Double]) -> LowerTriangle {
    let dimension = means.count
    let result = LowerTriangle(dimension: dimension)
    let (n, prior) = (Double(count), Double(dimension + 5))
    let weight = n / (n - 1) / (n + prior)
    var place = 0
    for i in 0..<dimension {
      for j in 0...i {
        result[i][j] = weight * (products[place] / sizes[i] / sizes[j])
        place += 1
      }
      result[i][i] += prior / (n + prior)
    }
    return result
  }
}
