// Systems of equations with a triangular matrix, from either side, for one or many right-hand sides.

extension BLAS {
  /// The half of a square matrix that holds a triangular matrix; the other half is not read.
  package enum Triangle: Sendable {
    /// The diagonal and what is below it.
    case lower
    /// The diagonal and what is above it.
    case upper
  }

  /// The side on which the matrix multiplies the unknown.
  package enum Side: Sendable {
    /// op(A) X = B.
    case left
    /// X op(A) = B.
    case right
  }

  /// Solves op(A) X = B, or X op(A) = B with X and B m × n, for X, which replaces B; A is the triangle that is stored there.
  ///
  /// Law: the residual of each right-hand side x is at most about n ulp of |A| |x|, element by element. A zero on the
  /// diagonal gives infinities and NaN, as division does.
  ///
  /// Reference: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 8.1.
  /// Checked against: SciPy `solve_triangular`.
  package func triangularSolve(
    side: Side = .left, triangle: Triangle, transposeA: Bool = false, order: Int, rightHandSides: Int = 1,
    a: UnsafePointer<Double>, b: UnsafeMutablePointer<Double>
  ) {
    triangularSolve(
      side, triangle, transposed: transposeA, isUnit: false, order: order, rightHandSides: rightHandSides, a: a, b: b)
  }

  /// The same, with a diagonal of ones that is not read where `isUnit`: one factor of LU has it.
  func triangularSolve(
    _ side: Side, _ triangle: Triangle, transposed: Bool, isUnit: Bool, order n: Int, rightHandSides m: Int,
    a: UnsafePointer<Double>, b: UnsafeMutablePointer<Double>
  ) {
    precondition(n >= 0 && m >= 0, "a negative size: order \(n), \(m) right-hand sides")
    if n == 0 || m == 0 { return }
    let bStride = side == .left ? m : n
    guard let library, m > 1, n * n * m >= crossover.trsm else {
      return ReferenceAlgebra.trsm(side, triangle, transposed: transposed, isUnit: isUnit, n, m, a, n, b, bStride)
    }
    library.trsm(
      BLASLibrary.Constant.rowMajor, BLASLibrary.Constant.side(side), BLASLibrary.Constant.triangle(triangle),
      BLASLibrary.Constant.transposition(transposed), BLASLibrary.Constant.diagonal(isUnit: isUnit),
      Int32(side == .left ? n : m), Int32(bStride), 1, a, Int32(n), b, Int32(bStride))
  }
}
