// Laws of the symmetric eigenvalues and eigenvectors.

import ApusNumerics
import Testing

@Suite struct SymmetricEigenTests {
  private static func eigen(_ a: Matrix) -> (values: [Double], vectors: Matrix, isFinite: Bool) {
    var vectors = a
    var values = [Double](repeating: 0, count: a.rows)
    let isFinite = BLAS.shared.symmetricEigen(order: a.rows, a: &vectors.elements, eigenvalues: &values)
    return (values, vectors, isFinite)
  }

  private static func symmetric(_ n: Int, seed: UInt64) -> Matrix {
    let a = Matrix.random(n, n, seed: seed)
    return a + a.transposed
  }

  /// The products of A with the vectors, the products of these, the order of the values and the signs.
  private func check(_ a: Matrix, _ name: String) {
    let (values, vectors, isFinite) = Self.eigen(a)
    let n = a.rows
    #expect(isFinite, "\(name)")
    let residual = a * vectors - vectors * .diagonal(values)
    #expect(residual.isWithin(Double(n + 4) * 0x1p-51 * a.largest), "\(name): \(residual.largest)")
    let products = vectors.transposed * vectors - .identity(n)
    #expect(products.isWithin(Double(n + 4) * 0x1p-51), "\(name): \(products.largest)")
    for (low, high) in zip(values, values.dropFirst()) { #expect(low <= high, "\(name)") }
    for j in 0..<n {
      let greatest = (0..<n).map { abs(vectors[$0, j]) }.max() ?? 0
      let first = (0..<n).map { vectors[$0, j] }.first { abs($0) >= 0.9 * greatest }
      #expect((first ?? 1) > 0, "\(name): vector \(j)")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 7, 16, 33, 100]) func `they make the matrix again, and are orthonormal`(n: Int) {
    check(Self.symmetric(n, seed: UInt64(n)), "random of order \(n)")
    check(.identity(n), "identity of order \(n)")
    check(Matrix(n, n) { _, _ in 1 }, "ones of order \(n)")
    check(.diagonal((0..<n).map { Double($0 % 3) - 1 }), "repeated of order \(n)")
    check(Matrix(n, n) { 1 / Double($0 + $1 + 1) }, "Hilbert of order \(n)")
    check(Matrix(n, n) { _, _ in 0 }, "zero of order \(n)")
    let block = Self.symmetric(n, seed: 5)
    check(Matrix(n, n) { ($0 < n / 2) == ($1 < n / 2) ? block[$0, $1] : 0 }, "two blocks of order \(n)")
  }

  @Test func `eigenvalues of matrices that have them in closed form`() {
    // 2 on the diagonal and −1 beside it: 2 − 2 cos(kπ/(n + 1)).
    let (values, _, _) = Self.eigen(Matrix(3, 3) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 })
    let root = 2.0.squareRoot()
    for (value, expected) in zip(values, [2 - root, 2, 2 + root]) { #expect(abs(value - expected) < 2e-15) }
    for (value, expected) in zip(Self.eigen(Matrix(2, 2, [0, 0, 1, 0])).values, [-1.0, 1]) {
      #expect(abs(value - expected) < 1e-15)
    }
    #expect(Self.eigen(.diagonal([3, -2, 5])).values == [-2, 3, 5])
  }

  @Test(arguments: [2, 20, 70]) func `the strict upper triangle is not read`(n: Int) {
    let a = Self.symmetric(n, seed: 1)
    let half = Matrix(n, n) { $1 > $0 ? .nan : a[$0, $1] }
    #expect(Self.eigen(half).vectors.elements.bits == Self.eigen(a).vectors.elements.bits)
  }

  @Test(arguments: [1e-300, 1e-160, 1e150, 1e300]) func `the size of the matrix is none of the vectors'`(scale: Double)
  {
    let a = Self.symmetric(9, seed: 2)
    let (values, vectors, _) = Self.eigen(a)
    let power = Double(sign: .plus, exponent: scale.exponent, significand: 1)
    let scaled = Self.eigen(power * a)
    #expect(scaled.vectors.elements.bits == vectors.elements.bits)
    #expect(scaled.values == values.map { $0 * power })
  }

  @Test(arguments: [1, 2, 20]) func `a bad number makes all NaN`(n: Int) {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Self.symmetric(n, seed: 3)
      a[n - 1, n / 2] = bad
      let (values, vectors, isFinite) = Self.eigen(a)
      #expect(!isFinite && values.isAllNaN && vectors.elements.isAllNaN)
    }
  }
}
