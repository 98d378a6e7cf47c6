// The eigenvalues of general matrices that have real ones.

internal import ApusNumerics
public import ApusGraph

/// The eigenvalues λ of matrices A in the last two axes that have real ones, ascending, and eigenvectors V of norm 1 as columns:
/// A V = V diag(λ). All of a matrix is NaN where one of its eigenvalues is complex.
///
/// With the left eigenvectors V⁻¹, dλ_k = (V⁻¹ dA V)_kk, so that the cotangent of A is V⁻ᵀ (diag(λ̄) + M/(λ_j − λ_i)) Vᵀ with
/// M = Vᵀ (V̄ − V diag(Vᵀ V̄)) beside the diagonal. Where V is singular, since an eigenvalue has fewer vectors than its multiplicity,
/// eigenvalues have no derivative, and it is NaN. Of equal eigenvalues the vectors are any basis of a space: where a result mixes two
/// of them its derivative is NaN.
///
/// Reference: Magnus (1985), On Differentiating Eigenvalues and Eigenvectors. Checked against: NumPy, mpmath.
package struct RealEigen: Op, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireSquare()
    return [.float64(operands[0].shape.leading(1)), operands[0]]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (values, vectors, n) = (results[0].doubles, results[1].doubles, operands[0].shape[-1])
    results[1].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
    for block in 0..<operands[0].shape.leading(2).elementCount {
      BLAS.shared.realEigen(order: n, a: vectors + block * n * n, eigenvalues: values + block * n)
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (values, vectors) = (site.results[0], site.results[1])
    var inner = site.cotangents[0].map { diagonalMatrix($0) }
    if let cotangent = site.cotangents[1] {
      let along = sum(vectors * cotangent, axes: [-2])
      let rows = Shape(values.shape.dimensions + [1])
      let columns = Shape(values.shape.dimensions.dropLast() + [1, values.shape[-1]])
      // A vector of norm 1 does not move along itself.
      let across = cotangent - vectors * along.reshaped(to: columns)
      let product = Tensor.apply(MatMul(transposesFirst: true), vectors, across)
      let gap = values.reshaped(to: columns) - values.reshaped(to: rows)
      let isEqual = gap .== 0
      let isNone = (product .== 0) .| (diagonalMatrix(Tensor.ones(values.shape)) .== 1)
      let equal = select(isNone, Tensor(0.0), Tensor(Double.nan))
      let turn = select(isEqual, equal, product / select(isEqual, Tensor(1.0), gap))
      inner = inner.map { $0 + turn } ?? turn
    }
    guard let inner else { return [.disconnected] }
    let right = Tensor.apply(MatMul(transposesSecond: true), inner, vectors)
    return [.value(.apply(GeneralSolve(transposed: true), vectors, right))]
  }
}

/// The eigenvalues of matrices in the last two axes that are real, ascending; NaN, all of a matrix, where one of them is complex or
/// the matrix is not finite.
///
/// They are computed by balancing and the QR algorithm. Those of triangular matrices are exact. Others are those of a matrix which
/// differs from the given one by rounding: a simple eigenvalue is accurate to a few ulp of the norm times its condition 1/|yᵀx|, with
/// the left and right eigenvectors of norm 1, and a double one with one eigenvector to 1e-8. A pair that a change by rounding makes
/// real counts as equal real numbers. So does not a cluster of three or more with one eigenvector: rounding makes some of these
/// complex, and the result NaN. Of symmetric matrices `eigh` is more accurate, and has the vectors.
///
/// The gradient dλ = yᵀ dA x/(yᵀ x) is right for simple eigenvalues, and for functions of the eigenvalues that do not depend on their
/// order, such as sums, also where these are equal and have as many eigenvectors. Where they have fewer it is NaN, or magnified rounding.
///
/// Checked against: NumPy `eigvals`, mpmath.
public func eigvals(_ a: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  Tensor.apply(RealEigen(), [a.asFloat64], at: .line(file: file, line: line))[0]
}
