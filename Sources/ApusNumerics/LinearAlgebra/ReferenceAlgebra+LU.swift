// The LU factors with row interchanges in plain Swift, in panels of 32 columns.

extension ReferenceAlgebra {
  /// P A = L U in place, with partial pivoting; `pivots[i]` is the row (from 0) that row i was exchanged with.
  ///
  /// A column without a pivot (all zeros) is passed over: its pivot stays zero.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", section 3.4.
  static func lu(_ n: Int, _ a: Output, _ pivots: UnsafeMutablePointer<Int32>) {
    for start in stride(from: 0, to: n, by: 32) {
      let end = min(start + 32, n)
      for j in start..<end { eliminate(column: j, panelEnd: end, n, a, pivots) }
      let width = end - start
      let right = n - end
      if right == 0 { return }
      let diagonal = a + start * n + start
      let below = a + end * n
      trsm(.left, .lower, transposed: false, isUnit: true, width, right, diagonal, n, diagonal + width, n)
      gemm(
        right, right, width, alpha: -1, below + start, n, false, diagonal + width, n, false, beta: 1, below + end, n)
    }
  }

  /// Brings the largest element of a column to the diagonal, and eliminates below it within the panel.
  private static func eliminate(
    column j: Int, panelEnd: Int, _ n: Int, _ a: Output, _ pivots: UnsafeMutablePointer<Int32>
  ) {
    var pivot = j
    for i in (j + 1)..<max(j + 1, n) where abs(a[i * n + j]) > abs(a[pivot * n + j]) { pivot = i }
    pivots[j] = Int32(pivot)
    exchange(n, a + j * n, a + pivot * n)
    let diagonal = a[j * n + j]
    if diagonal == 0 { return }
    for i in (j + 1)..<max(j + 1, n) {
      let row = a + i * n
      row[j] /= diagonal
      add(panelEnd - j - 1, -row[j], times: a + j * n + j + 1, to: row + j + 1)
    }
  }

  static func exchange(_ count: Int, _ x: Output, _ y: Output) {
    if x == y { return }
    for i in 0..<count {
      let kept = x[i]
      x[i] = y[i]
      y[i] = kept
    }
  }
}
