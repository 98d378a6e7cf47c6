// The exponent of a normal density as a function of its covariance, with the derivative that needs the fewest operations.

internal import ApusNumerics
public import ApusGraph

/// −dᵀ A⁻¹ d / 2 − log(det A) / 2 for each column d, given the covariance A, its Cholesky factor L and the columns.
///
/// The operands are A (n × n), L (n × n) and D (n × m); the result has m elements. L must be the factor of A: the result is
/// taken as a function of A and D, so that A has all of the cotangent, and L, which only saves its second evaluation, has
/// none. With w = A⁻¹ d the derivative for A is (w wᵀ − A⁻¹)/2: one inverse from the factor in place of the factor's own
/// derivative, which takes two triangular solves and two products of matrices.
///
/// Reference: Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eq. 5.9.
/// Checked against: NumPy.
public struct GaussianLogKernel: Op {
  /// The Op.
  public init() {}

  /// One element for each column.
  public func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count == 3 else { throw .operandCount(operands.count, expected: 3) }
    try operands[0].requireSquare()
    guard operands.allSatisfy({ $0.shape.rank == 2 }), operands[1] == operands[0],
      operands[2].shape[0] == operands[0].shape[0]
    else {
      throw TypeError(
        .shape, "\(operands[0]), its factor \(operands[1]) and columns \(operands[2]) do not belong together")
    }
    try operands[2].requireFloat64()
    return [.float64([operands[2].shape[1]])]
  }

  /// Solves L z = d for each column; −zᵀz/2 − Σ log L_ii.
  public func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (factor, columns, target) = (operands[1].doubles, operands[2], results[0].doubles)
    let (n, m) = (columns.shape[0], columns.shape[1])
    let logDeterminant = BLAS.shared.choleskyLogDeterminant(order: n, factor: factor)
    for j in 0..<m { target[j] = 0 }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, n * m)) { buffer in
      guard let z = buffer.baseAddress else { return }
      z.initialize(from: columns.doubles, count: n * m)
      BLAS.shared.triangularSolve(triangle: .lower, order: n, rightHandSides: m, a: factor, b: z)
      for i in 0..<n {
        for j in 0..<m { target[j] += z[i * m + j] * z[i * m + j] }
      }
    }
    for j in 0..<m { target[j] = -0.5 * target[j] - 0.5 * logDeterminant }
  }

  /// (W diag(c) Wᵀ − Σc A⁻¹)/2, nothing for the factor, −W diag(c).
  public func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (factor, columns, cotangent) = (site.operands[1], site.operands[2], site.cotangent())
    let solution = choleskySolve(factor, columns)
    let weighted = solution * cotangent
    let product = Tensor.apply(MatMul(transposesSecond: true), weighted, solution)
    return [
      .value(0.5 * (product - sum(cotangent) * choleskyInverse(factor))), .disconnected, .value(-weighted),
    ]
  }
}

/// −dᵀ A⁻¹ d / 2 − log(det A) / 2 for each column d of D: the exponent of a normal density with covariance A, without its
/// constant. NaN where A is not positive definite.
///
/// - Parameters:
///   - covariance: A, of shape (n, n).
///   - columns: D, of shape (n, m).
/// - Returns: m numbers.
public func gaussianLogKernel(
  covariance: Tensor, columns: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  let matrix = covariance.asFloat64
  let factor = cholesky(matrix, file: file, line: line)
  return .apply(GaussianLogKernel(), matrix, factor, columns.asFloat64, at: .line(file: file, line: line))
}
