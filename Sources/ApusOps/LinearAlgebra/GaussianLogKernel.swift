// The exponent of a normal density as a function of its covariance, with the derivative that needs the fewest operations.

internal import ApusNumerics
public import ApusGraph

/// −dᵀ A⁻¹ d / 2 − log(det A) / 2 for each column d, given the covariance A, its Cholesky factor L and the columns.
///
/// The operands are A (n × n), L (n × n), D and Z = L⁻¹ D (n × m); the result has m elements. L must be the factor of A: the
/// result is taken as a function of A and D, so that A has all of the cotangent, and L and Z, from which it is computed,
/// have none. With w = A⁻¹ d the derivative for A is (w wᵀ − A⁻¹)/2: one inverse from the factor in place of the factor's own
/// derivative, which takes two triangular solves and two products of matrices.
///
/// Reference: Rasmussen & Williams 2006, Gaussian Processes for Machine Learning, eq. 5.9.
/// Checked against: NumPy.
package struct GaussianLogKernel: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(4)
    try operands[0].requireSquare()
    guard operands.allSatisfy({ $0.shape.rank == 2 }), operands[1] == operands[0], operands[3] == operands[2],
      operands[2].shape[0] == operands[0].shape[0]
    else {
      let types = operands.map { "\($0)" }.joined(separator: ", ")
      throw TypeError(.shape, "a covariance, its factor, columns and solutions do not have the types \(types)")
    }
    try operands[2].requireFloat64()
    return [.float64([operands[2].shape[1]])]
  }

  /// −zᵀz/2 − Σ log L_ii for each column z of Z.
  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (factor, solutions, target) = (operands[1].doubles, operands[3].doubles, results[0].doubles)
    let (n, m) = (operands[3].shape[0], operands[3].shape[1])
    let logDeterminant = BLAS.shared.choleskyLogDeterminant(order: n, factor: factor)
    for j in 0..<m {
      var square = 0.0
      for i in 0..<n { square += solutions[i * m + j] * solutions[i * m + j] }
      target[j] = -0.5 * square - 0.5 * logDeterminant
    }
  }

  /// (W diag(c) Wᵀ − Σc A⁻¹)/2, nothing for the factor, −W diag(c), nothing for the solutions; with W = A⁻¹ D.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (factor, cotangent) = (site.operands[1], site.cotangent())
    let solution = triangularSolve(factor, site.operands[3], transposed: true)
    let weighted = solution * cotangent
    let product = Tensor.apply(MatMul(transposesSecond: true), weighted, solution)
    return [
      .value(0.5 * (product - sum(cotangent) * choleskyInverse(factor))), .disconnected, .value(-weighted),
      .disconnected,
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
  let (matrix, columns) = (covariance.asFloat64, columns.asFloat64)
  let factor = cholesky(matrix, file: file, line: line)
  let solutions = triangularSolve(factor, columns, file: file, line: line)
  return .apply(GaussianLogKernel(), matrix, factor, columns, solutions, at: .line(file: file, line: line))
}
