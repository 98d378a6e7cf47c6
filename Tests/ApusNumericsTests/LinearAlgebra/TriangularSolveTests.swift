// Laws of the triangular solve, for every implementation.

import ApusNumerics
import Testing

@Suite struct TriangularSolveTests {
  static let variants: [(BLAS.Side, BLAS.Triangle, Bool)] = [
    (.left, .lower, false), (.left, .lower, true), (.left, .upper, false), (.left, .upper, true),
    (.right, .lower, false), (.right, .lower, true), (.right, .upper, false), (.right, .upper, true),
  ]

  /// Solves and returns X; what is outside the triangle is NaN, so that reading it would show.
  static func solve(
    _ blas: BLAS, _ variant: (side: BLAS.Side, triangle: BLAS.Triangle, transposed: Bool), _ a: Matrix, _ b: Matrix
  ) -> Matrix {
    let isLower = variant.triangle == .lower
    let half = Matrix(a.rows, a.rows) { $0 == $1 || ($0 > $1) == isLower ? a[$0, $1] : .nan }
    var x = b
    blas.triangularSolve(
      side: variant.side, triangle: variant.triangle, transposeA: variant.transposed, order: a.rows,
      rightHandSides: variant.side == .left ? b.columns : b.rows, a: half.elements, b: &x.elements)
    return x
  }

  @Test(arguments: BLAS.everyImplementation, [(1, 1), (1, 4), (5, 1), (8, 3), (33, 1), (33, 5), (70, 40), (150, 7)])
  func `the residual is small beside the solution, element by element`(blas: BLAS, size: (Int, Int)) {
    let (n, m) = size
    let a = Matrix.random(n, n, seed: 1) + 2 * Matrix.identity(n)
    for variant in Self.variants {
      let op = a.triangle(variant.1).transposed(if: variant.2)
      let isLeft = variant.0 == .left
      let b = isLeft ? Matrix.random(n, m, seed: 2) : Matrix.random(m, n, seed: 2)
      let x = Self.solve(blas, variant, a, b)
      let residual = (isLeft ? op * x : x * op) - b
      let scale = isLeft ? op.magnitude * x.magnitude : x.magnitude * op.magnitude
      #expect(residual.isWithin(Double(2 * n + 4) * 0x1p-52 * scale), "\(variant)")
    }
  }

  @Test(arguments: BLAS.everyImplementation, variants)
  func `a zero on the diagonal gives numbers that are not finite`(
    blas: BLAS, variant: (BLAS.Side, BLAS.Triangle, Bool)
  ) {
    for n in [1, 5, 40] {
      var a = Matrix.random(n, n, seed: 1) + 2 * Matrix.identity(n)
      a[n / 2, n / 2] = 0
      let x = Self.solve(blas, variant, a, Matrix(n, n) { _, _ in 1 })
      #expect(x.elements.contains { !$0.isFinite })
    }
  }

  @Test(arguments: BLAS.everyImplementation, variants)
  func `a NaN on the right stays in its right-hand side`(blas: BLAS, variant: (BLAS.Side, BLAS.Triangle, Bool)) {
    let n = 40
    let a = Matrix.random(n, n, seed: 1) + 2 * Matrix.identity(n)
    var b = Matrix.random(n, n, seed: 2)
    b[17, 17] = .nan
    let x = Self.solve(blas, variant, a, b)
    for i in 0..<n {
      for j in 0..<n where (variant.0 == .left ? j : i) != 17 { #expect(x[i, j].isFinite) }
    }
    #expect(x[17, 17].isNaN)
  }

  @Test(arguments: BLAS.everyImplementation)
  func `nothing to solve touches nothing`(blas: BLAS) {
    var b = [3.0]
    blas.triangularSolve(triangle: .lower, order: 0, rightHandSides: 5, a: [], b: &b)
    blas.triangularSolve(triangle: .upper, order: 1, rightHandSides: 0, a: [2], b: &b)
    #expect(b == [3])
  }
}
