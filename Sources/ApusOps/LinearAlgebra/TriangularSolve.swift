// Solutions of triangular systems.

internal import ApusNumerics
public import ApusGraph

/// X with A X = B, or Aᵀ X = B, for triangular A in the last two axes; only A's triangle is read. Leading axes are equal.
package struct TriangularSolve: Op, BuiltInOp {
  /// Whether the lower triangle is A.
  package let isLower: Bool
  package let isTransposed: Bool

  package init(lower: Bool = true, transposed: Bool = false) {
    isLower = lower
    isTransposed = transposed
  }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    try operands.requireSystem()
    return [operands[1]]
  }

  package func evaluate(_ operands: [TensorView], into results: [MutableTensorView]) {
    let (a, x, shape) = (operands[0].doubles, results[0].doubles, operands[1].shape)
    let (n, m) = (shape[-2], shape[-1])
    results[0].base.copyMemory(from: operands[1].base, byteCount: operands[1].type.byteCount)
    for block in 0..<shape.leading(2).elementCount {
      BLAS.shared.triangularSolve(
        triangle: isLower ? .lower : .upper, transposeA: isTransposed, order: n, rightHandSides: m,
        a: a + block * n * n, b: x + block * n * m)
    }
  }

  /// B̄ = A⁻ᵀ X̄ and Ā = −B̄ Xᵀ, of which A's triangle counts (transposed where A is).
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let (a, x) = (site.operands[0], site.results[0])
    let right = Tensor.apply(TriangularSolve(lower: isLower, transposed: !isTransposed), a, site.cotangent())
    let product = MatMul(transposesSecond: true)
    let full = isTransposed ? Tensor.apply(product, x, right) : Tensor.apply(product, right, x)
    return [.value(-Tensor.apply(TriangularPart(lower: isLower), full)), .value(right)]
  }

  package var name: String { "\(isLower ? "lower" : "upper") TriangularSolve" + (isTransposed ? " ᵀ" : "") }
}

/// x with A x = b, or Aᵀ x = b, for triangular A; b is a vector or has right-hand sides as columns.
public func triangularSolve(
  _ a: Tensor, _ b: Tensor, lower: Bool = true, transposed: Bool = false, file: StaticString = #fileID,
  line: UInt = #line
) -> Tensor {
  b.asFloat64.asColumns(like: a) {
    .apply(TriangularSolve(lower: lower, transposed: transposed), a.asFloat64, $0, at: .line(file: file, line: line))
  }
}

/// x with A x = b for A = L Lᵀ, given its Cholesky factor L; b is a vector or has right-hand sides as columns.
public func choleskySolve(_ factor: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
  let half = triangularSolve(factor, b, file: file, line: line)
  return triangularSolve(factor, half, transposed: true, file: file, line: line)
}

extension [TensorType] {
  /// - Throws: ``TypeError`` unless they are square matrices A and matrices B of as many rows, with equal leading axes.
  func requireSystem() throws(TypeError) {
    guard count == 2 else { throw .operandCount(count, expected: 2) }
    try self[0].requireSquare()
    try self[1].requireMatrix()
    guard self[0].shape.leading(1) == self[1].shape.leading(1) else {
      throw TypeError(.shape, "a matrix of shape \(self[0].shape) does not fit right-hand sides of \(self[1].shape)")
    }
  }
}

extension Tensor {
  /// Solves with a vector as one column where the tensor has an axis less than the matrix.
  func asColumns(like matrix: Tensor, _ solve: (Tensor) -> Tensor) -> Tensor {
    guard shape.rank == matrix.shape.rank - 1 else { return solve(self) }
    let solution = solve(reshaped(to: Shape(shape.dimensions + [1])))
    return solution.error == nil ? solution.reshaped(to: shape) : solution
  }
}
