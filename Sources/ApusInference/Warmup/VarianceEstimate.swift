// Variances of positions, one pass, drawn towards a small number where there are few positions.

/// Running variances of the coordinates.
///
/// Reference: Welford (1962), Note on a method for calculating corrected sums of squares and products; the regularisation
/// is Stan's.
struct VarianceEstimate: Sendable, Hashable, Codable {
  private(set) var count = 0
  private(set) var means: [Double]
  private(set) var squares: [Double]

  init(dimension: Int) {
    means = Array(repeating: 0, count: dimension)
    squares = means
  }

  mutating func add(_ position: UnsafeBufferPointer<Double>) {
    count += 1
    let weight = 1 / Double(count)
    for index in means.indices {
      let deviation = position[index] - means[index]
      means[index] += weight * deviation
      squares[index] += deviation * (position[index] - means[index])
    }
  }

  mutating func reset() { self = VarianceEstimate(dimension: means.count) }

  /// The variance of a coordinate; NaN below two positions.
  func variance(_ index: Int) -> Double { squares[index] / Double(count - 1) }

  /// n/(n + 5) · variance + 0.001 · 5/(n + 5), with n positions; nil below two, or where a variance is too large for a
  /// number.
  var regularized: [Double]? {
    guard count > 1 else { return nil }
    let n = Double(count)
    let result = squares.map { n / (n + 5) * ($0 / (n - 1)) + 1e-3 * (5 / (n + 5)) }
    return result.allSatisfy(\.isFinite) ? result : nil
  }
}
