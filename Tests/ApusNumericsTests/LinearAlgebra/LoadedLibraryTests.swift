// The loaded library against plain Swift, operation by operation.

import ApusNumerics
import ApusTestSupport
import Testing

@Suite(
  .enabled("no BLAS library to compare with: \(BLAS.shared.origin)", { try Requirement.blas.isMet(BLAS.loaded != nil) })
)
struct LoadedLibraryTests {
  let reference = BLAS.reference
  let loaded: BLAS

  init() throws {
    loaded = try #require(BLAS.loaded)
  }

  @Test(arguments: [1, 2, 7, 16, 33, 100])
  func `products agree`(n: Int) {
    let a = Matrix.random(n, n, seed: 1)
    let b = Matrix.random(n, n, seed: 2)
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      let plain = reference.product(a, transposeA: transposeA, b, transposeB: transposeB)
      let library = loaded.product(a, transposeA: transposeA, b, transposeB: transposeB)
      #expect((plain - library).isWithin(Double(n) * 0x1p-52))
    }
  }

  @Test(arguments: TriangularSolveTests.variants)
  func `triangular solutions agree`(variant: (BLAS.Side, BLAS.Triangle, Bool)) {
    for n in [1, 7, 33, 100] {
      let a = Matrix.random(n, n, seed: 1) + Double(n) * Matrix.identity(n)
      let b = Matrix.random(n, n, seed: 2)
      let plain = TriangularSolveTests.solve(reference, variant, a, b)
      let library = TriangularSolveTests.solve(loaded, variant, a, b)
      #expect((plain - library).isWithin(1e-13))
    }
  }

  @Test(arguments: [1, 2, 7, 33, 100])
  func `Cholesky factors agree`(n: Int) {
    let a = Matrix.positiveDefinite(n, seed: 1)
    #expect((reference.factor(a).factor - loaded.factor(a).factor).isWithin(1e-13 * a.largest))
  }

  @Test(arguments: [1, 2, 7, 33, 100])
  func `LU factors, pivots and determinants agree`(n: Int) {
    let a = Matrix.random(n, n, seed: 1)
    let plain = reference.factors(a)
    let library = loaded.factors(a)
    #expect(plain.pivots == library.pivots)
    #expect((plain.factors - library.factors).isWithin(1e-11))
    let one = reference.luDeterminant(order: n, factors: plain.factors.elements, pivots: plain.pivots)
    let other = loaded.luDeterminant(order: n, factors: library.factors.elements, pivots: library.pivots)
    #expect(one.sign == other.sign)
    #expect(abs(one.logMagnitude - other.logMagnitude) < 1e-11)
  }
}
