// Matrix-matrix products in plain Swift: packed blocks and a kernel of 4 × 4 sums held in registers.

extension ReferenceAlgebra {
  /// C ← α op(A) op(B) + β C, with C m × n and an inner dimension k.
  ///
  /// Three ways, by shape: a matrix-vector product; plain loops where packing would cost more than it saves; packed blocks.
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, alpha: Double,
    _ a: Input, _ aStride: Int, _ aTransposed: Bool, _ b: Input, _ bStride: Int, _ bTransposed: Bool,
    beta: Double, _ c: Output, _ cStride: Int
  ) {
    if n == 1, cStride == 1, bTransposed || bStride == 1 {
      if aTransposed {
        gemvTransposed(rows: k, columns: m, alpha: alpha, a: a, rowStride: aStride, x: b, beta: beta, y: c)
      } else {
        gemv(rows: m, columns: k, alpha: alpha, a: a, rowStride: aStride, x: b, beta: beta, y: c)
      }
      return
    }
    if m == 1, !aTransposed || aStride == 1 {
      if bTransposed {
        gemv(rows: n, columns: k, alpha: alpha, a: b, rowStride: bStride, x: a, beta: beta, y: c)
      } else {
        gemvTransposed(rows: k, columns: n, alpha: alpha, a: b, rowStride: bStride, x: a, beta: beta, y: c)
      }
      return
    }
    for i in 0..<m { scale(n, beta, c + i * cStride) }
    if alpha == 0 { return }

    let aSteps = aTransposed ? (row: 1, column: aStride) : (row: aStride, column: 1)
    if m * n * k <= 512 {
      for i in 0..<m {
        let row = c + i * cStride
        for p in 0..<k {
          let s = alpha * a[i * aSteps.row + p * aSteps.column]
          if bTransposed {
            for j in 0..<n { row[j] += s * b[j * bStride + p] }
          } else {
            add(n, s, times: b + p * bStride, to: row)
          }
        }
      }
    } else {
      let bSteps = bTransposed ? (row: 1, column: bStride) : (row: bStride, column: 1)
      addPackedProduct(m, n, k, alpha: alpha, a, aSteps, b, bSteps, to: c, cStride)
    }
  }

  /// Distances in memory from an element to the next of its column and to the next of its row.
  private typealias Steps = (row: Int, column: Int)

  /// Rows and inner length of a packed block of A: 128 kB, half of a small second-level cache.
  private static let blockRows = 128
  private static let blockInner = 128

  /// C ← C + α A B through packed copies.
  ///
  /// A block of A (128 × 128) is copied into strips of 4 rows, a panel of B (128 × 4) into rows of 4, both padded
  /// with zeros, so that the kernel reads memory in order whatever the transposition was.
  ///
  /// Reference: Goto, van de Geijn 2008, "Anatomy of high-performance matrix multiplication".
  private static func addPackedProduct(
    _ m: Int, _ n: Int, _ k: Int, alpha: Double, _ a: Input, _ aSteps: Steps, _ b: Input, _ bSteps: Steps,
    to c: Output, _ cStride: Int
  ) {
    let stripsCount = min(blockRows, (m + 3) & ~3) * min(blockInner, k)
    let panelCount = 4 * min(blockInner, k)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: stripsCount + panelCount) { memory in
      guard let strips = memory.baseAddress else { return }
      let panel = strips + stripsCount
      for innerStart in stride(from: 0, to: k, by: blockInner) {
        let inner = min(blockInner, k - innerStart)
        for rowStart in stride(from: 0, to: m, by: blockRows) {
          let rows = min(blockRows, m - rowStart)
          for i in stride(from: 0, to: rows, by: 4) {
            let source = a + (rowStart + i) * aSteps.row + innerStart * aSteps.column
            packFour(min(4, rows - i), by: inner, source, aSteps.row, aSteps.column, into: strips + i * inner)
          }
          for j in stride(from: 0, to: n, by: 4) {
            let width = min(4, n - j)
            packFour(
              width, by: inner, b + innerStart * bSteps.row + j * bSteps.column, bSteps.column, bSteps.row, into: panel)
            for i in stride(from: 0, to: rows, by: 4) {
              addTile(
                min(4, rows - i), width, inner, alpha, strips + i * inner, panel, to: c + (rowStart + i) * cStride + j,
                cStride)
            }
          }
        }
      }
    }
  }

  /// Copies `lanes` ≤ 4 lines of `count` numbers so that the numbers of one place stand side by side, padded with zeros.
  @inline(__always)
  private static func packFour(
    _ lanes: Int, by count: Int, _ source: Input, _ laneStep: Int, _ countStep: Int, into packed: Output
  ) {
    var packed = packed
    if lanes == 4 {
      for p in 0..<count {
        let place = source + p * countStep
        packed[0] = place[0]
        packed[1] = place[laneStep]
        packed[2] = place[2 * laneStep]
        packed[3] = place[3 * laneStep]
        packed += 4
      }
    } else {
      for p in 0..<count {
        for lane in 0..<4 { packed[lane] = lane < lanes ? source[p * countStep + lane * laneStep] : 0 }
        packed += 4
      }
    }
  }

  /// Adds α times the product of a packed strip and a packed panel to a tile of at most 4 × 4 elements.
  @inline(__always)
  private static func addTile(
    _ rows: Int, _ columns: Int, _ inner: Int, _ alpha: Double, _ strip: Input, _ panel: Input, to c: Output,
    _ cStride: Int
  ) {
    var sum0 = SIMD4<Double>()
    var sum1 = SIMD4<Double>()
    var sum2 = SIMD4<Double>()
    var sum3 = SIMD4<Double>()
    var strip = strip
    var panel = panel
    for _ in 0..<inner {
      let row = load(panel)
      sum0 += strip[0] * row
      sum1 += strip[1] * row
      sum2 += strip[2] * row
      sum3 += strip[3] * row
      strip += 4
      panel += 4
    }
    addRow(columns, alpha * sum0, to: c)
    if rows > 1 { addRow(columns, alpha * sum1, to: c + cStride) }
    if rows > 2 { addRow(columns, alpha * sum2, to: c + 2 * cStride) }
    if rows > 3 { addRow(columns, alpha * sum3, to: c + 3 * cStride) }
  }

  /// Adds the first `columns` ≤ 4 lanes to as many numbers in memory.
  @inline(__always)
  private static func addRow(_ columns: Int, _ lanes: SIMD4<Double>, to c: Output) {
    if columns == 4 {
      UnsafeMutableRawPointer(c).storeBytes(of: load(c) + lanes, as: SIMD4<Double>.self)
    } else {
      for lane in 0..<columns { c[lane] += lanes[lane] }
    }
  }
}
