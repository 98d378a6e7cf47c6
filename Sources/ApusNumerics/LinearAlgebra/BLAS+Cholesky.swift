// The Cholesky factor of a positive definite matrix, and what is solved and measured with it.

extension BLAS {
  /// Replaces a symmetric positive definite A by its lower Cholesky factor L: A = L Lᵀ, with a positive diagonal.
  ///
  /// Only the lower triangle of A is read; the strict upper triangle of the result is zero.
  ///
  /// Law: ‖A − L Lᵀ‖ is at most about n ulp of ‖A‖, however ill-conditioned A is.
  ///
  /// Reference: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 10.1.
  /// Checked against: SciPy `cholesky(lower=True)`; mpmath for the Hilbert matrix.
  ///
  /// - Returns: `true`; `false` if A is not positive definite to working precision, or has a NaN or an infinity in its
  ///   lower triangle: then the whole matrix is NaN.
  @discardableResult
  package func cholesky(order n: Int, a: UnsafeMutablePointer<Double>) -> Bool {
    precondition(n >= 0, "a negative order: \(n)")
    if n == 0 { return true }
    var isPositiveDefinite: Bool
    if let library, n >= crossover.cholesky {
      // The lower triangle of rows is the upper triangle of columns: LAPACK's Uᵀ U is L Lᵀ.
      var triangle = BLASLibrary.Character.upper
      var order = Int32(n)
      var stride = order
      var status: Int32 = 0
      library.potrf(&triangle, &order, a, &stride, &status, 1)
      isPositiveDefinite = status == 0
    } else {
      isPositiveDefinite = ReferenceAlgebra.cholesky(n, a, n)
    }
    // A NaN anywhere in row i of the triangle reaches its diagonal element.
    for i in 0..<n where !a[i * n + i].isFinite { isPositiveDefinite = false }
    guard isPositiveDefinite else {
      a.update(repeating: .nan, count: n * n)
      return false
    }
    for i in 0..<n { (a + i * n + i + 1).update(repeating: 0, count: n - i - 1) }
    return true
  }

  /// Solves A X = B for X, which replaces B, given the Cholesky factor of A = L Lᵀ, of which the lower triangle is read.
  ///
  /// A factor that is NaN, because A was not positive definite, gives NaN.
  ///
  /// Checked against: SciPy `cho_solve`.
  package func choleskySolve(
    order: Int, rightHandSides: Int = 1, factor: UnsafePointer<Double>, b: UnsafeMutablePointer<Double>
  ) {
    triangularSolve(triangle: .lower, order: order, rightHandSides: rightHandSides, a: factor, b: b)
    triangularSolve(triangle: .lower, transposeA: true, order: order, rightHandSides: rightHandSides, a: factor, b: b)
  }

  /// log det A = 2 Σ log L_ii, given the Cholesky factor of A = L Lᵀ; 0 for an empty matrix, NaN for a NaN factor.
  ///
  /// Checked against: mpmath for the Hilbert matrix.
  package func choleskyLogDeterminant(order: Int, factor: UnsafePointer<Double>) -> Double {
    precondition(order >= 0, "a negative order: \(order)")
    var sum = 0.0
    for i in 0..<order { sum += log(factor[i * order + i]) }
    return 2 * sum
  }
}
