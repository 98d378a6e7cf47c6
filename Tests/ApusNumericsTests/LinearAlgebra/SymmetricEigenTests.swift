// Laws of the symmetric eigenvalue problem, for every implementation.

import ApusNumerics
import ApusTestSupport
import Foundation
import Testing

@Suite struct SymmetricEigenTests {
  /// A V − V diag(w) and Vᵀ V − I are zero to rounding, and w ascends.
  static func expectDecomposition(
    of a: Matrix, _ result: (values: [Double], vectors: Matrix, isConverged: Bool),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let n = a.rows
    let v = result.vectors
    #expect(result.isConverged, sourceLocation: sourceLocation)
    #expect(
      (a * v - v * .diagonal(result.values)).isWithin(Double(n + 1) * 0x1p-49 * a.largest),
      sourceLocation: sourceLocation)
    #expect((v.transposed * v - .identity(n)).isWithin(Double(n + 1) * 0x1p-50), sourceLocation: sourceLocation)
    #expect(result.values == result.values.sorted(), sourceLocation: sourceLocation)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 3, 11, 12, 30, 60])
  func `A V is V times the eigenvalues, which ascend, and V is orthogonal`(blas: BLAS, n: Int) {
    let a = Matrix.symmetric(n, seed: UInt64(n))
    Self.expectDecomposition(of: a, blas.eigen(a))
  }

  @Test(arguments: BLAS.everyImplementation, [2, 5, 40])
  func `the second difference has the eigenvalues of a vibrating string`(blas: BLAS, n: Int) {
    let a = Matrix(n, n) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 }
    let values = blas.eigen(a).values
    for k in 1...n {
      #expect(abs(values[k - 1] - (2 - 2 * cos(Double(k) * .pi / Double(n + 1)))) < Double(n) * 0x1p-50)
    }
  }

  @Test(arguments: BLAS.everyImplementation, [2, 20])
  func `repeated eigenvalues, zero and rank one are decomposed`(blas: BLAS, n: Int) {
    for a in [
      .identity(n), Matrix(n, n) { _, _ in 0 }, Matrix(n, n) { _, _ in 1 }, .diagonal((0..<n).map { Double(-$0) }),
    ] {
      Self.expectDecomposition(of: a, blas.eigen(a))
    }
  }

  @Test(arguments: BLAS.everyImplementation, [3, 20])
  func `huge and tiny matrices have the eigenvalues of their scale`(blas: BLAS, n: Int) throws {
    let a = Matrix.symmetric(n, seed: 1)
    let values = blas.eigen(a).values
    for scale in [0x1p1000, 0x1p-1000] {
      let scaled = blas.eigen(scale * a)
      #expect(scaled.isConverged)
      for (value, reference) in try paired(scaled.values, values) {
        #expect(abs(value / scale - reference) < Double(n) * 0x1p-50)
      }
    }
  }

  @Test(arguments: BLAS.everyImplementation, [2, 20])
  func `the strict upper triangle is not read`(blas: BLAS, n: Int) {
    let a = Matrix.symmetric(n, seed: 2)
    let half = blas.eigen(Matrix(n, n) { $1 > $0 ? .nan : a[$0, $1] })
    let whole = blas.eigen(a)
    #expect(half.values.bits == whole.values.bits)
    #expect(half.vectors.elements.bits == whole.vectors.elements.bits)
  }

  @Test(arguments: BLAS.everyImplementation, [1, 2, 20])
  func `a bad number gives NaN and false`(blas: BLAS, n: Int) {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Matrix.symmetric(n, seed: 3)
      a[n - 1, 0] = bad
      let result = blas.eigen(a)
      #expect(!result.isConverged)
      #expect(result.values.isAllNaN && result.vectors.elements.isAllNaN)
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `an empty matrix has no eigenvalues`(blas: BLAS) {
    var (a, values, workspace) = ([5.0], [6.0], [Double](repeating: 0, count: 8))
    #expect(BLAS.symmetricEigenWorkspaceCount(order: 0) <= 8)
    #expect(blas.symmetricEigen(order: 0, a: &a, values: &values, workspace: &workspace))
    #expect(a == [5] && values == [6])
  }
}
