// The inverse of a positive definite matrix, from its Cholesky factor.

internal import ApusNumerics
public import ApusGraph

/// A⁻¹ from the lower-triangular factor of A = L Lᵀ; the last two axes are the matrices'. NaN where the factor is.
///
/// The pullback of C is −tril(A⁻¹ (C + Cᵀ) A⁻¹ L).
///
/// Checked against: NumPy.
package struct CholeskyInverse: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireSquare()
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (factor, target, n) = (operands[0].doubles, results[0].doubles, operands[0].shape[-1])
    for block in 0..<operands[0].shape.leading(2).elementCount {
      BLAS.shared.choleskyInverse(order: n, factor: factor + block * n * n, inverse: target + block * n * n)
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (factor, inverse, cotangent) = (site.operands[0], site.results[0], site.cotangent())
    let both = cotangent + cotangent.matrixTransposed
    let outer = matmul(matmul(inverse, both), matmul(inverse, factor))
    return [.value(-lowerTriangle(outer))]
  }
}

/// A⁻¹ from the lower-triangular Cholesky factor of A.
public func choleskyInverse(_ factor: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(CholeskyInverse(), factor.asFloat64, at: .line(file: file, line: line))
}
