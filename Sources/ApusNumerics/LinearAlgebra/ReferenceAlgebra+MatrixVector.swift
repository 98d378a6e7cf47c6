// Matrix-vector products in plain Swift, four rows at a time.

extension ReferenceAlgebra {
  /// y ← α A x + β y, with A `rows` × `columns`.
  static func gemv(
    rows: Int, columns: Int, alpha: Double, a: Input, rowStride: Int, x: Input, beta: Double, y: Output
  ) {
    @inline(__always)
    func finish(_ i: Int, _ lanes: SIMD4<Double>, from start: Int) {
      var sum = pairwiseSum(lanes)
      let row = a + i * rowStride
      for j in start..<columns { sum += row[j] * x[j] }
      y[i] = beta == 0 ? alpha * sum : alpha * sum + beta * y[i]
    }
    let whole = columns & ~3
    var i = 0
    while i + 4 <= rows {
      let row0 = a + i * rowStride
      let row1 = row0 + rowStride
      let row2 = row1 + rowStride
      let row3 = row2 + rowStride
      var sum0 = SIMD4<Double>()
      var sum1 = SIMD4<Double>()
      var sum2 = SIMD4<Double>()
      var sum3 = SIMD4<Double>()
      var j = 0
      while j < whole {
        let part = load(x + j)
        sum0 += load(row0 + j) * part
        sum1 += load(row1 + j) * part
        sum2 += load(row2 + j) * part
        sum3 += load(row3 + j) * part
        j += 4
      }
      finish(i, sum0, from: whole)
      finish(i + 1, sum1, from: whole)
      finish(i + 2, sum2, from: whole)
      finish(i + 3, sum3, from: whole)
      i += 4
    }
    // The rows that are left, each in the order of operations of the others.
    while i < rows {
      let row = a + i * rowStride
      var sum = SIMD4<Double>()
      var j = 0
      while j < whole {
        sum += load(row + j) * load(x + j)
        j += 4
      }
      finish(i, sum, from: whole)
      i += 1
    }
  }

  /// y ← α Aᵀ x + β y, with A `rows` × `columns` as it is stored.
  static func gemvTransposed(
    rows: Int, columns: Int, alpha: Double, a: Input, rowStride: Int, x: Input, beta: Double, y: Output
  ) {
    scale(columns, beta, y)
    var i = 0
    while i + 4 <= rows {
      let row0 = a + i * rowStride
      let row1 = row0 + rowStride
      let row2 = row1 + rowStride
      let row3 = row2 + rowStride
      let x0 = alpha * x[i]
      let x1 = alpha * x[i + 1]
      let x2 = alpha * x[i + 2]
      let x3 = alpha * x[i + 3]
      for j in 0..<columns {
        y[j] += (x0 * row0[j] + x1 * row1[j]) + (x2 * row2[j] + x3 * row3[j])
      }
      i += 4
    }
    while i < rows {
      add(columns, alpha * x[i], times: a + i * rowStride, to: y)
      i += 1
    }
  }
}
