// Triangular systems in plain Swift: halved until small, so that most of the work is matrix products.

extension ReferenceAlgebra {
  /// Solves op(A) X = B (left, B n × m) or X op(A) = B (right, B m × n) in place, A triangular of order n.
  ///
  /// - Parameter isUnit: whether the diagonal is taken to be 1 and not read.
  static func trsm(
    _ side: BLAS.Side, _ triangle: BLAS.Triangle, transposed: Bool, isUnit: Bool, _ n: Int, _ m: Int,
    _ a: Input, _ aStride: Int, _ b: Output, _ bStride: Int
  ) {
    if side == .left, m == 1, bStride == 1 {
      // A column that is contiguous is a row: A x = b says xᵀ Aᵀ = bᵀ.
      return solveRow(triangle, transposed: !transposed, isUnit: isUnit, n, a, aStride, b)
    }
    let isLower = (triangle == .lower) != transposed
    if n > 32, m > 3 {
      let first = n / 2
      let second = n - first
      let corner = triangle == .lower ? a + first * aStride : a + first
      let lowerRight = a + first * aStride + first
      let b2 = side == .left ? b + first * bStride : b + first
      func solveFirst() {
        trsm(side, triangle, transposed: transposed, isUnit: isUnit, first, m, a, aStride, b, bStride)
      }
      func solveSecond() {
        trsm(side, triangle, transposed: transposed, isUnit: isUnit, second, m, lowerRight, aStride, b2, bStride)
      }
      switch (side, isLower) {
      case (.left, true):
        solveFirst()
        gemm(second, m, first, alpha: -1, corner, aStride, transposed, b, bStride, false, beta: 1, b2, bStride)
        solveSecond()
      case (.left, false):
        solveSecond()
        gemm(first, m, second, alpha: -1, corner, aStride, transposed, b2, bStride, false, beta: 1, b, bStride)
        solveFirst()
      case (.right, true):
        solveSecond()
        gemm(m, first, second, alpha: -1, b2, bStride, false, corner, aStride, transposed, beta: 1, b, bStride)
        solveFirst()
      case (.right, false):
        solveFirst()
        gemm(m, second, first, alpha: -1, b, bStride, false, corner, aStride, transposed, beta: 1, b2, bStride)
        solveSecond()
      }
      return
    }
    switch side {
    case .left:
      let step = transposed ? (row: 1, column: aStride) : (row: aStride, column: 1)
      for place in 0..<n {
        let i = isLower ? place : n - 1 - place
        let row = b + i * bStride
        for k in isLower ? 0..<i : (i + 1)..<n {
          add(m, -a[i * step.row + k * step.column], times: b + k * bStride, to: row)
        }
        if !isUnit {
          let diagonal = a[i * aStride + i]
          for j in 0..<m { row[j] /= diagonal }
        }
      }
    case .right:
      for i in 0..<m {
        solveRow(triangle, transposed: transposed, isUnit: isUnit, n, a, aStride, b + i * bStride)
      }
    }
  }

  /// Solves x op(A) = b for one contiguous row, in place; reads A along its rows.
  private static func solveRow(
    _ triangle: BLAS.Triangle, transposed: Bool, isUnit: Bool, _ n: Int, _ a: Input, _ aStride: Int, _ b: Output
  ) {
    let startsAtFirst = (triangle == .upper) != transposed
    for place in 0..<n {
      let j = startsAtFirst ? place : n - 1 - place
      let row = a + j * aStride
      // The part of row j beside the diagonal: columns before it in a lower triangle, after it in an upper one.
      let start = triangle == .lower ? 0 : j + 1
      let count = triangle == .lower ? j : n - 1 - j
      if transposed {
        // Row j of A is column j of op(A): all of its other unknowns are known by now.
        b[j] -= dot(count, row + start, b + start)
        if !isUnit { b[j] /= row[j] }
      } else {
        if !isUnit { b[j] /= row[j] }
        add(count, -b[j], times: row + start, to: b + start)
      }
    }
  }
}
