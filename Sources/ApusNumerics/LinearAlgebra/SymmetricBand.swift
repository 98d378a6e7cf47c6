// Symmetric matrices whose elements away from the diagonal are zero: their Cholesky factors and their eigenvalues.

internal import RealModule

/// A symmetric matrix with elements only where |i − j| ≤ b: n(b + 1) numbers, those of the lower triangle.
package struct SymmetricBand: Sendable {
  package let order: Int
  /// The number b of diagonals below the main one.
  package let bandwidth: Int
  /// Row i from column i − b to i.
  private var elements: [Double]

  /// A matrix of zeros.
  package init(order: Int, bandwidth: Int) {
    self.order = order
    self.bandwidth = min(bandwidth, max(0, order - 1))
    elements = [Double](repeating: 0, count: order * (self.bandwidth + 1))
  }

  /// The element in row i and column j, with i − b ≤ j ≤ i.
  package subscript(_ i: Int, _ j: Int) -> Double {
    get { elements[i * bandwidth + j + bandwidth] }
    set { elements[i * bandwidth + j + bandwidth] = newValue }
  }

  /// The lower-triangular factor L of A = L Lᵀ in the place of A; nil where A is not positive definite. n b² operations.
  package func choleskyFactor() -> SymmetricBand? {
    var factor = self
    let (n, b) = (order, bandwidth)
    let isDefinite = factor.elements.withUnsafeMutableBufferPointer { buffer in
      guard let a = buffer.baseAddress else { return true }
      for i in 0..<n {
        for j in max(0, i - b)...i {
          let (left, right, first) = (a + (i * b + b), a + (j * b + b), max(0, i - b))
          var rest = left[j]
          for k in first..<j { rest -= left[k] * right[k] }
          if i == j {
            guard rest > 0, rest < .infinity else { return false }
            left[i] = rest.squareRoot()
          } else {
            left[j] = rest / right[j]
          }
        }
      }
      return true
    }
    return isDefinite ? factor : nil
  }

  /// Of a factor L, log det L Lᵀ.
  package var logDeterminantOfSquare: Double { (0..<order).reduce(0) { $0 + 2 * .log(self[$1, $1]) } }

  /// Of a factor L, the solution of Lᵀ x = z.
  package func solvingTransposed(_ z: [Double]) -> [Double] {
    var x = z
    for i in (0..<order).reversed() {
      x[i] /= self[i, i]
      for j in max(0, i - bandwidth)..<i { x[j] -= self[i, j] * x[i] }
    }
    return x
  }
}

extension SymmetricBand {
  /// All eigenvalues in ascending order, each to some 1e-15 of the largest. 6 n² b operations: by rotations to three diagonals, which
  /// move what they create down the band and out of it; then by QL steps.
  ///
  /// Reference: Schwarz (1968), Numerische Mathematik 12, 231; Dubrulle, Martin and Wilkinson (1968), Numerische Mathematik 12, 377.
  package func eigenvalues() -> [Double] {
    var (diagonal, below) = tridiagonal()
    Self.diagonalize(&diagonal, &below)
    return diagonal.sorted()
  }

  /// The diagonal and the one below it, with a zero at its end, of a tridiagonal matrix of the same eigenvalues.
  private func tridiagonal() -> (diagonal: [Double], below: [Double]) {
    let (n, b) = (order, bandwidth)
    // One diagonal more, for what a rotation creates.
    var wide = [Double](repeating: 0, count: n * (b + 2))
    for i in 0..<n { for j in max(0, i - b)...i { wide[i * (b + 1) + j + b + 1] = self[i, j] } }
    return wide.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return ([], []) }
      let a = base + (b + 1)
      for k in 0..<max(0, n - 2) {
        for distance in stride(from: min(b, n - 1 - k), to: 1, by: -1) {
          var (column, row) = (k, k + distance)
          while row < n, Self.eliminate(row, column, n, b, a) { (column, row) = (row - 1, row + b) }
        }
      }
      let diagonal = (0..<n).map { a[$0 * (b + 2)] }
      return (diagonal, (0..<n).map { $0 + 1 < n && b > 0 ? a[($0 + 1) * (b + 1) + $0] : 0 })
    }
  }

  /// Rotates rows and columns `row` and `row − 1` such that the element in `column` becomes zero; false where it is so already.
  private static func eliminate(_ row: Int, _ column: Int, _ n: Int, _ b: Int, _ a: UnsafeMutablePointer<Double>)
    -> Bool
  {
    let (q, p, s) = (row, row - 1, b + 1)
    let (upper, lower) = (a + p * s, a + q * s)
    let (x, y) = (upper[column], lower[column])
    if y == 0 { return false }
    let length = Double.hypot(x, y)
    let (c, t) = (x / length, y / length)
    upper[column] = length
    lower[column] = 0
    for j in column + 1..<max(column + 1, p) {
      let (u, v) = (upper[j], lower[j])
      upper[j] = c * u + t * v
      lower[j] = c * v - t * u
    }
    let (first, second, between) = (upper[p], lower[q], lower[p])
    upper[p] = c * c * first + 2 * c * t * between + t * t * second
    lower[q] = t * t * first - 2 * c * t * between + c * c * second
    lower[p] = c * t * (second - first) + (c * c - t * t) * between
    for i in q + 1..<max(q + 1, min(q + b + 1, n)) {
      let place = a + (i * s + p)
      let (u, v) = (place[0], place[1])
      place[0] = c * u + t * v
      place[1] = c * v - t * u
    }
    return true
  }

  /// The eigenvalues of a tridiagonal matrix, in the place of its diagonal.
  private static func diagonalize(_ d: inout [Double], _ e: inout [Double]) {
    let n = d.count
    for l in 0..<n {
      // Each eigenvalue takes one or two steps; NaN takes none.
      for _ in 0..<60 {
        let end = (l..<n - 1).first { abs(e[$0]) <= 0.5 * .ulpOfOne * (abs(d[$0]) + abs(d[$0 + 1])) } ?? n - 1
        if end == l { break }
        var g = (d[l + 1] - d[l]) / (2 * e[l])
        let r = Double.hypot(g, 1)
        g = d[end] - d[l] + e[l] / (g + (g < 0 ? -r : r))
        var (s, c, p) = (1.0, 1.0, 0.0)
        var isSplit = false
        for i in (l..<end).reversed() {
          let (f, b) = (s * e[i], c * e[i])
          let length = Double.hypot(f, g)
          e[i + 1] = length
          if length == 0 {
            d[i + 1] -= p
            e[end] = 0
            isSplit = true
            break
          }
          (s, c) = (f / length, g / length)
          g = d[i + 1] - p
          let change = (d[i] - g) * s + 2 * c * b
          p = s * change
          d[i + 1] = g + p
          g = c * change - b
        }
        if isSplit { continue }
        d[l] -= p
        e[l] = g
        e[end] = 0
      }
    }
  }
}
