// Symmetric eigenvalues in plain Swift: reflections to a tridiagonal matrix, and implicit shifted rotations of that.

internal import RealModule

extension ReferenceAlgebra {
  /// The eigenvalues of a symmetric A in ascending order, and its eigenvectors as columns in its place; `scale` is its largest magnitude.
  ///
  /// The vectors are rows until the end, so that all inner loops are contiguous.
  ///
  /// - Returns: whether the rotations ended, as they always did.
  static func symmetricEigen(_ n: Int, _ a: Output, _ d: Output, scale: Double) -> Bool {
    // A power of two, so that no square overflows or underflows.
    let unit = scale > 0 ? Double(sign: .plus, exponent: scale.exponent, significand: 1) : 1
    for i in 0..<(n * n) { a[i] /= unit }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: n * n + 3 * n) { memory in
      guard let rows = memory.baseAddress else { return false }
      let (e, v, p) = (rows + n * n, rows + n * n + n, rows + n * n + 2 * n)
      tridiagonalize(n, a, d, e, v, p)
      accumulate(n, a, rows)
      guard diagonalize(n, d, e, rows) else { return false }
      let order = (0..<n).sorted { d[$0] < d[$1] }
      for (place, row) in order.enumerated() {
        v[place] = d[row] * unit
        let vector = rows + row * n
        var greatest = 0.0
        for i in 0..<n { greatest = max(greatest, abs(vector[i])) }
        var first = 0
        while first < n - 1, abs(vector[first]) < 0.9 * greatest { first += 1 }
        let sign: Double = vector[first] < 0 ? -1 : 1
        for i in 0..<n { a[i * n + place] = sign * vector[i] }
      }
      d.update(from: v, count: n)
      return true
    }
  }

  /// The diagonal d and the one below it, e, of a tridiagonal matrix of the same eigenvalues. Row k of A keeps the vector v of the
  /// reflection 1 − 2 v vᵀ/(vᵀ v) that clears column k, from its place k + 1 on, of length √2; zeros where there is none.
  private static func tridiagonalize(_ n: Int, _ a: Output, _ d: Output, _ e: Output, _ v: Output, _ p: Output) {
    for k in 0..<n {
      d[k] = a[k * n + k]
      let count = n - k - 1
      let column = a + k * n + k + 1
      e[k] = count > 0 ? column[0] : 0
      guard count > 1 else {
        if count == 1 { column[0] = 0 }
        continue
      }
      let rest = dot(count - 1, column + 1, column + 1)
      // Beside a norm of 1 and more it is nothing, and its square would be beyond the numbers.
      if rest < 0x1p-900 {
        column.update(repeating: 0, count: count)
        continue
      }
      let length = (column[0] * column[0] + rest).squareRoot()
      e[k] = column[0] > 0 ? -length : length
      let head = column[0] - e[k]
      let factor = (2 / (head * head + rest)).squareRoot()
      v[0] = head * factor
      for i in 1..<count { v[i] = column[i] * factor }
      // B ← B − v wᵀ − w vᵀ with w = B v − ½ (vᵀ B v) v.
      let block = a + (k + 1) * n + k + 1
      for i in 0..<count { p[i] = dot(count, block + i * n, v) }
      add(count, -0.5 * dot(count, p, v), times: v, to: p)
      for i in 0..<count {
        let row = block + i * n
        let (first, second) = (v[i], p[i])
        for j in 0..<count { row[j] -= first * p[j] + second * v[j] }
      }
      column.update(from: v, count: count)
    }
  }

  /// The transposed product of the reflections.
  private static func accumulate(_ n: Int, _ reflections: Output, _ rows: Output) {
    rows.update(repeating: 0, count: n * n)
    for i in 0..<n { rows[i * n + i] = 1 }
    for k in stride(from: n - 3, through: 0, by: -1) {
      let (count, v) = (n - k - 1, reflections + k * n + k + 1)
      for i in (k + 1)..<n {
        let row = rows + i * n + k + 1
        add(count, -dot(count, row, v), times: v, to: row)
      }
    }
  }

  /// Rotates neighbouring rows until nothing is left below the diagonal.
  private static func diagonalize(_ n: Int, _ d: Output, _ e: Output, _ rows: Output) -> Bool {
    var (last, turns) = (n - 1, 0)
    while last > 0 {
      for i in 0..<last where abs(e[i]) <= 0x1p-53 * (abs(d[i]) + abs(d[i + 1])) || abs(e[i]) < 0x1p-1000 { e[i] = 0 }
      if e[last - 1] == 0 {
        last -= 1
        continue
      }
      var first = last - 1
      while first > 0, e[first - 1] != 0 { first -= 1 }
      turns += 1
      if turns > 80 * n { return false }
      turn(n, from: first, to: last, d, e, rows)
    }
    return true
  }

  /// One turn of rotations down an unreduced block, with Wilkinson's shift.
  private static func turn(_ n: Int, from first: Int, to last: Int, _ d: Output, _ e: Output, _ rows: Output) {
    let half = 0.5 * (d[last - 1] - d[last])
    let below = e[last - 1]
    let root = Double.hypot(half, below)
    let shift = d[last] - below / (half + (half < 0 ? -root : root)) * below
    var (x, z) = (d[first] - shift, e[first])
    for k in first..<last {
      let r = Double.hypot(x, z)
      let (c, s) = r == 0 ? (1, 0) : (x / r, z / r)
      if k > first { e[k - 1] = r }
      let (upper, lower, side) = (d[k], d[k + 1], e[k])
      // What moves from one place of the diagonal to the other.
      let change = s * (s * (lower - upper) + 2 * c * side)
      d[k] = upper + change
      d[k + 1] = lower - change
      e[k] = c * s * (lower - upper) + (c - s) * (c + s) * side
      if k < last - 1 {
        (x, z) = (e[k], s * e[k + 1])
        e[k + 1] *= c
      }
      let (one, two) = (rows + k * n, rows + (k + 1) * n)
      for i in 0..<n {
        let kept = one[i]
        one[i] = c * kept + s * two[i]
        two[i] = c * two[i] - s * kept
      }
    }
  }
}
