// Eigenvalues and eigenvectors of a symmetric matrix in plain Swift, by Jacobi's rotations.

extension ReferenceAlgebra {
  /// A = V diag(w) Vᵀ: eigenvalues ascending, eigenvectors in the columns of V, which replaces A.
  ///
  /// Sweeps over all pairs until each element off the diagonal is below 2⁻⁵³ ‖A‖ / n; converges quadratically, six to
  /// ten sweeps in practice. Reads the lower triangle only.
  ///
  /// - Parameter rows: workspace of n² numbers.
  /// - Returns: whether it converged within 60 sweeps.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", section 8.5.
  static func symmetricEigen(_ n: Int, _ a: Output, values: Output, rows: Output) -> Bool {
    var largest = 0.0
    for i in 0..<n {
      for j in 0...i {
        a[j * n + i] = a[i * n + j]
        largest = max(largest, abs(a[i * n + j]))
      }
    }
    // A power of two near the largest element, so that squares neither overflow nor vanish.
    let unit = largest == 0 ? 1 : Double(sign: .plus, exponent: largest.exponent, significand: 1)
    for i in 0..<n * n { a[i] /= unit }
    rows.update(repeating: 0, count: n * n)
    for i in 0..<n { rows[i * n + i] = 1 }

    let tolerance = 0x1p-53 * dot(n * n, a, a).squareRoot() / Double(n)
    var sweepsLeft = 60
    while sweep(n, a, rows, tolerance) > 0 {
      sweepsLeft -= 1
      if sweepsLeft == 0 { return false }
    }

    for i in 0..<n { values[i] = a[i * n + i] * unit }
    for i in 0..<n {
      var least = i
      for j in i..<n where values[j] < values[least] { least = j }
      exchange(1, values + i, values + least)
      exchange(n, rows + i * n, rows + least * n)
    }
    for i in 0..<n {
      for j in 0..<n { a[j * n + i] = rows[i * n + j] }
    }
    return true
  }

  /// Rotates every pair (p, q) whose element is above the tolerance to zero; returns how many were.
  private static func sweep(_ n: Int, _ a: Output, _ rows: Output, _ tolerance: Double) -> Int {
    var rotationCount = 0
    for q in 1..<max(1, n) {
      for p in 0..<q where abs(a[p * n + q]) > tolerance {
        rotationCount += 1
        // The smaller root t = tan θ of t² + 2 τ t − 1 = 0.
        let tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
        let t = (tau < 0 ? -1 : 1) / (abs(tau) + (1 + tau * tau).squareRoot())
        let c = 1 / (1 + t * t).squareRoot()
        let s = t * c
        let shift = t * a[p * n + q]
        let (app, aqq) = (a[p * n + p] - shift, a[q * n + q] + shift)
        rotate(n, a + p * n, a + q * n, c, s)
        for i in 0..<n {
          // The matrix stays symmetric: its columns are its rows.
          a[i * n + p] = a[p * n + i]
          a[i * n + q] = a[q * n + i]
        }
        a[p * n + p] = app
        a[q * n + q] = aqq
        a[p * n + q] = 0
        a[q * n + p] = 0
        rotate(n, rows + p * n, rows + q * n, c, s)
      }
    }
    return rotationCount
  }

  /// (x, y) ← (c x − s y, s x + c y).
  private static func rotate(_ count: Int, _ x: Output, _ y: Output, _ c: Double, _ s: Double) {
    for i in 0..<count {
      let (old, other) = (x[i], y[i])
      x[i] = c * old - s * other
      y[i] = s * old + c * other
    }
  }
}
