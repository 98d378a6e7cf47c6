// Lower triangular and symmetric matrices in rows of lanes, for metrics: products, factors and inverses that cost little.

internal import ApusRandom

/// A lower triangle by rows, each of which begins at a multiple of 64 bytes and is filled up with zeros. Of a symmetric matrix it
/// holds the lower half.
///
/// Sums run in an order of their own, the same on every processor.
package struct LowerTriangle: ~Copyable {
  package let dimension: Int
  private let rowLength: Int
  private let rows: UnsafeMutablePointer<Double>

  /// A triangle of zeros.
  init(dimension: Int) {
    self.dimension = dimension
    rowLength = max(8, (dimension + 7) / 8 * 8)
    rows = .allocateLanes(rowLength * dimension)
  }

  /// A diagonal matrix.
  init(diagonal: [Double]) {
    self.init(dimension: diagonal.count)
    for (index, value) in diagonal.enumerated() { self[index][index] = value }
  }

  /// The triangle with these elements, row by row: `dimension · (dimension + 1) / 2` of them.
  package init(dimension: Int, elements: [Double]) {
    self.init(dimension: dimension)
    var place = 0
    for i in 0..<dimension {
      for j in 0...i {
        self[i][j] = elements[place]
        place += 1
      }
    }
  }

  deinit { rows.deallocate() }

  /// The number of elements.
  static func count(_ dimension: Int) -> Int { dimension * (dimension + 1) / 2 }

  /// A row: its elements up to the diagonal, then zeros.
  @inline(__always) subscript(row: Int) -> UnsafeMutablePointer<Double> { rows + row * rowLength }

  /// The elements, row by row.
  package var elements: [Double] {
    var result: [Double] = []
    result.reserveCapacity(Self.count(dimension))
    for i in 0..<dimension { result.append(contentsOf: UnsafeBufferPointer(start: self[i], count: i + 1)) }
    return result
  }

  func copy() -> LowerTriangle {
    let result = LowerTriangle(dimension: dimension)
    result.rows.update(from: rows, count: rowLength * dimension)
    return result
  }

  /// Writes c + L z; all three are rows of lanes.
  func multiply(
    _ z: UnsafeMutablePointer<Double>, plus c: UnsafeMutablePointer<Double>, into x: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<dimension { x[i] = c[i] + Self.product(self[i], z, laneCount: i / 4 + 1) }
  }

  /// Writes Lᵀ g; both are rows of lanes.
  func multiplyTransposed(_ g: UnsafeMutablePointer<Double>, into result: UnsafeMutablePointer<Double>) {
    result.update(repeating: 0, count: rowLength)
    for i in 0..<dimension { Self.add(g[i], times: self[i], to: result, laneCount: i / 4 + 1) }
  }

  /// The product of two triangles.
  func times(_ other: borrowing LowerTriangle) -> LowerTriangle {
    let result = LowerTriangle(dimension: dimension)
    for i in 0..<dimension {
      for k in 0...i { Self.add(self[i][k], times: other[k], to: result[i], laneCount: k / 4 + 1) }
    }
    return result
  }

  /// The lower triangular R with R Rᵀ = A, of a symmetric matrix A; nil where A is not positive definite, or a pivot is not
  /// finite.
  package func cholesky() -> LowerTriangle? {
    let factor = LowerTriangle(dimension: dimension)
    for i in 0..<dimension {
      let (row, source) = (factor[i], self[i])
      for j in 0...i {
        let other = factor[j]
        var sum = source[j] - Self.product(row, other, laneCount: j / 4)
        for k in (j & ~3)..<j { sum -= row[k] * other[k] }
        if j < i {
          row[j] = sum / other[j]
        } else {
          guard sum > 0 && sum < .infinity else { return nil }
          row[j] = sum.squareRoot()
        }
      }
    }
    return factor
  }

  /// (R Rᵀ)⁻¹ of a factor R, times a number.
  func inverseOfSquare(times scale: Double) -> LowerTriangle {
    // Row by row R⁻¹ = (e_i − Σ_k R_ik (R⁻¹)_k) / R_ii.
    let inverse = LowerTriangle(dimension: dimension)
    for i in 0..<dimension {
      let row = inverse[i]
      for k in 0..<i { Self.add(-self[i][k], times: inverse[k], to: row, laneCount: k / 4 + 1) }
      let reciprocal = 1 / self[i][i]
      for k in 0..<i { row[k] *= reciprocal }
      row[i] = reciprocal
    }
    let result = LowerTriangle(dimension: dimension)
    for i in 0..<dimension {
      let row = inverse[i]
      for j in 0...i { Self.add(scale * row[j], times: row, to: result[j], laneCount: j / 4 + 1) }
    }
    // What the lanes wrote beyond the diagonal is the upper half.
    for i in 0..<dimension { for j in (i + 1)..<max(i + 1, (i / 4 + 1) * 4) { result[i][j] = 0 } }
    return result
  }

  /// Σᵢⱼ Aᵢⱼ Bᵢⱼ of two symmetric matrices, the trace of their product.
  func trace(ofProductWith other: borrowing LowerTriangle) -> Double {
    var sum = 0.0
    for i in 0..<dimension {
      sum += 2 * Self.product(self[i], other[i], laneCount: i / 4 + 1) - self[i][i] * other[i][i]
    }
    return sum
  }

  /// The logarithm of the determinant of a triangular matrix with a positive diagonal.
  var logDeterminant: Double {
    var sum = 0.0
    for i in 0..<dimension { sum += Stable.log(self[i][i]) }
    return sum
  }

  /// Replaces A by a A + b B.
  mutating func combine(_ a: Double, _ b: Double, _ other: borrowing LowerTriangle) {
    let (a, b) = (Lanes(repeating: a), Lanes(repeating: b))
    for k in 0..<dimension * rowLength / 4 { rows[lanes: k] = a * rows[lanes: k] + b * other.rows[lanes: k] }
  }

  @inline(__always) private static func product(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, laneCount: Int
  ) -> Double {
    var (even, odd) = (Lanes.zero, Lanes.zero)
    for k in 0..<laneCount / 2 {
      even += a[lanes: 2 * k] * b[lanes: 2 * k]
      odd += a[lanes: 2 * k + 1] * b[lanes: 2 * k + 1]
    }
    if laneCount & 1 == 1 { even += a[lanes: laneCount - 1] * b[lanes: laneCount - 1] }
    return (even + odd).orderedSum
  }

  @inline(__always) private static func add(
    _ factor: Double, times row: UnsafeMutablePointer<Double>, to sum: UnsafeMutablePointer<Double>, laneCount: Int
  ) {
    let factor = Lanes(repeating: factor)
    for k in 0..<laneCount { sum[lanes: k] += factor * row[lanes: k] }
  }
}
