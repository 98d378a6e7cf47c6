// Laws of the Cholesky factor, for every implementation.

import ApusNumerics
import Testing

@Suite struct CholeskyTests {
  static let orders = [1, 2, 3, 15, 16, 31, 32, 33, 64, 65, 100, 193]

  @Test(arguments: BLAS.everyImplementation, orders)
  func `L Lt is A again, with L lower triangular and positive on the diagonal`(blas: BLAS, n: Int) {
    let a = Matrix.positiveDefinite(n, seed: UInt64(n))
    let (factor, isPositiveDefinite) = blas.factor(a)
    #expect(isPositiveDefinite)
    #expect((factor * factor.transposed - a).isWithin(Double(n + 1) * 0x1p-52 * a.largest))
    for i in 0..<n {
      #expect(factor[i, i] > 0)
      for j in i + 1..<max(n, i + 1) { #expect(factor[i, j].bitPattern == 0) }
    }
  }

  @Test(arguments: BLAS.everyImplementation, [2, 20, 70])
  func `the strict upper triangle is not read`(blas: BLAS, n: Int) {
    let a = Matrix.positiveDefinite(n, seed: 1)
    let half = Matrix(n, n) { $1 > $0 ? .nan : a[$0, $1] }
    #expect(blas.factor(half).factor.elements.bits == blas.factor(a).factor.elements.bits)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 20, 70])
  func `a matrix that is not positive definite gives NaN and false`(blas: BLAS, n: Int) {
    for place in Set([0, n / 2, n - 1]) {
      for bad in [-1, 0, Double.nan, .infinity, -.infinity] {
        var a = Matrix.positiveDefinite(n, seed: 1)
        a[place, place] = bad
        let (factor, isPositiveDefinite) = blas.factor(a)
        #expect(!isPositiveDefinite, "\(bad) at \(place)")
        #expect(factor.elements.isAllNaN, "\(bad) at \(place)")
      }
    }
  }

  @Test(arguments: BLAS.everyImplementation, [2, 20, 70])
  func `a bad number off the diagonal gives NaN and false`(blas: BLAS, n: Int) {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Matrix.positiveDefinite(n, seed: 1)
      a[n - 1, n / 2 - 1] = bad
      let (factor, isPositiveDefinite) = blas.factor(a)
      #expect(!isPositiveDefinite)
      #expect(factor.elements.isAllNaN)
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `a singular matrix of integers is not positive definite`(blas: BLAS) {
    #expect(!blas.factor(Matrix(2, 2, [4, 6, 6, 9])).isPositiveDefinite)
    #expect(!blas.factor(Matrix(20, 20) { _, _ in 1 }).isPositiveDefinite)
  }

  @Test(arguments: BLAS.everyImplementation, [(1, 1), (7, 1), (7, 3), (40, 1), (70, 20)])
  func `the solution of A x = b has a small residual`(blas: BLAS, size: (Int, Int)) {
    let (n, m) = size
    let a = Matrix.positiveDefinite(n, seed: 1)
    let b = Matrix.random(n, m, seed: 2)
    var x = b
    blas.choleskySolve(order: n, rightHandSides: m, factor: blas.factor(a).factor.elements, b: &x.elements)
    #expect((a * x - b).isWithin(Double(n + 1) * 0x1p-50 * a.largest * max(x.largest, 1)))
  }

  @Test(arguments: BLAS.everyImplementation)
  func `a factor of NaN gives a solution and a determinant of NaN`(blas: BLAS) {
    let factor = blas.factor(-1 * Matrix.identity(3)).factor.elements
    var x = [1.0, 2, 3]
    blas.choleskySolve(order: 3, factor: factor, b: &x)
    #expect(x.isAllNaN)
    #expect(blas.choleskyLogDeterminant(order: 3, factor: factor).isNaN)
  }

  @Test(arguments: BLAS.everyImplementation)
  func `the log determinant of a diagonal matrix is the sum of logarithms, beyond overflow`(blas: BLAS) {
    let (factor, _) = blas.factor(1e4 * Matrix.identity(400))
    let expected = 400 * 9.210340371976184
    #expect(abs(blas.choleskyLogDeterminant(order: 400, factor: factor.elements) - expected) < 1e-10 * expected)
  }

  @Test(arguments: BLAS.everyImplementation)
  func `an empty matrix is positive definite with determinant one`(blas: BLAS) {
    var untouched = [5.0]
    #expect(blas.cholesky(order: 0, a: &untouched))
    #expect(blas.choleskyLogDeterminant(order: 0, factor: untouched) == 0)
    #expect(untouched == [5])
  }
}
