// Covariances of positions, one pass, the later positions with more weight, and the factor of a normal proposal with them.

/// Running covariances of the coordinates, in which position n has a weight near n⁴: the way from the start is forgotten. Above
/// ``most`` coordinates the variances alone.
struct CovarianceEstimate: Sendable, Hashable, Codable {
  /// The most coordinates whose covariances are learnt.
  static let most = 200

  let isDiagonal: Bool
  private(set) var count = 0.0
  private(set) var means: [Double] = []
  /// The lower triangle by rows; or the diagonal.
  private(set) var covariances: [Double]

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
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    var place = 0
    for row in 0..<dimension {
      for column in 0...row {
        matrix[row * dimension + column] = (row == column ? 1 : shrinkage) * covariances[place]
        place += 1
      }
    }
    return (try? CholeskyFactor(matrix, dimension: dimension)).map { ProposalFactor($0) }
  }
}

/// A lower triangular factor of a covariance matrix, or a diagonal one.
struct ProposalFactor: Sendable, Hashable, Codable {
  let dimension: Int
  let isDiagonal: Bool
  let numbers: [Double]

  /// A diagonal factor: standard deviations.
  init(sizes: [Double]) {
    dimension = sizes.count
    isDiagonal = true
    numbers = sizes
  }

  init(_ factor: CholeskyFactor) {
    dimension = factor.dimension
    isDiagonal = false
    numbers = factor.elements
  }

  func multiply(_ vector: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>) {
    if isDiagonal {
      for index in 0..<dimension { result[index] = numbers[index] * vector[index] }
      return
    }
    numbers.withUnsafeBufferPointer { numbers in
      for row in 0..<dimension {
        var sum = 0.0
        for column in 0...row { sum += numbers[row * dimension + column] * vector[column] }
        result[row] = sum
      }
    }
  }

  /// The diagonal of the covariance matrix.
  var variances: [Double] {
    if isDiagonal { return numbers.map { $0 * $0 } }
    return (0..<dimension).map { row in
      numbers[row * dimension...row * dimension + row].reduce(0.0) { $0 + $1 * $1 }
    }
  }
}
