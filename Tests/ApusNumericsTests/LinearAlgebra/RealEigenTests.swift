// Laws of the eigenvalues and eigenvectors of general matrices that have real ones.

import ApusNumerics
import Testing

@Suite struct RealEigenTests {
  private static func eigen(_ a: Matrix) -> (values: [Double], vectors: Matrix, isReal: Bool) {
    var vectors = a
    var values = [Double](repeating: 0, count: a.rows)
    let isReal = BLAS.shared.realEigen(order: a.rows, a: &vectors.elements, eigenvalues: &values)
    return (values, vectors, isReal)
  }

  /// A matrix of the given eigenvalues: their triangle, seen from other axes.
  private static func similar(_ triangle: Matrix, seed: UInt64) -> Matrix {
    var axes = Matrix.random(triangle.rows, triangle.rows, seed: seed)
    axes = axes + axes.transposed
    var values = [Double](repeating: 0, count: axes.rows)
    BLAS.shared.symmetricEigen(order: axes.rows, a: &axes.elements, eigenvalues: &values)
    return axes * triangle * axes.transposed
  }

  private static func triangle(_ n: Int, seed: UInt64) -> Matrix {
    let random = Matrix.random(n, n, seed: seed)
    return Matrix(n, n) { $1 < $0 ? 0 : $1 == $0 ? 1.25 * Double($0) - 2 : 0.5 * random[$0, $1] }
  }

  /// The products of A with the vectors, their norms, the order of the values and the signs.
  private func check(_ a: Matrix, _ name: String) {
    let (values, vectors, isReal) = Self.eigen(a)
    let n = a.rows
    #expect(isReal, "\(name)")
    let residual = a * vectors - vectors * .diagonal(values)
    #expect(residual.isWithin(Double(n + 4) * 0x1p-50 * a.largest), "\(name): \(residual.largest)")
    for (low, high) in zip(values, values.dropFirst()) { #expect(low <= high, "\(name)") }
    for j in 0..<n {
      let column = (0..<n).map { vectors[$0, j] }
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } - 1) < 1e-14, "\(name)")
      let greatest = column.map { abs($0) }.max() ?? 0
      #expect(column.first { abs($0) >= 0.9 * greatest } ?? 1 > 0, "\(name): vector \(j)")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 7, 16, 40]) func `they are eigenvalues and eigenvectors`(n: Int) {
    check(Self.similar(Self.triangle(n, seed: UInt64(n)), seed: 5), "similar of order \(n)")
    let random = Matrix.random(n, n, seed: UInt64(n))
    check(random + random.transposed, "symmetric of order \(n)")
    check(.identity(n), "identity of order \(n)")
    check(Matrix(n, n) { _, _ in 1 }, "ones of order \(n)")
    check(Matrix(n, n) { _, _ in 0 }, "zero of order \(n)")
    check(.diagonal((0..<n).map { Double($0 % 3) - 1 }), "repeated of order \(n)")
    check(Self.similar(.diagonal((0..<n).map { Double($0 % 3) - 1 }), seed: 7), "repeated and turned of order \(n)")
  }

  @Test(arguments: [2, 5, 20]) func `those of triangles in any order of their rows are exact`(n: Int) {
    let triangle = Self.triangle(n, seed: 3)
    let expected = (0..<n).map { triangle[$0, $0] }
    let places = (0..<n).map { ($0 * 3 + 1) % n }.sorted { ($0 * 7) % 5 < ($1 * 7) % 5 }
    for a in [triangle, triangle.transposed, Matrix(n, n) { triangle[places[$0], places[$1]] }] {
      check(a, "triangle of order \(n)")
      #expect(Self.eigen(a).values == Self.sorted(expected, of: a))
    }
  }

  /// The diagonal of a matrix in order, which is that of `expected` unless rows were repeated.
  private static func sorted(_ expected: [Double], of a: Matrix) -> [Double] {
    let diagonal = (0..<a.rows).map { a[$0, $0] }.sorted()
    #expect(diagonal == expected.sorted())
    return diagonal
  }

  @Test func `a companion matrix has the roots of its polynomial`() {
    // (x − 1)(x − 2)(x − 3)(x − 4).
    let a = Matrix(4, 4) { $0 == 0 ? [10, -35, 50, -24][$1] : $0 == $1 + 1 ? 1 : 0 }
    check(a, "companion")
    for (value, root) in zip(Self.eigen(a).values, [1.0, 2, 3, 4]) { #expect(abs(value - root) < 1e-13) }
  }

  @Test func `complex pairs make all NaN, also small ones`() {
    for b in [1, 1e-3, 1e-8, 1e-12] {
      for corner in [0.0, 3] {
        let (values, vectors, isReal) = Self.eigen(Matrix(3, 3, [1, b, 0, -b, 1, 0, corner, 0, 5]))
        #expect(!isReal && values.isAllNaN && vectors.elements.isAllNaN, "\(b)")
      }
    }
    #expect(!Self.eigen(Matrix(3, 3, [0, 1, 0, 0, 0, 1, 1, 0, 0])).isReal)
  }

  @Test func `a double eigenvalue with one vector is two equal numbers, or nearly so`() {
    for (seed, n) in [2, 2, 2, 4, 5, 6].enumerated() {
      let pair = Matrix(n, n) { $0 == $1 ? ($0 < 2 ? 1 : Double($0)) : $0 == 0 && $1 == 1 ? 1 : 0 }
      let (values, _, isReal) = Self.eigen(Self.similar(pair, seed: UInt64(seed)))
      #expect(isReal, "\(n)")
      for (value, expected) in zip(values, [1, 1] + (2..<max(2, n)).map(Double.init)) {
        #expect(abs(value - expected) < 1e-7, "\(n): \(values)")
      }
    }
    let (values, vectors, isReal) = Self.eigen(Matrix(2, 2, [3, 0, 1, 3]))
    #expect(isReal && values == [3, 3] && vectors.elements == [0, 0, 1, 1])
  }

  @Test func `rows and columns of other scales are balanced`() {
    let a = Self.similar(Self.triangle(6, seed: 2), seed: 8)
    let expected = Self.eigen(a).values
    for base in [0x1p10, 0x1p100] {
      let scales = (0..<6).map { power in (0..<power).reduce(1.0) { product, _ in product * base } }
      let given = Self.eigen(Matrix(6, 6) { scales[$0] * a[$0, $1] / scales[$1] })
      #expect(given.isReal)
      for (x, y) in zip(given.values, expected) { #expect(abs(x - y) < 1e-13, "\(base): \(given.values)") }
    }
  }

  @Test(arguments: [1e-300, 1e-160, 1e150, 1e300]) func `the size of the matrix is none of the vectors'`(scale: Double)
  {
    let a = Self.similar(Self.triangle(9, seed: 2), seed: 2)
    let (values, vectors, _) = Self.eigen(a)
    let power = Double(sign: .plus, exponent: scale.exponent, significand: 1)
    let scaled = Self.eigen(power * a)
    #expect(scaled.vectors.elements.bits == vectors.elements.bits)
    #expect(scaled.values == values.map { $0 * power })
  }

  @Test(arguments: [1, 2, 20]) func `a bad number makes all NaN`(n: Int) {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = Self.triangle(n, seed: 3)
      a[n - 1, n / 2] = bad
      let (values, vectors, isReal) = Self.eigen(a)
      #expect(!isReal && values.isAllNaN && vectors.elements.isAllNaN)
    }
  }
}
