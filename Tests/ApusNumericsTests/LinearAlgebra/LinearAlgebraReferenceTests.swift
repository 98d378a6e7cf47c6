// Every operation against NumPy, SciPy and, for the Hilbert matrix, mpmath: Scripts/reference/linear-algebra.py.

import ApusNumerics
import ApusTestSupport
import Testing

@Suite struct LinearAlgebraReferenceTests {
  struct Content: Decodable {
    struct Product: Decodable {
      var rows, columns, inner: Int
      var alpha, beta: Double
      var transposeA, transposeB: Bool
      var a, b, c, result: [Double]
    }
    struct TriangularSolve: Decodable {
      var order, rightHandSides: Int
      var lower, transposeA: Bool
      var a, b, x: [Double]
    }
    struct PositiveDefinite: Decodable {
      var order: Int
      var a, factor, b, x: [Double]
      var logDeterminant: Double
    }
    struct General: Decodable {
      var order: Int
      var a, factors, b, x, xTransposed: [Double]
      var pivots: [Int32]
      var sign, logMagnitude: Double
    }
    struct Hilbert: Decodable {
      var order: Int
      var a, factor: [Double]
      var logDeterminant: Double
    }
    var products: [Product]
    var triangularSolves: [TriangularSolve]
    var positiveDefinite: [PositiveDefinite]
    var general: [General]
    var hilbert: Hilbert
  }

  let content: Content

  init() throws {
    content = try Reference.load("linear-algebra")
  }

  /// The largest difference, relative to the largest number; NaN if the counts differ or a number is NaN.
  static func difference(_ x: [Double], _ y: [Double]) -> Double {
    guard x.count == y.count else { return .nan }
    let scale = y.map(abs).max() ?? 1
    return zip(x, y).map { abs($0 - $1) / scale }.reduce(0) { $1.isNaN ? .nan : Swift.max($0, $1) }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `products agree with NumPy`(blas: BLAS) {
    #expect(content.products.count == 4)
    for each in content.products {
      var c = each.c
      blas.gemm(
        rows: each.rows, columns: each.columns, inner: each.inner, alpha: each.alpha, a: each.a,
        transposeA: each.transposeA, b: each.b, transposeB: each.transposeB, beta: each.beta, c: &c)
      #expect(Self.difference(c, each.result) < 1e-15)
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `triangular solutions agree with SciPy`(blas: BLAS) {
    #expect(content.triangularSolves.count == 4)
    for each in content.triangularSolves {
      var x = each.b
      blas.triangularSolve(
        triangle: each.lower ? .lower : .upper, transposeA: each.transposeA, order: each.order,
        rightHandSides: each.rightHandSides, a: each.a, b: &x)
      #expect(Self.difference(x, each.x) < 1e-14)
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `Cholesky factors, solutions and determinants agree with SciPy`(blas: BLAS) {
    for each in content.positiveDefinite {
      let n = each.order
      let (factor, _) = blas.factor(Matrix(n, n, each.a))
      #expect(Self.difference(factor.elements, each.factor) < 1e-14)
      var x = each.b
      blas.choleskySolve(order: n, factor: factor.elements, b: &x)
      #expect(Self.difference(x, each.x) < 1e-13)
      let logDeterminant = blas.choleskyLogDeterminant(order: n, factor: factor.elements)
      #expect(abs(logDeterminant - each.logDeterminant) < 1e-13 * max(1, abs(each.logDeterminant)))
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `LU factors, solutions and determinants agree with SciPy`(blas: BLAS) {
    for each in content.general {
      let n = each.order
      let (factors, pivots, _) = blas.factors(Matrix(n, n, each.a))
      #expect(pivots == each.pivots)
      #expect(Self.difference(factors.elements, each.factors) < 1e-13)
      for (transposeA, expected) in [(false, each.x), (true, each.xTransposed)] {
        var x = each.b
        blas.luSolve(
          order: n, rightHandSides: 2, transposeA: transposeA, factors: factors.elements, pivots: pivots, b: &x)
        #expect(Self.difference(x, expected) < 1e-12)
      }
      let determinant = blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots)
      #expect(determinant.sign == each.sign)
      #expect(abs(determinant.logMagnitude - each.logMagnitude) < 1e-12 * max(1, abs(each.logMagnitude)))
    }
  }

  @Test(arguments: BLAS.everyImplementation)
  func `the Hilbert matrix of order 8 loses no more digits than its condition of 1.5e10 takes`(blas: BLAS) throws {
    let hilbert = content.hilbert
    let n = hilbert.order
    let a = Matrix(n, n, hilbert.a)
    let (factor, isPositiveDefinite) = blas.factor(a)
    #expect(isPositiveDefinite)
    #expect((factor * factor.transposed - a).isWithin(0x1p-50))
    // The last elements of the factor are what the condition destroys: 1.5e10 ulp of 1 in their squares.
    #expect(Self.difference(factor.elements, hilbert.factor) < 1e-6)
    #expect(abs(blas.choleskyLogDeterminant(order: n, factor: factor.elements) - hilbert.logDeterminant) < 1e-5)

    let (factors, pivots, _) = blas.factors(a)
    let determinant = blas.luDeterminant(order: n, factors: factors.elements, pivots: pivots)
    #expect(determinant.sign == 1)
    #expect(abs(determinant.logMagnitude - hilbert.logDeterminant) < 1e-5)
  }
}
