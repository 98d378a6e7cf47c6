// Laws of the LU factors, and of solution and determinant by them, for every implementation.

import ApusNumerics
import Testing

@Suite struct LUTests {
  @Test(arguments: BLAS.everyImplementation, [1, 2, 3, 7, 32, 33, 64, 65, 120])
  func `L U is A with its rows exchanged, and no element of L is above one`(blas: BLAS, n: Int) {
    let a = Matrix.random(n, n, seed: UInt64(n))
    let (factors, pivots, isRegular) = blas.factors(a)
    #expect(isRegular)
    let upper = factors.triangle(.upper)
    let strictLower = factors - upper
    var exchanged = a
    for i in 0..<n {
      let other = Int(pivots[i])
      #expect((i..<n).contains(other))
      for j in 0..<n { (exchanged[i, j], exchanged[other, j]) = (exchanged[other, j], exchanged[i, j]) }
    }
    #expect(strictLower.isWithin(1))
    let product = (strictLower + .identity(n)) * upper
    #expect((product - exchanged).isWithin(Double(n + 1) * 0x1p-51 * max(1, upper.largest)))
  }

  @Test(arguments: BLAS.everyImplementation, [(1, 1), (2, 1), (9, 4), (40, 1), (70, 33)])
  func `solutions of A x = b and At x = b have small residuals`(blas: BLAS, size: (Int, Int)) {
    let (n, m) = size
    let a = Matrix.random(n, n, seed: 4)
    let b = Matrix.random(n, m, seed: 5)
    let (factors, pivots, _) = blas.factors(a)
    for transposeA in [false, true] {
      var x = b
      blas.luSolve(
        order: n, rightHandSides: m, transposeA: transposeA, factors: factors.elements, pivots: pivots, b: &x.elements)
      let residual = a.transposed(if: transposeA) * x - b
      #expect(residual.isWithin(Double(n) * 0x1p-48 * max(1, x.largest)), "transposed: \(transposeA)")
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `the determinant of a permutation is its sign`(blas: BLAS) {
    // Each is a cycle through all places, which is even where the order is odd.
    for n in [1, 2, 3, 4, 40, 41, 90, 91] {
      let (factors, pivots, _) = blas.factors(Matrix(n, n) { $1 == ($0 + 1) % n ? 1 : 0 })
      let determinant = blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots)
      #expect(determinant == (n % 2 == 0 ? -1 : 1, 0), "order \(n)")
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `the determinant overflows at no size and has the sign of its pivots`(blas: BLAS) {
    let n = 401
    let (factors, pivots, _) = blas.factors(-1e4 * Matrix.identity(n))
    let determinant = blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots)
    let expected = 401 * 9.210340371976184
    #expect(determinant.sign == -1)
    #expect(abs(determinant.logMagnitude - expected) < 1e-10 * expected)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 9, 70])
  func `a singular matrix has determinant zero, and solutions of NaN`(blas: BLAS, n: Int) {
    // A zero column stays zero under every elimination.
    let a = Matrix(n, n) { i, j in j == n / 2 ? 0 : Matrix.random(n, n, seed: 8)[i, j] }
    let (factors, pivots, isRegular) = blas.factors(a)
    #expect(!isRegular)
    #expect(blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots) == (0, -.infinity))
    var x = [Double](repeating: 1, count: n)
    blas.luSolve(order: n, factors: factors.elements, pivots: pivots, b: &x)
    #expect(x.isAllNaN)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 9, 70])
  func `a bad number makes factors, determinant and solutions NaN`(blas: BLAS, n: Int) {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Matrix.random(n, n, seed: 9)
      a[n / 2, n - 1] = bad
      let (factors, pivots, isRegular) = blas.factors(a)
      #expect(!isRegular)
      #expect(factors.elements.isAllNaN)
      #expect(pivots == (0..<n).map { Int32($0) })
      let determinant = blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots)
      #expect(determinant.sign.isNaN && determinant.logMagnitude.isNaN)
      var x = [Double](repeating: 1, count: n)
      blas.luSolve(order: n, transposeA: true, factors: factors.elements, pivots: pivots, b: &x)
      #expect(x.isAllNaN)
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `an empty matrix has determinant one`(blas: BLAS) {
    var untouched = [5.0]
    var pivots: [Int32] = [9]
    #expect(blas.lu(order: 0, a: &untouched, pivots: &pivots))
    blas.luSolve(order: 0, rightHandSides: 3, factors: untouched, pivots: pivots, b: &untouched)
    #expect(blas.luDeterminant(order: 0, factors: untouched, pivots: pivots) == (1, 0))
    #expect(untouched == [5] && pivots == [9])
  }
}
