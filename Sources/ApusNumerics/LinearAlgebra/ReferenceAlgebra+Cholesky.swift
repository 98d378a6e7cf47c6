// The Cholesky factor in plain Swift: halved until small, so that most of the work is matrix products.

extension ReferenceAlgebra {
  /// A = L Lᵀ in the lower triangle, in place; the strict upper triangle is not read, and holds anything afterwards.
  ///
  /// - Returns: whether every pivot was positive; if not, the triangle holds anything.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", section 4.2.
  static func cholesky(_ n: Int, _ a: Output, _ stride: Int) -> Bool {
    if n > 32 {
      let first = n / 2
      let second = n - first
      let below = a + first * stride
      let rest = below + first
      if !cholesky(first, a, stride) { return false }
      trsm(.right, .lower, transposed: true, isUnit: false, first, second, a, stride, below, stride)
      subtractSquare(second, first, of: below, from: rest, stride)
      return cholesky(second, rest, stride)
    }
    for i in 0..<n {
      let row = a + i * stride
      for j in 0..<i {
        row[j] = (row[j] - dot(j, row, a + j * stride)) / a[j * stride + j]
      }
      let pivot = row[i] - dot(i, row, row)
      // A comparison that NaN fails too.
      guard pivot > 0 else { return false }
      row[i] = pivot.squareRoot()
    }
    return true
  }

  /// C ← C − B Bᵀ in the lower triangle of C (n × n), B n × k, both with the same stride.
  ///
  /// Only squares of 64 on the diagonal are computed whole, so a little less than half of the work is saved.
  private static func subtractSquare(_ n: Int, _ k: Int, of b: Input, from c: Output, _ stride: Int) {
    if n <= 64 {
      gemm(n, n, k, alpha: -1, b, stride, false, b, stride, true, beta: 1, c, stride)
      return
    }
    let first = n / 2
    let second = n - first
    let below = b + first * stride
    subtractSquare(first, k, of: b, from: c, stride)
    gemm(
      second, first, k, alpha: -1, below, stride, false, b, stride, true, beta: 1, c + first * stride, stride)
    subtractSquare(second, k, of: below, from: c + first * stride + first, stride)
  }
}
