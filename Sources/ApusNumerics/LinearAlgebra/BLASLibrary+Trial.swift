// The trial that is made of every library when it is loaded: a kernel that is wrong on this processor must not go unseen.

extension BLASLibrary {
  /// The name of the first routine whose numbers differ from plain Swift's by more than rounding; `nil` if all agree.
  ///
  /// The sizes are no multiple of any vector length and reach the blocked kernels; the whole takes under a millisecond.
  /// A library may still be wrong elsewhere: this finds the kernels that are wrong altogether.
  func firstWrongRoutine() -> String? {
    let trial = BLAS(library: self, origin: "trial", crossover: .everyCall)
    let n = 37
    let m = 13
    // Diagonally dominant and symmetric, with numbers of both signs.
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n { matrix[i * n + j] = Double((7 * i * j + 3 * (i + j)) % 19 - 9) / 32 }
      matrix[i * n + i] += 12
    }
    let sides = (0..<n * m).map { Double(($0 * 5) % 23 - 11) / 8 }

    func differ(_ count: Int, _ compute: (BLAS, UnsafeMutablePointer<Double>) -> Void) -> Bool {
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * count) { memory in
        guard let ours = memory.baseAddress else { return true }
        let theirs = ours + count
        memory.initialize(repeating: 1)
        compute(.reference, ours)
        compute(trial, theirs)
        return (0..<count).contains { !(abs(ours[$0] - theirs[$0]) <= 1e-11 * max(1, abs(ours[$0]))) }
      }
    }
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      let isWrong = differ(n * m) { blas, c in
        // op(A) is n × n in every case; B is n × m or m × n.
        blas.gemm(
          rows: n, columns: m, inner: n, alpha: -0.5, a: matrix, transposeA: transposeA, b: sides,
          transposeB: transposeB, beta: 2, c: c)
      }
      if isWrong { return "cblas_dgemm" }
    }
    for (side, triangle) in [
      (BLAS.Side.left, BLAS.Triangle.lower), (.left, .upper), (.right, .lower), (.right, .upper),
    ] {
      for transposed in [false, true] {
        let isWrong = differ(n * m) { blas, b in
          b.update(from: sides, count: n * m)
          blas.triangularSolve(
            side: side, triangle: triangle, transposeA: transposed, order: n, rightHandSides: m, a: matrix, b: b)
        }
        if isWrong { return "cblas_dtrsm" }
      }
    }
    let isCholeskyWrong = differ(n * n) { blas, a in
      a.update(from: matrix, count: n * n)
      blas.cholesky(order: n, a: a)
    }
    if isCholeskyWrong { return "dpotrf_" }
    let isInverseWrong = differ(n * n) { blas, inverse in
      var factor = matrix
      blas.cholesky(order: n, a: &factor)
      blas.choleskyInverse(order: n, factor: factor, inverse: inverse)
    }
    if isInverseWrong { return "cblas_dtrmm or cblas_dsyrk" }
    let isLUWrong = differ(n * n) { blas, a in
      a.update(from: matrix, count: n * n)
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: n) { pivots in
        guard let pivots = pivots.baseAddress else { return }
        blas.lu(order: n, a: a, pivots: pivots)
      }
    }
    return isLUWrong ? "dgetrf_" : nil
  }
}
