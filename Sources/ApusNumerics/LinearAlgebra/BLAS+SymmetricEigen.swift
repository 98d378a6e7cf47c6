// The eigenvalues and eigenvectors of a symmetric matrix.

extension BLAS {
  /// Replaces a symmetric A by its eigenvectors V, as columns, in the order of the ascending eigenvalues λ: A V = V diag(λ), Vᵀ V = 1.
  ///
  /// Only the lower triangle of A is read. The sign of a vector is that with which its first element of at least 0.9 of the greatest
  /// magnitude is positive. The bits are the same on every machine.
  ///
  /// Law: ‖A − V diag(λ) Vᵀ‖ is at most about n ulp of ‖A‖, and so is ‖Vᵀ V − 1‖ of 1.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", sections 8.3.1 and 8.3.3. Checked against: NumPy `eigh`; mpmath for the
  /// Hilbert matrix.
  ///
  /// - Returns: `true`; `false` if A has a NaN or an infinity in its lower triangle: then all is NaN.
  @discardableResult
  package func symmetricEigen(
    order n: Int, a: UnsafeMutablePointer<Double>, eigenvalues: UnsafeMutablePointer<Double>
  ) -> Bool {
    precondition(n >= 0, "a negative order: \(n)")
    if n == 0 { return true }
    var largest = 0.0
    for i in 0..<n {
      for j in 0...i {
        let element = a[i * n + j]
        largest = element.isFinite ? max(largest, abs(element)) : .nan
        if largest.isNaN { break }
        a[j * n + i] = element
      }
      if largest.isNaN { break }
    }
    guard largest.isFinite, ReferenceAlgebra.symmetricEigen(n, a, eigenvalues, scale: largest) else {
      a.update(repeating: .nan, count: n * n)
      eigenvalues.update(repeating: .nan, count: n)
      return false
    }
    return true
  }
}
