// The eigenvalues and eigenvectors of symmetric matrices.

internal import ApusNumerics
public import ApusGraph

/// The eigenvalues λ of symmetric matrices A in the last two axes, ascending, and the eigenvectors V as columns: A = V diag(λ) Vᵀ.
///
/// Only A's lower triangle is read. The cotangent of A is symmetric, as if A's two triangles moved together: with M = Vᵀ V̄ it is
/// V (diag(λ̄) + ½ (M − Mᵀ)/(λ_j − λ_i)) Vᵀ. Eigenvalues alone have it always. Of equal eigenvalues the vectors are any basis of
/// a space: where a result mixes two of them its derivative is NaN, also that of a function of A which does not depend on the choice.
/// Where two are equal but for rounding, such a derivative is magnified rounding.
///
/// The second derivative of a function f of eigenvalues alone is one of these: that of V diag(∂f/∂λ) Vᵀ. Along a symmetric E with
/// H = Vᵀ E V it is Σ f_ij H_ii H_jj + Σ (f_i − f_j)/(λ_i − λ_j) H_ij² over i ≠ j. For equal λ_i and λ_j, of which f_i = f_j, the quotient
/// is the limit f_ii − f_ij (Lewis and Sendov 2001). No pullback sees that: the cotangents of λ and V have f_i only, and the second
/// derivatives of f lie in the graph beyond λ, which is pulled back along the diagonal of H alone. So it is right where E mixes no equal
/// pair, H_ij = 0, and NaN elsewhere. `cholesky` has all derivatives of log det(A + σ²), `inverse` those of rational functions.
///
/// Reference: Magnus (1985), On Differentiating Eigenvalues and Eigenvectors. Checked against: NumPy.
package struct SymmetricEigen: Op, BuiltInOp {
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
      _ = BLAS.shared.symmetricEigen(order: n, a: vectors + block * n * n, eigenvalues: values + block * n)
    }
  }

  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (values, vectors) = (site.results[0], site.results[1])
    var inner = site.cotangents[0].map { diagonalMatrix($0) }
    if let cotangent = site.cotangents[1] {
      let product = Tensor.apply(MatMul(transposesFirst: true), vectors, cotangent)
      let other = product.matrixTransposed
      let rows = Shape(values.shape.dimensions + [1])
      let columns = Shape(values.shape.dimensions.dropLast() + [1, values.shape[-1]])
      let gap = values.reshaped(to: columns) - values.reshaped(to: rows)
      let isEqual = gap .== 0
      // What does not turn with a pair of vectors has a derivative, whatever they are; elsewhere the rule is linear in the cotangent.
      let isNone = (product .== 0) .& (other .== 0) .| (diagonalMatrix(Tensor.ones(values.shape)) .== 1)
      let equal = select(isNone, Tensor(0.0), Tensor(Double.nan))
      let turn = select(isEqual, equal, 0.5 * (product - other) / select(isEqual, Tensor(1.0), gap))
      inner = inner.map { $0 + turn } ?? turn
    }
    guard let inner else { return [.disconnected] }
    let left = Tensor.apply(MatMul(), vectors, inner)
    return [.value(Tensor.apply(MatMul(transposesSecond: true), left, vectors))]
  }
}

/// The eigenvalues of symmetric matrices in the last two axes, ascending, and their eigenvectors as columns; NaN where A is not finite.
///
/// Only A's lower triangle is read. A vector's sign is that with which its first element of at least 0.9 of its greatest magnitude is
/// positive. The gradient is symmetric, as if both triangles of A moved together. That of the eigenvalues is always there; that of the
/// eigenvectors is NaN where eigenvalues are equal and what is made of their vectors depends on which of all bases they are. A second
/// derivative, also of the eigenvalues, is one of the vectors: where eigenvalues are equal it is right along matrices that mix none of them,
/// and NaN along others. `logDeterminantPositiveDefinite` has all derivatives of the sum of their logarithms.
///
/// Accuracy: a few ulp of the largest eigenvalue, times the order.
/// Checked against: NumPy `eigh`, whose signs of eigenvectors may be others.
public func eigh(
  _ a: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> (eigenvalues: Tensor, eigenvectors: Tensor) {
  let results = Tensor.apply(SymmetricEigen(), [a.asFloat64], at: .line(file: file, line: line))
  return (results[0], results[results.count - 1])
}
