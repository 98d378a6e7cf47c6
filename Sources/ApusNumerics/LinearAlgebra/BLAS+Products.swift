// Products of vectors and matrices: dot, gemv, ger, gemm, and gemm over a batch.

extension BLAS {
  /// The inner product Σ x_i y_i of two vectors.
  ///
  /// Summed in eight lanes: the error is at most about (n/8 + 4) ulp of Σ |x_i y_i|.
  ///
  /// Checked against: NumPy.
  package func dot(count: Int, x: UnsafePointer<Double>, y: UnsafePointer<Double>) -> Double {
    precondition(count >= 0, "a negative count: \(count)")
    return ReferenceAlgebra.dot(count, x, y)
  }

  /// y ← α op(A) x + β y.
  ///
  /// With β = 0 the old y is not read, so NaN in it has no effect. The element of y for row i has the same bits whatever
  /// the other rows are.
  ///
  /// Checked against: NumPy.
  ///
  /// - Parameters:
  ///   - rows: of A as it is stored.
  ///   - columns: of A as it is stored.
  ///   - alpha: the factor of the product.
  ///   - a: A, `rows` × `columns`.
  ///   - transposeA: whether op(A) is Aᵀ: then x has `rows` elements and y has `columns`, else the other way round.
  ///   - x: the vector.
  ///   - beta: the factor of the old y.
  ///   - y: the result.
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

  /// A ← A + α x yᵀ, with A `rows` × `columns`.
  ///
  /// Checked against: NumPy.
  package func ger(
    rows: Int, columns: Int, alpha: Double = 1, x: UnsafePointer<Double>, y: UnsafePointer<Double>,
    a: UnsafeMutablePointer<Double>
  ) {
    precondition(rows >= 0 && columns >= 0, "a negative size: \(rows) × \(columns)")
    for i in 0..<rows {
      ReferenceAlgebra.add(columns, alpha * x[i], times: y, to: a + i * columns)
    }
  }

  /// C ← α op(A) op(B) + β C.
  ///
  /// With β = 0 the old C is not read, and with α = 0 neither are A and B, so NaN in them has no effect. Otherwise a NaN
  /// in A or B reaches every element of C whose sum it belongs to, also if it is multiplied by zero.
  ///
  /// Checked against: NumPy.
  ///
  /// - Parameters:
  ///   - rows: of C and op(A).
  ///   - columns: of C and op(B).
  ///   - inner: the columns of op(A), which are the rows of op(B).
  ///   - alpha: the factor of the product.
  ///   - a: A, `rows` × `inner`; `inner` × `rows` if transposed.
  ///   - transposeA: whether op(A) is Aᵀ.
  ///   - b: B, `inner` × `columns`; `columns` × `inner` if transposed.
  ///   - transposeB: whether op(B) is Bᵀ.
  ///   - beta: the factor of the old C.
  ///   - c: C, `rows` × `columns`.
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

  /// C_i ← α op(A_i) op(B_i) + β C_i for `count` matrices at fixed distances in memory.
  ///
  /// A stride of 0 for A or B uses the same matrix each time. Each product has the bits that ``gemm`` gives it.
  ///
  /// - Parameters:
  ///   - count: how many products.
  ///   - rows: of each C_i and op(A_i).
  ///   - columns: of each C_i and op(B_i).
  ///   - inner: the columns of each op(A_i), which are the rows of op(B_i).
  ///   - alpha: the factor of the products.
  ///   - a: the first A.
  ///   - aStride: elements from one A to the next.
  ///   - transposeA: whether op(A) is Aᵀ.
  ///   - b: the first B.
  ///   - bStride: elements from one B to the next.
  ///   - transposeB: whether op(B) is Bᵀ.
  ///   - beta: the factor of the old C_i.
  ///   - c: the first C.
  ///   - cStride: elements from one C to the next, at least `rows` × `columns`.
  package func gemmBatch(
    count: Int, rows: Int, columns: Int, inner: Int, alpha: Double = 1,
    a: UnsafePointer<Double>, aStride: Int, transposeA: Bool = false,
    b: UnsafePointer<Double>, bStride: Int, transposeB: Bool = false,
    beta: Double = 0, c: UnsafeMutablePointer<Double>, cStride: Int
  ) {
    precondition(count >= 0, "a negative count: \(count)")
    precondition(
      count < 2 || cStride >= rows * columns, "results \(cStride) apart overlap: each is \(rows) × \(columns)")
    for i in 0..<count {
      gemm(
        rows: rows, columns: columns, inner: inner, alpha: alpha, a: a + i * aStride, transposeA: transposeA,
        b: b + i * bStride, transposeB: transposeB, beta: beta, c: c + i * cStride)
    }
  }
}
