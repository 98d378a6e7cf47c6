// The proposals of a stage: normal steps with the covariance of the particles.

/// Cholesky factors of the particles' covariance, one for each half of the particles.
///
/// A half has the covariance of the other one: particles whose own positions shape their proposals move more slowly where they lie
/// too close together, which adds up to a bias of the evidence in many dimensions.
struct ParticleProposal {
  let factors: [[Double]]

  /// - Parameters:
  ///   - positions: the resampled particles, copies of one following one another.
  ///   - isNew: whether each particle is another than the one before it.
  ///   - spread: the variances of the coordinates that stand in where all particles of a half are copies of one.
  init(_ positions: UnsafeMutableBufferPointer<Double>, isNew: [Bool], dimension: Int, spread: [Double]) {
    let count = isNew.count
    // Few particles have no half to spare.
    let isShared = count < 8 * (dimension + 1)
    let halves = isShared ? [0..<count] : [count / 2..<count, 0..<count / 2]
    let factors = halves.map { rows in
      Self.factor(
        positions, rows, distinct: isNew[rows].count { $0 } + (isNew[rows.lowerBound] ? 0 : 1), dimension, spread)
    }
    self.factors = isShared ? [factors[0], factors[0]] : factors
  }

  private static func factor(
    _ positions: UnsafeMutableBufferPointer<Double>, _ rows: Range<Int>, distinct: Int, _ dimension: Int,
    _ spread: [Double]
  ) -> [Double] {
    var matrix = covariance(positions, rows, dimension)
    // Fewer than some particles lie in a subspace, which their covariance alone would not lead out of.
    let enough = Double(3 * (dimension + 1))
    let blend = max(0, 1 - Double(distinct) / enough)
    for i in 0..<dimension {
      for j in 0..<i { matrix[i * dimension + j] *= 1 - blend }
      let variance = matrix[i * dimension + i]
      if variance > .leastNormalMagnitude, variance.isFinite {
        // A ridge keeps near copies of a coordinate from breaking the factorisation.
        matrix[i * dimension + i] = variance * (1 + 1e-9)
      } else {
        for j in 0..<dimension { matrix[max(i, j) * dimension + min(i, j)] = 0 }
        matrix[i * dimension + i] = spread[i]
      }
    }
    if let factor = try? CholeskyFactor(matrix, dimension: dimension) { return factor.elements }
    var elements = [Double](repeating: 0, count: dimension * dimension)
    for i in 0..<dimension { elements[i * dimension + i] = matrix[i * dimension + i].squareRoot() }
    return elements
  }

  private static func covariance(
    _ positions: UnsafeMutableBufferPointer<Double>, _ rows: Range<Int>, _ dimension: Int
  ) -> [Double] {
    var matrix = [Double](repeating: 0, count: dimension * dimension)
    var mean = [Double](repeating: 0, count: dimension)
    let share = 1 / Double(rows.count)
    for row in rows { for j in 0..<dimension { mean[j] += share * positions[row * dimension + j] } }
    var difference = [Double](repeating: 0, count: dimension)
    for row in rows {
      for j in 0..<dimension { difference[j] = positions[row * dimension + j] - mean[j] }
      for i in 0..<dimension {
        let factor = share * difference[i]
        for j in 0...i { matrix[i * dimension + j] += factor * difference[j] }
      }
    }
    return matrix
  }

  /// The variances of the coordinates over all particles that are finite; 1 where there is none.
  static func spread(_ positions: UnsafeMutableBufferPointer<Double>, dimension: Int) -> [Double] {
    guard dimension > 0 else { return [] }
    let count = positions.count / dimension
    return (0..<dimension).map { j in
      let values = (0..<count).map { positions[$0 * dimension + j] }.filter(\.isFinite)
      let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(values.count) }
      return variance > .leastNormalMagnitude && variance.isFinite ? variance : 1
    }
  }
}
