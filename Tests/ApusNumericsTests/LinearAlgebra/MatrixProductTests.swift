// Laws of the matrix product, for every implementation.

import ApusNumerics
import Testing

@Suite struct MatrixProductTests {
  /// Sizes about the edges of the kernels: 4 rows and columns, blocks of 128, plain loops up to 512 products.
  static let sizes = [
    (1, 1, 1), (2, 3, 4), (4, 4, 4), (5, 7, 3), (1, 9, 30), (30, 1, 9), (8, 8, 8), (9, 8, 8), (17, 33, 9),
    (3, 200, 129),
    (130, 5, 140), (64, 64, 64), (129, 65, 257),
  ]

  @Test(arguments: BLAS.everyImplementation, sizes)
  func `a product is the sum over the inner index, to rounding`(blas: BLAS, size: (Int, Int, Int)) {
    let (m, n, k) = size
    let (alpha, beta) = (0.7, -1.3)
    let c = Matrix.random(m, n, seed: 3)
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      let a = Matrix.random(m, k, seed: 1)
      let b = Matrix.random(k, n, seed: 2)
      let result = blas.product(
        a.transposed(if: transposeA), transposeA: transposeA, b.transposed(if: transposeB), transposeB: transposeB,
        alpha: alpha, beta: beta, onto: c)
      let bound = Double(2 * k + 4) * 0x1p-53 * (alpha * (a.magnitude * b.magnitude) + abs(beta) * c.magnitude)
      #expect((result - (alpha * (a * b) + beta * c)).isWithin(bound), "\(size), \(transposeA), \(transposeB)")
    }
  }

  @Test(arguments: BLAS.everyImplementation, [2, 7, 40])
  func `a product with small integers is exact`(blas: BLAS, n: Int) {
    let a = Matrix(n, n) { Double($0 - 2 * $1) }
    let b = Matrix(n, n) { Double(3 * $0 + $1) }
    #expect(blas.product(a, b).elements == (a * b).elements)
    #expect(blas.product(a, transposeA: true, b, transposeB: true).elements == (a.transposed * b.transposed).elements)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 3, 40])
  func `with beta zero the old result is not read`(blas: BLAS, n: Int) {
    let a = Matrix.random(n, n, seed: 1)
    let onNaN = blas.product(a, a, onto: Matrix(n, n) { _, _ in .nan })
    let onZero = blas.product(a, a, onto: Matrix(n, n) { _, _ in 0 })
    #expect(onNaN.elements.bits == onZero.elements.bits)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 3, 40])
  func `with alpha zero the factors are not read`(blas: BLAS, n: Int) {
    let bad = Matrix(n, n) { _, _ in .nan }
    let c = Matrix.random(n, n, seed: 1)
    #expect(blas.product(bad, bad, alpha: 0, beta: 2, onto: c).elements == (2 * c).elements)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 3, 8, 40])
  func `a NaN reaches what it belongs to, through a zero, and nothing else`(blas: BLAS, n: Int) {
    let zero = Matrix(n, n) { _, _ in 0 }
    var b = Matrix.random(n, n, seed: 2)
    b[n / 2, n - 1] = .nan
    let result = blas.product(zero, b)
    for i in 0..<n {
      for j in 0..<n { #expect(result[i, j].isNaN == (j == n - 1)) }
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `an empty inner dimension scales the result, and an empty result is not touched`(blas: BLAS) {
    let c = Matrix.random(3, 4, seed: 1)
    let scaled = blas.product(Matrix(3, 0, []), Matrix(0, 4, []), beta: 2, onto: c)
    #expect(scaled.elements == (2 * c).elements)
    let zero = blas.product(Matrix(3, 0, []), Matrix(0, 4, []))
    #expect(zero.elements == [Double](repeating: 0, count: 12))
    var untouched = [7.0]
    blas.gemm(rows: 0, columns: 4, inner: 2, a: [], b: c.elements, c: &untouched)
    blas.gemm(rows: 3, columns: 0, inner: 2, a: c.elements, b: [], c: &untouched)
    #expect(untouched == [7])
  }

  @Test(arguments: BLAS.everyImplementation, [5, 16, 67, 150])
  func `the same product has the same bits at every address and on every thread`(blas: BLAS, n: Int) async {
    let a = Matrix.random(n, n, seed: 1).elements
    let b = Matrix.random(n, n, seed: 2).elements
    @Sendable func bits(shift: Int) -> [UInt64] {
      let padding = [Double](repeating: 0, count: shift)
      let (shiftedA, shiftedB) = (padding + a, padding + b)
      var c = [Double](repeating: .nan, count: shift + n * n)
      c.withUnsafeMutableBufferPointer { c in
        shiftedA.withUnsafeBufferPointer { a in
          shiftedB.withUnsafeBufferPointer { b in
            blas.gemm(
              rows: n, columns: n, inner: n, a: a.baseAddress! + shift, b: b.baseAddress! + shift, transposeB: true,
              c: c.baseAddress! + shift)
          }
        }
      }
      return Array(c[shift...]).bits
    }
    let once = bits(shift: 0)
    await withTaskGroup(of: [UInt64].self) { group in
      for shift in 0..<16 { group.addTask { bits(shift: shift) } }
      for await other in group { #expect(other == once) }
    }
  }
}
