// The inverse of a positive definite matrix from its Cholesky factor, by halves: twice as fast as LAPACK's.

extension BLAS {
  /// A⁻¹, symmetric and full, given the Cholesky factor of A = L Lᵀ, of which the lower triangle is read; NaN where the factor is.
  ///
  /// X = L⁻¹ by halves, with X₂₁ = −X₂₂ L₂₁ X₁₁, and then A⁻¹ = Xᵀ X by halves.
  ///
  /// Law: ‖A A⁻¹ − 1‖ is at most about n ulp of ‖L‖ ‖L⁻¹‖ ‖A‖ ‖A⁻¹‖.
  ///
  /// Reference: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 14.3.
  /// Checked against: NumPy `inv`.
  package func choleskyInverse(order n: Int, factor: UnsafePointer<Double>, inverse: UnsafeMutablePointer<Double>) {
    precondition(n >= 0, "a negative order: \(n)")
    if n == 0 { return }
    let isRegular = (0..<n).allSatisfy { factor[$0 * n + $0].isFinite && factor[$0 * n + $0] != 0 }
    guard isRegular else { return inverse.update(repeating: .nan, count: n * n) }
    if let library, n >= crossover.cholesky {
      inverse.update(from: factor, count: n * n)
      let halves = TriangleHalves(library: library, stride: n)
      halves.invert(n, inverse)
      halves.multiplyByTranspose(n, inverse)
    } else {
      inverse.update(repeating: 0, count: n * n)
      for i in 0..<n { inverse[i * n + i] = 1 }
      choleskySolve(order: n, rightHandSides: n, factor: factor, b: inverse)
    }
    mirrorLower(n, inverse)
  }

  /// Copies the lower triangle to the upper one, by blocks that stay in the cache.
  private func mirrorLower(_ n: Int, _ a: UnsafeMutablePointer<Double>) {
    let width = 8
    for top in stride(from: 0, to: n, by: width) {
      for left in stride(from: 0, through: top, by: width) {
        for i in top..<min(top + width, n) {
          for j in left..<max(left, min(left + width, i)) { a[j * n + i] = a[i * n + j] }
        }
      }
    }
  }
}

/// Operations on a lower triangle that are done for its halves, and by the library for what is between them.
private struct TriangleHalves {
  let library: BLASLibrary
  /// The distance of two rows.
  let stride: Int

  private typealias Constant = BLASLibrary.Constant
  /// The order up to which plain loops do it.
  private static let leaf = 16

  /// The order of the first half: a multiple of 8.
  private func half(_ n: Int) -> Int { (n / 2 + 7) / 8 * 8 }

  /// Replaces a lower triangle by its inverse.
  func invert(_ n: Int, _ a: UnsafeMutablePointer<Double>) {
    guard n > Self.leaf else {
      for i in 0..<n {
        let row = a + i * stride
        let reciprocal = 1 / row[i]
        for j in 0..<i {
          var sum = 0.0
          for k in j..<i { sum += row[k] * a[k * stride + j] }
          row[j] = -reciprocal * sum
        }
        row[i] = reciprocal
      }
      return
    }
    let (m, below) = (half(n), a + half(n) * stride)
    invert(m, a)
    invert(n - m, below + m)
    multiply(.right, a, transposed: false, rows: n - m, columns: m, alpha: 1, below)
    multiply(.left, below + m, transposed: false, rows: n - m, columns: m, alpha: -1, below)
  }

  /// Replaces a lower triangle X by that of Xᵀ X.
  func multiplyByTranspose(_ n: Int, _ x: UnsafeMutablePointer<Double>) {
    guard n > Self.leaf else {
      for i in 0..<n {
        for j in 0...i {
          var sum = 0.0
          for k in i..<n { sum += x[k * stride + i] * x[k * stride + j] }
          x[i * stride + j] = sum
        }
      }
      return
    }
    let (m, below) = (half(n), x + half(n) * stride)
    multiplyByTranspose(m, x)
    library.syrk(
      Constant.rowMajor, Constant.triangle(.lower), Constant.transposition(true), Int32(m), Int32(n - m), 1, below,
      Int32(stride), 1, x, Int32(stride))
    multiply(.left, below + m, transposed: true, rows: n - m, columns: m, alpha: 1, below)
    multiplyByTranspose(n - m, below + m)
  }

  /// b ← α op(a) b or α b op(a), with a lower triangle a.
  private func multiply(
    _ side: BLAS.Side, _ a: UnsafePointer<Double>, transposed: Bool, rows: Int, columns: Int, alpha: Double,
    _ b: UnsafeMutablePointer<Double>
  ) {
    library.trmm(
      Constant.rowMajor, Constant.side(side), Constant.triangle(.lower), Constant.transposition(transposed),
      Constant.diagonal(isUnit: false), Int32(rows), Int32(columns), alpha, a, Int32(stride), b, Int32(stride))
  }
}
