// Products of matrices with vectors and with matrices: gemv and gemm.

extension BLAS {
  /// y ← α op(A) x + β y; `rows` and `columns` are those of A as it is stored.
  ///
  /// With β = 0 the old y is not read, so NaN in it has no effect. The element of y for row i has the same bits whatever
  /// the other rows are.
  ///
  /// Checked against: NumPy.
  package func gemv(
    rows: Int, columns: Int, alpha: Double = 1, a: UnsafePointer<Double>, transposeA: Bool = false,
    x: UnsafePointer<Double>, beta: Double = 0, y: UnsafeMutablePointer<Double>
  ) {
    precondition(rows >= 0 && columns >= 0, "a negative size: \(rows) × \(columns)")
    if transposeA {
      ReferenceAlgebra.gemvTransposed(
        rows: rows, columns: columns, alpha: alpha, a: a, rowStride: columns, x: x, beta: beta, y: y)
    } else {
      ReferenceAlgebra.gemv(
        rows: rows, columns: columns, alpha: alpha, a: a, rowStride: columns, x: x, beta: beta, y: y)
    }
  }

  /// C ← α op(A) op(B) + β C; op(A) is `rows` × `inner` and op(B) `inner` × `columns`.
  ///
  /// With β = 0 the old C is not read, and with α = 0 neither are A and B, so NaN in them has no effect. Otherwise a NaN
  /// in A or B reaches every element of C whose sum it belongs to, also if it is multiplied by zero.
  ///
  /// Checked against: NumPy.
  package func gemm(
    rows: Int, columns: Int, inner: Int, alpha: Double = 1,
    a: UnsafePointer<Double>, transposeA: Bool = false, b: UnsafePointer<Double>, transposeB: Bool = false,
    beta: Double = 0, c: UnsafeMutablePointer<Double>
  ) {
    precondition(
      rows >= 0 && columns >= 0 && inner >= 0, "a negative size: \(rows) × \(inner) times \(inner) × \(columns)")
    if rows == 0 || columns == 0 { return }
    // α = 0 is kept from the library: some of OpenBLAS's kernels for small matrices would multiply NaN by it.
    if inner == 0 || alpha == 0 { return ReferenceAlgebra.scale(rows * columns, beta, c) }
    let aStride = transposeA ? rows : inner
    let bStride = transposeB ? inner : columns
    let isVector = rows == 1 || columns == 1
    guard let library, !isVector, rows * columns * inner >= crossover.gemm else {
      return ReferenceAlgebra.gemm(
        rows, columns, inner, alpha: alpha, a, aStride, transposeA, b, bStride, transposeB, beta: beta, c, columns)
    }
    library.gemm(
      BLASLibrary.Constant.rowMajor, BLASLibrary.Constant.transposition(transposeA),
      BLASLibrary.Constant.transposition(transposeB), Int32(rows), Int32(columns), Int32(inner), alpha, a,
      Int32(aStride), b, Int32(bStride), beta, c, Int32(columns))
  }
}
