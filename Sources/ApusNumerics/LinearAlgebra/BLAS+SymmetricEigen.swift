// Eigenvalues and eigenvectors of a symmetric matrix.

extension BLAS {
  /// How many numbers of workspace ``symmetricEigen(order:a:values:workspace:)`` needs.
  package static func symmetricEigenWorkspaceCount(order n: Int) -> Int {
    // What dsyevd asks for: 1 + 6n + 2n² numbers, then 3 + 5n integers, two in the place of a number.
    (1 + 6 * n + 2 * n * n) + (4 + 5 * n) / 2
  }

  /// Replaces a symmetric A by its eigenvectors: A = V diag(w) Vᵀ, w ascending, V orthogonal.
  ///
  /// The eigenvectors are the columns of V, as in NumPy; the sign of each, and the basis of a repeated eigenvalue, are the
  /// implementation's choice. Only the lower triangle of A is read.
  ///
  /// Law: each eigenvalue is within about n ulp of ‖A‖ of the true one, and so is A V − V diag(w) of zero.
  ///
  /// Reference: Golub, Van Loan 2013, "Matrix Computations", sections 8.4 and 8.5.
  ///
  /// Checked against: NumPy `eigh`; mpmath for the Hilbert matrix.
  ///
  /// - Parameters:
  ///   - order: n, the rows and columns of A.
  ///   - a: A, and then V.
  ///   - values: the n eigenvalues.
  ///   - workspace: ``symmetricEigenWorkspaceCount(order:)`` numbers, with anything in them.
  /// - Returns: `true`; `false` if the lower triangle has a NaN or an infinity, or the iteration failed to converge: then
  ///   the eigenvalues and V are NaN.
  @discardableResult
  package func symmetricEigen(
    order n: Int, a: UnsafeMutablePointer<Double>, values: UnsafeMutablePointer<Double>,
    workspace: UnsafeMutablePointer<Double>
  ) -> Bool {
    precondition(n >= 0, "a negative order: \(n)")
    if n == 0 { return true }
    var isConverged = (0..<n).allSatisfy { ReferenceAlgebra.isFinite($0 + 1, a + $0 * n) }
    if isConverged {
      if let library, n >= crossover.symmetricEigen {
        isConverged = callSyevd(library, n, a, values, workspace)
      } else {
        isConverged = ReferenceAlgebra.symmetricEigen(n, a, values: values, rows: workspace)
      }
    }
    if !isConverged {
      a.update(repeating: .nan, count: n * n)
      values.update(repeating: .nan, count: n)
    }
    return isConverged
  }

  /// The divide-and-conquer method of LAPACK; returns whether it converged.
  private func callSyevd(
    _ library: BLASLibrary, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>,
    _ workspace: UnsafeMutablePointer<Double>
  ) -> Bool {
    var job = BLASLibrary.Character.vectors
    // The lower triangle of rows is the upper triangle of columns.
    var triangle = BLASLibrary.Character.upper
    var order = Int32(n)
    var stride = order
    var status: Int32 = 0
    let numberCount = 1 + 6 * n + 2 * n * n
    let integerCount = 3 + 5 * n
    var numbers = Int32(numberCount)
    var integers = Int32(integerCount)
    (workspace + numberCount).withMemoryRebound(to: Int32.self, capacity: integerCount) { integerSpace in
      library.syevd(
        &job, &triangle, &order, a, &stride, values, workspace, &numbers, integerSpace, &integers, &status, 1, 1)
    }
    // LAPACK's columns are our rows.
    ReferenceAlgebra.transpose(order: n, a)
    return status == 0
  }
}
