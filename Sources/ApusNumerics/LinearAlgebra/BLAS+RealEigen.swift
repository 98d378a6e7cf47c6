// The eigenvalues and eigenvectors of a general matrix whose eigenvalues are real.

extension BLAS {
  /// The real eigenvalues λ of A in ascending order, and its eigenvectors V of norm 1 as columns in its place: A V = V diag(λ).
  ///
  /// All is NaN where an eigenvalue is complex. A pair that is real after a change of the balanced matrix by 4n ulp of its norm in one
  /// element of its Schur form is real: so a double eigenvalue with one eigenvector comes out as two equal ones. Eigenvalues of
  /// triangles, and of what rows and columns in another order make triangles, are exact. Of an eigenvalue with fewer vectors than its
  /// multiplicity, V has columns that are equal or nearly so. The sign of a vector is that with which its first element of at least 0.9
  /// of the greatest magnitude is positive. The bits are the same on every machine.
  ///
  /// Law: λ and V are those of a matrix within some n ulp of ‖A‖, after balancing.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", sections 7.5 and 7.6.4. Checked against: mpmath, NumPy `eig`.
  ///
  /// - Returns: `true`; `false` where all is NaN, as it is for a matrix with a NaN or an infinity.
  @discardableResult
  package func realEigen(
    order n: Int, a: UnsafeMutablePointer<Double>, eigenvalues: UnsafeMutablePointer<Double>
  ) -> Bool {
    precondition(n >= 0, "a negative order: \(n)")
    let elements = UnsafeBufferPointer(start: a, count: n * n)
    let largest = elements.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : .nan }
    guard largest.isFinite else { return refuse(n, a, eigenvalues) }
    // A power of two, so that no square overflows or underflows.
    let unit = largest > 0 ? Double(sign: .plus, exponent: largest.exponent, significand: 1) : 1
    guard let form = RealSchurForm(order: n, elements.map { $0 / unit }) else { return refuse(n, a, eigenvalues) }
    let (values, vectors) = form.eigenvectors()
    for i in values.indices { eigenvalues[i] = values[i] * unit }
    for i in vectors.indices { a[i] = vectors[i] }
    return true
  }

  private func refuse(_ n: Int, _ a: UnsafeMutablePointer<Double>, _ eigenvalues: UnsafeMutablePointer<Double>) -> Bool
  {
    a.update(repeating: .nan, count: n * n)
    eigenvalues.update(repeating: .nan, count: n)
    return false
  }
}
