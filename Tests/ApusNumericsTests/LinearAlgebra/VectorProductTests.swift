// Laws of the product of a matrix and a vector.

import ApusNumerics
import Testing

@Suite struct VectorProductTests {
  let blas = BLAS.shared

  @Test(arguments: [(1, 1), (3, 5), (4, 4), (7, 2), (9, 33), (64, 65)])
  func `a matrix times a vector is the sum over its columns, to rounding`(size: (Int, Int)) {
    let (rows, columns) = size
    let (alpha, beta) = (-0.6, 1.7)
    let a = Matrix.random(rows, columns, seed: 1)
    for transposeA in [false, true] {
      let op = a.transposed(if: transposeA)
      let x = Matrix.random(op.columns, 1, seed: 2)
      let y = Matrix.random(op.rows, 1, seed: 3)
      var result = y
      blas.gemv(
        rows: rows, columns: columns, alpha: alpha, a: a.elements, transposeA: transposeA, x: x.elements, beta: beta,
        y: &result.elements)
      let bound =
        Double(2 * op.columns + 4) * 0x1p-53 * (abs(alpha) * (op.magnitude * x.magnitude) + beta * y.magnitude)
      #expect((result - (alpha * (op * x) + beta * y)).isWithin(bound), "transposed: \(transposeA)")
    }
  }

  @Test func `with beta zero the old vector is not read`() {
    let a = Matrix.random(6, 5, seed: 1)
    for transposeA in [false, true] {
      let op = a.transposed(if: transposeA)
      let x = [Double](repeating: 1, count: op.columns)
      var onNaN = [Double](repeating: .nan, count: op.rows)
      var onZero = [Double](repeating: 0, count: op.rows)
      blas.gemv(rows: 6, columns: 5, a: a.elements, transposeA: transposeA, x: x, y: &onNaN)
      blas.gemv(rows: 6, columns: 5, a: a.elements, transposeA: transposeA, x: x, y: &onZero)
      #expect(onNaN.bits == onZero.bits)
      #expect(!onZero.contains { $0.isNaN })
    }
  }

  @Test func `a row of the result has the same bits whatever the other rows are`() {
    let a = Matrix.random(7, 13, seed: 1)
    let x = Matrix.random(13, 1, seed: 2).elements
    var all = [Double](repeating: 0, count: 7)
    blas.gemv(rows: 7, columns: 13, a: a.elements, x: x, y: &all)
    for i in 0..<7 {
      var alone = [0.0]
      blas.gemv(rows: 1, columns: 13, a: Array(a.elements[i * 13..<(i + 1) * 13]), x: x, y: &alone)
      #expect(alone.bits == [all[i]].bits)
    }
  }

  @Test func `an empty sum is zero, and an empty result is not touched`() {
    var y = [1.0, 2, 3]
    blas.gemv(rows: 3, columns: 0, a: [], x: [], beta: 2, y: &y)
    #expect(y == [2, 4, 6])
    blas.gemv(rows: 0, columns: 3, a: [], transposeA: true, x: [], y: &y)
    #expect(y == [0, 0, 0])
    blas.gemv(rows: 0, columns: 3, a: [], x: y, y: &y[1])
    #expect(y == [0, 0, 0])
  }
}
