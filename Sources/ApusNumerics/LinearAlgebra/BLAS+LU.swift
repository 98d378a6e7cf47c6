// The LU factors of a general square matrix, and what is solved and measured with them.

extension BLAS {
  /// Replaces a square A by its factors: P A = L U, where P exchanges row i with row `pivots[i]`, for i = 0, 1, … in turn.
  ///
  /// U is the upper triangle of the result, with its diagonal; L is the strict lower triangle, with ones on its diagonal.
  /// The pivot is the element of largest magnitude in its column, so no element of L is above 1.
  ///
  /// Law: ‖P A − L U‖ is a small multiple of n ulp of ‖A‖ (but for contrived matrices, whose U grows).
  ///
  /// Reference: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 9.3.
  /// Checked against: SciPy `lu_factor`.
  ///
  /// - Returns: `true`; `false` if a pivot is exactly zero, so that A is singular (the factors are valid nonetheless),
  ///   or if A has a NaN or an infinity (then the factors are NaN, and nothing is exchanged).
  @discardableResult
  package func lu(order n: Int, a: UnsafeMutablePointer<Double>, pivots: UnsafeMutablePointer<Int32>) -> Bool {
    precondition(n >= 0, "a negative order: \(n)")
    if n == 0 { return true }
    guard ReferenceAlgebra.isFinite(n * n, a) else {
      // The search for a pivot passes NaN by, so a library may lose it.
      a.update(repeating: .nan, count: n * n)
      for i in 0..<n { pivots[i] = Int32(i) }
      return false
    }
    if let library, n >= crossover.lu {
      ReferenceAlgebra.transpose(order: n, a)
      var order = Int32(n)
      var columns = order
      var stride = order
      var status: Int32 = 0
      library.getrf(&order, &columns, a, &stride, pivots, &status)
      for i in 0..<n { pivots[i] -= 1 }
      ReferenceAlgebra.transpose(order: n, a)
    } else {
      ReferenceAlgebra.lu(n, a, pivots)
    }
    return luIsRegular(n, a)
  }

  /// Solves op(A) X = B for X, which replaces B, given the factors of A.
  ///
  /// If A was singular or not finite, X is NaN.
  ///
  /// Checked against: SciPy `lu_solve`.
  package func luSolve(
    order n: Int, rightHandSides m: Int = 1, transposeA: Bool = false, factors: UnsafePointer<Double>,
    pivots: UnsafePointer<Int32>, b: UnsafeMutablePointer<Double>
  ) {
    precondition(n >= 0 && m >= 0, "a negative size: order \(n), \(m) right-hand sides")
    guard luIsRegular(n, factors) else { return b.update(repeating: .nan, count: n * m) }
    func solve(_ triangle: Triangle, isUnit: Bool) {
      triangularSolve(
        .left, triangle, transposed: transposeA, isUnit: isUnit, order: n, rightHandSides: m, a: factors, b: b)
    }
    if transposeA {
      solve(.upper, isUnit: false)
      solve(.lower, isUnit: true)
      for i in stride(from: n - 1, through: 0, by: -1) {
        ReferenceAlgebra.exchange(m, b + i * m, b + Int(pivots[i]) * m)
      }
    } else {
      for i in 0..<n { ReferenceAlgebra.exchange(m, b + i * m, b + Int(pivots[i]) * m) }
      solve(.lower, isUnit: true)
      solve(.upper, isUnit: false)
    }
  }

  /// The determinant of A from its factors, as its sign and the logarithm of its magnitude: it overflows at no size.
  ///
  /// A singular A has sign 0 and −∞, an empty one 1 and 0, one that is not finite NaN and NaN.
  ///
  /// Checked against: NumPy `slogdet`; mpmath for the Hilbert matrix.
  package func luDeterminant(
    order n: Int, factors: UnsafePointer<Double>, pivots: UnsafePointer<Int32>
  ) -> (sign: Double, logMagnitude: Double) {
    precondition(n >= 0, "a negative order: \(n)")
    var sign = 1.0
    var logMagnitude = 0.0
    for i in 0..<n {
      let pivot = factors[i * n + i]
      if pivot == 0 { return (0, -.infinity) }
      sign *= pivot.isNaN ? .nan : pivot < 0 ? -1 : 1
      if Int(pivots[i]) != i { sign = -sign }
      logMagnitude += log(abs(pivot))
    }
    return (sign, logMagnitude)
  }

  /// Whether every pivot is a number other than zero.
  private func luIsRegular(_ n: Int, _ factors: UnsafePointer<Double>) -> Bool {
    for i in 0..<n where factors[i * n + i] == 0 || !factors[i * n + i].isFinite { return false }
    return true
  }
}
