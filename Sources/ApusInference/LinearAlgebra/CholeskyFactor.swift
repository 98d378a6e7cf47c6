// The Cholesky factor of a small dense matrix: for proposals of a population, and for Gaussian approximations.

internal import ApusRandom

/// The lower triangular L with L Lᵀ = A, row-major in full storage; what is above the diagonal is 0.
struct CholeskyFactor: Sendable {
  let dimension: Int
  private(set) var elements: [Double]

  /// Where a matrix turned out not to be positive definite.
  struct Failure: Error {
    /// The row at which the factorisation stopped.
    let row: Int
    /// What is left of the diagonal element there: uᵀ A u of ``direction``, not positive.
    let pivot: Double
    /// A direction u along which uᵀ A u is the pivot: 1 at the row, 0 after it.
    let direction: [Double]
  }

  /// The factor of a symmetric matrix, of which the lower triangle is read.
  ///
  /// - Parameter threshold: the smallest pivot, as a share of the diagonal element.
  /// - Throws: ``Failure`` where a pivot is not above that, or not finite.
  init(_ matrix: [Double], dimension: Int, threshold: Double = 0) throws(Failure) {
    self.dimension = dimension
    elements = [Double](repeating: 0, count: dimension * dimension)
    for i in 0..<dimension {
      for j in 0...i {
        var sum = matrix[i * dimension + j]
        for k in 0..<j { sum -= elements[i * dimension + k] * elements[j * dimension + k] }
        if j < i {
          elements[i * dimension + j] = sum / elements[j * dimension + j]
        } else if sum > threshold * matrix[i * dimension + i].magnitude, sum < .infinity {
          elements[i * dimension + i] = sum.squareRoot()
        } else {
          throw Failure(row: i, pivot: sum, direction: Self.direction(elements, row: i, dimension))
        }
      }
    }
  }

  /// u with u_row = 1 and (A u)_k = 0 for all k before the row: the leading block's solution of L Lᵀ v = −a.
  private static func direction(_ elements: [Double], row: Int, _ dimension: Int) -> [Double] {
    var direction = [Double](repeating: 0, count: dimension)
    direction[row] = 1
    // The row of L is L⁻¹ a already, so that Lᵀ v = −(row of L) is left to solve.
    for i in stride(from: row - 1, through: 0, by: -1) {
      var sum = -elements[row * dimension + i]
      for k in (i + 1)..<row { sum -= elements[k * dimension + i] * direction[k] }
      direction[i] = sum / elements[i * dimension + i]
    }
    return direction
  }

  var logDeterminant: Double {
    var sum = 0.0
    for i in 0..<dimension { sum += Stable.log(elements[i * dimension + i]) }
    return 2 * sum
  }

  /// Replaces b by the solution x of L x = b.
  func solve(_ b: inout [Double]) {
    for i in 0..<dimension {
      var sum = b[i]
      for k in 0..<i { sum -= elements[i * dimension + k] * b[k] }
      b[i] = sum / elements[i * dimension + i]
    }
  }

  /// Replaces b by the solution x of Lᵀ x = b.
  func solveTransposed(_ b: inout [Double]) {
    for i in stride(from: dimension - 1, through: 0, by: -1) {
      var sum = b[i]
      for k in (i + 1)..<dimension { sum -= elements[k * dimension + i] * b[k] }
      b[i] = sum / elements[i * dimension + i]
    }
  }

  /// A⁻¹, row-major.
  func inverse() -> [Double] {
    var inverse = [Double](repeating: 0, count: dimension * dimension)
    for column in 0..<dimension {
      var x = [Double](repeating: 0, count: dimension)
      for i in column..<dimension {
        var sum = i == column ? 1.0 : 0
        for k in column..<i { sum -= elements[i * dimension + k] * x[k] }
        x[i] = sum / elements[i * dimension + i]
      }
      solveTransposed(&x)
      for i in 0..<dimension { inverse[i * dimension + column] = x[i] }
    }
    // Both triangles have the same bits.
    for i in 0..<dimension { for j in 0..<i { inverse[j * dimension + i] = inverse[i * dimension + j] } }
    return inverse
  }
}
