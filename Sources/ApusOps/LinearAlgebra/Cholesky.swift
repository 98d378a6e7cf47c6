// The Cholesky factor of positive-definite matrices, and what is made of it.

internal import ApusNumerics
public import ApusGraph

/// The lower triangular L with A = L Lᵀ for the matrices in the last two axes; NaN where A is not positive definite.
///
/// Only A's lower triangle is read. The cotangent of A is symmetric, as if A's two triangles moved together.
///
/// Reference: Murray 2016, Differentiation of the Cholesky decomposition, arXiv:1602.07527, eq. 10.
package struct Cholesky: ForwardDifferentiable, BuiltInOp {
  package init() {}

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireCount(1)
    try operands[0].requireSquare()
    return operands
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (target, n) = (results[0].doubles, operands[0].shape[-1])
    results[0].base.copyMemory(from: operands[0].base, byteCount: operands[0].type.byteCount)
    for block in 0..<operands[0].shape.leading(2).elementCount {
      _ = BLAS.shared.cholesky(order: n, a: target + block * n * n)
    }
  }

  /// Ā = ½ (S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, where Φ is the lower triangle with half the diagonal.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let factor = site.results[0]
    let inner = Self.halved(Tensor.apply(MatMul(transposesFirst: true), factor, site.cotangent()))
    let transposed = TriangularSolve(transposed: true)
    let left = Tensor.apply(transposed, factor, inner)
    let whole = Tensor.apply(transposed, factor, left.matrixTransposed)
    return [.value(0.5 * (whole + whole.matrixTransposed))]
  }

  /// L Φ(L⁻¹ dA L⁻ᵀ).
  package func pushforward(_ site: PushforwardSite) -> [Tensor?] {
    guard let tangent = site.tangents[0] else { return [nil] }
    let factor = site.results[0]
    let symmetric = 0.5 * (tangent + tangent.matrixTransposed)
    let left = Tensor.apply(TriangularSolve(), factor, symmetric)
    let whole = Tensor.apply(TriangularSolve(), factor, left.matrixTransposed)
    return [Tensor.apply(MatMul(), factor, Self.halved(whole))]
  }

  private static func halved(_ x: Tensor) -> Tensor { lowerTriangle(x) - 0.5 * diagonalMatrix(diagonal(x)) }
}

/// The lower triangular L with A = L Lᵀ for the matrices in the last two axes; NaN where A is not positive definite.
public func cholesky(_ a: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  .apply(Cholesky(), a.asFloat64, at: .line(file: file, line: line))
}

/// x with A x = b for positive-definite A; b is a vector or has right-hand sides as columns.
public func solvePositiveDefinite(
  _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
  choleskySolve(cholesky(a, file: file, line: line), b, file: file, line: line)
}

/// log det A for positive-definite A.
public func logDeterminantPositiveDefinite(_ a: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  2 * sum(log(diagonal(cholesky(a, file: file, line: line)), file: file, line: line), axes: [-1])
}

extension Tensor {
  /// The matrices in the last two axes transposed.
  public var matrixTransposed: Tensor {
    guard shape.rank >= 2 else { return self }
    var order = Array(0..<shape.rank)
    order.swapAt(shape.rank - 1, shape.rank - 2)
    return transposed(order)
  }
}
