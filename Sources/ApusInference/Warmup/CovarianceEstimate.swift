// Covariances of positions, one pass, the later positions with more weight, and the factor of a normal proposal with them.

/// Running covariances of the coordinates, in which position n has a weight near n⁴: the way from the start is forgotten. Above
/// ``most`` coordinates the variances alone.
struct CovarianceEstimate: Sendable, Hashable, Codable {
  /// The most coordinates whose covariances are learnt.
  static let most = 200

  private let isDiagonal: Bool
  private var count = 0.0
  private var means: [Double] = []
  /// The lower triangle by rows; or the diagonal.
  private var covariances: [Double]

  /// An estimate that begins with standard deviations.
  init(sizes: [Double]) {
    let isDiagonal = sizes.count > Self.most
    self.isDiagonal = isDiagonal
    covariances = sizes.indices.flatMap { row in
      (isDiagonal ? row...row : 0...row).map { $0 == row ? sizes[row] * sizes[row] : 0 }
    }
  }

  mutating func add(_ position: [Double]) {
    if means.isEmpty { means = position }
    count += 1
    // The first weight is small: the initial sizes count as some ten positions.
    let weight = 5 / (count + 12)
    let deviations = position.indices.map { position[$0] - means[$0] }
    var place = 0
    for row in deviations.indices {
      means[row] += weight * deviations[row]
      for column in isDiagonal ? row...row : 0...row {
        covariances[place] += weight * ((1 - weight) * deviations[column] * deviations[row] - covariances[place])
        place += 1
      }
    }
  }

  /// The Cholesky factor of the covariances; nil where they are not positive definite.
  var factor: ProposalFactor? {
    if isDiagonal {
      let sizes = covariances.map { $0.squareRoot() }
      return sizes.allSatisfy { $0 > 0 && $0 < .infinity } ? ProposalFactor(sizes: sizes) : nil
    }
    // Covariances shrink towards independence where positions are few.
    let dimension = means.count
    let shrinkage = count / (count + 5)
    var lower = covariances.map { shrinkage * $0 }
    for row in 0..<dimension { lower[row * (row + 1) / 2 + row] /= shrinkage }
    for row in 0..<dimension {
      let start = row * (row + 1) / 2
      for column in 0...row {
        let other = column * (column + 1) / 2
        var sum = lower[start + column]
        for k in 0..<column { sum -= lower[start + k] * lower[other + k] }
        if column < row {
          lower[start + column] = sum / lower[other + column]
        } else {
          guard sum > 0 && sum < .infinity else { return nil }
          lower[start + column] = sum.squareRoot()
        }
      }
    }
    return ProposalFactor(dimension: dimension, lower: lower)
  }
}

/// A lower triangular factor of a covariance matrix, or a diagonal one.
struct ProposalFactor: Sendable, Hashable, Codable {
  private let dimension: Int
  private let isDiagonal: Bool
  private let numbers: [Double]

  /// A diagonal factor: standard deviations.
  init(sizes: [Double]) {
    dimension = sizes.count
    isDiagonal = true
    numbers = sizes
  }

  /// A triangle by rows.
  init(dimension: Int, lower: [Double]) {
    self.dimension = dimension
    isDiagonal = false
    numbers = lower
  }

  /// The product with a vector.
  func multiply(_ vector: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>) {
    if isDiagonal {
      for index in 0..<dimension { result[index] = numbers[index] * vector[index] }
      return
    }
    numbers.withUnsafeBufferPointer { numbers in
      var place = 0
      for row in 0..<dimension {
        var sum = 0.0
        for column in 0...row {
          sum += numbers[place] * vector[column]
          place += 1
        }
        result[row] = sum
      }
    }
  }

  /// The diagonal of the covariance matrix.
  var variances: [Double] {
    if isDiagonal { return numbers.map { $0 * $0 } }
    return (0..<dimension).map { row in
      let start = row * (row + 1) / 2
      return numbers[start...start + row].reduce(0.0) { $0 + $1 * $1 }
    }
  }
}
