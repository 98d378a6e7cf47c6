// A small matrix type with naive operations: what the tests of linear algebra hold the fast code against.

import ApusNumerics

/// A row-major matrix whose operations are the textbook's sums.
struct Matrix {
  var rows: Int
  var columns: Int
  var elements: [Double]

  init(_ rows: Int, _ columns: Int, _ elements: [Double]) {
    precondition(elements.count == rows * columns)
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  init(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double) {
    self.init(rows, columns, (0..<rows * columns).map { element($0 / columns, $0 % columns) })
  }

  static func identity(_ n: Int) -> Matrix { Matrix(n, n) { $0 == $1 ? 1 : 0 } }

  static func diagonal(_ values: [Double]) -> Matrix {
    Matrix(values.count, values.count) { $0 == $1 ? values[$0] : 0 }
  }

  /// Numbers in [−1, 1) from a generator of their own, so that a test has the same matrix everywhere.
  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return Matrix(rows, columns) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-52 - 1
    }
  }

  /// G Gᵀ + I: symmetric, positive definite, well-conditioned.
  static func positiveDefinite(_ n: Int, seed: UInt64) -> Matrix {
    let g = random(n, n, seed: seed)
    return g * g.transposed + identity(n)
  }

  subscript(_ i: Int, _ j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  var transposed: Matrix { Matrix(columns, rows) { self[$1, $0] } }

  var magnitude: Matrix { Matrix(rows, columns, elements.map(abs)) }

  var largest: Double { elements.reduce(0) { Swift.max($0, abs($1)) } }

  func transposed(if isTransposed: Bool) -> Matrix { isTransposed ? transposed : self }

  /// The triangle that is named, zero elsewhere.
  func triangle(_ triangle: BLAS.Triangle) -> Matrix {
    Matrix(rows, columns) { ($0 == $1 || ($0 > $1) == (triangle == .lower)) ? self[$0, $1] : 0 }
  }

  static func + (x: Matrix, y: Matrix) -> Matrix {
    Matrix(x.rows, x.columns, zip(x.elements, y.elements).map { $0 + $1 })
  }

  static func - (x: Matrix, y: Matrix) -> Matrix { x + -1 * y }

  static func * (s: Double, x: Matrix) -> Matrix { Matrix(x.rows, x.columns, x.elements.map { s * $0 }) }

  static func * (x: Matrix, y: Matrix) -> Matrix {
    precondition(x.columns == y.rows)
    return Matrix(x.rows, y.columns) { i, j in (0..<x.columns).reduce(0) { $0 + x[i, $1] * y[$1, j] } }
  }

  /// Whether every element is within the bound of the same place; NaN never is.
  func isWithin(_ bound: Matrix) -> Bool {
    elements.count == bound.elements.count && zip(elements, bound.elements).allSatisfy { abs($0) <= $1 }
  }

  /// Whether every element is at most `bound` in magnitude; NaN never is.
  func isWithin(_ bound: Double) -> Bool { elements.allSatisfy { abs($0) <= bound } }
}

extension [Double] {
  /// The bits of the numbers, which are equal where `==` cannot tell (NaN) or does not (the sign of zero).
  var bits: [UInt64] { map(\.bitPattern) }

  /// Whether all are NaN.
  var isAllNaN: Bool { allSatisfy(\.isNaN) }
}

extension BLAS {
  /// What every law is tested on: plain Swift, the choice between the two, and the library where there is one.
  static let everyImplementation = [reference, shared] + [loaded].compactMap { $0 }

  // The same operations on `Matrix`, for tests.

  func product(
    _ a: Matrix, transposeA: Bool = false, _ b: Matrix, transposeB: Bool = false, alpha: Double = 1, beta: Double = 0,
    onto c: Matrix? = nil
  ) -> Matrix {
    let inner = transposeA ? a.rows : a.columns
    let (rows, columns) = (transposeA ? a.columns : a.rows, transposeB ? b.rows : b.columns)
    var c = c ?? Matrix(rows, columns) { _, _ in .nan }
    gemm(
      rows: rows, columns: columns, inner: inner, alpha: alpha, a: a.elements, transposeA: transposeA, b: b.elements,
      transposeB: transposeB, beta: beta, c: &c.elements)
    return c
  }

  func factor(_ a: Matrix) -> (factor: Matrix, isPositiveDefinite: Bool) {
    var factor = a
    let isPositiveDefinite = cholesky(order: a.rows, a: &factor.elements)
    return (factor, isPositiveDefinite)
  }

  func factors(_ a: Matrix) -> (factors: Matrix, pivots: [Int32], isRegular: Bool) {
    var factors = a
    var pivots = [Int32](repeating: -1, count: a.rows)
    let isRegular = lu(order: a.rows, a: &factors.elements, pivots: &pivots)
    return (factors, pivots, isRegular)
  }
}
