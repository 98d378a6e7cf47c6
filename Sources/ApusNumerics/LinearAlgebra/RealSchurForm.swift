// General matrices in plain Swift: balancing, reflections to Hessenberg form, and double steps of the QR algorithm.

internal import RealModule

/// A real matrix on its way to a triangle of the same eigenvalues, and the orthogonal matrix Z that takes it there.
///
/// Reference: Golub, Van Loan 2013, "Matrix Computations", sections 7.4.3, 7.5 and 7.5.7; James, Langou, Lowery 2014, "On matrix
/// balancing and eigenvector computation".
struct RealSchurForm {
  let n: Int
  /// The matrix H, row by row.
  private(set) var h: [Double]
  /// Z, row by row.
  private(set) var z: [Double]
  /// What balancing did: row i was the row `places[i]` of the matrix, and is divided by `scales[i]`, its column multiplied.
  private(set) var places: [Int]
  private(set) var scales: [Double]
  /// The rows that are no part of a triangle from the start.
  private var (low, high) = (0, 0)
  /// The Frobenius norm of the balanced matrix.
  private(set) var norm = 0.0

  /// The Schur form of a matrix, row by row, whose elements are at most near 1; nil where an eigenvalue is complex, or where the steps
  /// do not end.
  init?(order n: Int, _ a: [Double]) {
    self.n = n
    h = a
    z = [Double](repeating: 0, count: n * n)
    for i in 0..<n { z[i * n + i] = 1 }
    places = Array(0..<n)
    scales = [Double](repeating: 1, count: n)
    high = n - 1
    permute()
    balance()
    norm = h.reduce(0) { $0 + $1 * $1 }.squareRoot()
    reduce()
    guard iterate() else { return nil }
  }

  /// What a change of the matrix by rounding may be.
  var rounding: Double { 4 * Double(n) * 0x1p-52 * norm }

  private subscript(_ i: Int, _ j: Int) -> Double {
    get { h[i * n + j] }
    set { h[i * n + j] = newValue }
  }

  // MARK: Balancing

  /// Moves rows and columns whose eigenvalues stand on the diagonal to the ends.
  private mutating func permute() {
    while high >= 0, let row = (0...high).last(where: { i in (0...high).allSatisfy { $0 == i || self[i, $0] == 0 } }) {
      exchange(row, high)
      high -= 1
    }
    while low <= high,
      let column = (low...high).first(where: { j in (low...high).allSatisfy { $0 == j || self[$0, j] == 0 } })
    {
      exchange(column, low)
      low += 1
    }
  }

  private mutating func exchange(_ i: Int, _ j: Int) {
    if i == j { return }
    places.swapAt(i, j)
    for k in 0..<n { h.swapAt(k * n + i, k * n + j) }
    for k in 0..<n { h.swapAt(i * n + k, j * n + k) }
  }

  /// Gives rows and columns like norms, by powers of two.
  private mutating func balance() {
    var isChanged = low < high
    while isChanged {
      isChanged = false
      for i in low...high {
        var (column, row) = (0.0, 0.0)
        for k in low...high where k != i {
          column = .hypot(column, self[k, i])
          row = .hypot(row, self[i, k])
        }
        guard column > 0, row > 0 else { continue }
        let exponent = ((row / column).exponent + 1) >> 1
        let factor = Double(sign: .plus, exponent: exponent, significand: 1)
        let isBetter = .hypot(column * factor, row / factor) < 0.95 * .hypot(column, row)
        guard isBetter, (-1000...1000).contains(scales[i].exponent + exponent) else { continue }
        isChanged = true
        scales[i] *= factor
        for k in 0..<n { self[k, i] *= factor }
        for k in 0..<n { self[i, k] /= factor }
      }
    }
  }

  // MARK: Steps

  /// Reflections that leave one diagonal below the main one.
  private mutating func reduce() {
    guard high - low > 1 else { return }
    for k in low..<(high - 1) {
      var v = ((k + 1)...high).map { self[$0, k] }
      guard let head = Self.reflection(&v) else { continue }
      reflect(v, from: k + 1, columnsFrom: k, rowsTo: high)
      self[k + 1, k] = head
      for i in (k + 2)...high { self[i, k] = 0 }
    }
  }

  /// Makes of x the vector v of length √2 with (1 − v vᵀ) x along the first axis, and returns that element; nil where it is already.
  private static func reflection(_ x: inout [Double]) -> Double? {
    let greatest = x.dropFirst().reduce(0) { max($0, $1.magnitude) }
    if greatest == 0 { return nil }
    let size = max(greatest, x[0].magnitude)
    for i in x.indices { x[i] /= size }
    let rest = x.dropFirst().reduce(0) { $0 + $1 * $1 }
    let length = (x[0] * x[0] + rest).squareRoot()
    let image = x[0] > 0 ? -length : length
    x[0] -= image
    let factor = (2 / (x[0] * x[0] + rest)).squareRoot()
    for i in x.indices { x[i] *= factor }
    return image * size
  }

  /// H ← P H P and Z ← Z P with P = 1 − v vᵀ on the rows from `start` on: columns before `first` and rows behind `last` are zeros.
  private mutating func reflect(_ v: [Double], from start: Int, columnsFrom first: Int, rowsTo last: Int) {
    for j in first..<n {
      var dot = 0.0
      for i in v.indices { dot += v[i] * h[(start + i) * n + j] }
      for i in v.indices { h[(start + i) * n + j] -= dot * v[i] }
    }
    for i in 0...last {
      var dot = 0.0
      for j in v.indices { dot += v[j] * h[i * n + start + j] }
      for j in v.indices { h[i * n + start + j] -= dot * v[j] }
    }
    for i in 0..<n {
      var dot = 0.0
      for j in v.indices { dot += v[j] * z[i * n + start + j] }
      for j in v.indices { z[i * n + start + j] -= dot * v[j] }
    }
  }

  /// Steps until H is a triangle; `false` where an eigenvalue is complex, or after too many of them.
  private mutating func iterate() -> Bool {
    var (last, turns, total) = (high, 0, 0)
    while last > low {
      var first = last
      while first > low, !isNegligible(first) { first -= 1 }
      if first > low { self[first, first - 1] = 0 }
      if first == last {
        (last, turns) = (last - 1, 0)
      } else if first == last - 1 {
        guard divide(first) else { return false }
        (last, turns) = (last - 2, 0)
      } else {
        (turns, total) = (turns + 1, total + 1)
        if total > 40 * n { return false }
        step(from: first, to: last, isExceptional: turns % 10 == 0)
      }
    }
    return true
  }

  private func isNegligible(_ k: Int) -> Bool {
    let beside = self[k, k].magnitude + self[k - 1, k - 1].magnitude
    return self[k, k - 1].magnitude <= 0x1p-53 * (beside > 0 ? beside : norm)
  }

  /// A double step with the shifts of the last two rows: their product is real.
  private mutating func step(from first: Int, to last: Int, isExceptional: Bool) {
    // The matrix less its last diagonal element; s and t are the sum and the product of its shifts.
    let end = self[last, last]
    let (head, next) = (self[first, first] - end, self[first + 1, first + 1] - end)
    let other = self[last - 1, last - 1] - end
    let size = self[last, last - 1].magnitude + self[last - 1, last - 2].magnitude
    let (s, t) =
      isExceptional ? (1.5 * size, size * size) : (other, -self[last, last - 1] * self[last - 1, last])
    var bulge = [
      (head * (head - s) + t) / self[first + 1, first] + self[first, first + 1], head + next - s,
      self[first + 2, first + 1],
    ]
    for k in first..<last {
      if k > first { bulge = (k...min(k + 2, last)).map { self[$0, k - 1] } }
      guard let image = Self.reflection(&bulge) else { continue }
      reflect(bulge, from: k, columnsFrom: max(first, k - 1), rowsTo: min(k + 3, last))
      guard k > first else { continue }
      self[k, k - 1] = image
      for i in (k + 1)...min(k + 2, last) { self[i, k - 1] = 0 }
    }
  }

  // MARK: Pairs

  /// Makes the block of the rows k and k + 1 a triangle; `false` where its eigenvalues are complex.
  private mutating func divide(_ k: Int) -> Bool {
    let (a, b, c, d) = (self[k, k], self[k, k + 1], self[k + 1, k], self[k + 1, k + 1])
    let half = 0.5 * (a - d)
    let square = half * half + b * c
    if square >= 0 {
      let lead = half + (half < 0 ? -square.squareRoot() : square.squareRoot())
      rotate(k, lead, c)
      // The sum with the sign of the half difference does not cancel; the other eigenvalue follows from the product.
      self[k, k] = d + lead
      self[k + 1, k + 1] = lead == 0 ? d : d - (b / lead) * c
      self[k + 1, k] = 0
      return true
    }
    // With equal diagonal elements it is m, u; −w, m with u w = −square, and the pair m ± i √(u w). A change by w makes it real.
    let spread = (b - c).magnitude
    let greater = 0.5 * (spread + max(0, spread * spread + 4 * square).squareRoot())
    guard -square <= rounding * greater else { return false }
    let (sum, difference) = (b + c, a - d)
    let length = Double.hypot(sum, difference)
    if length > 0 {
      let cosine = (0.5 * (1 + sum.magnitude / length)).squareRoot()
      rotate(k, cosine, -half / (length * cosine) * (sum < 0 ? -1 : 1))
    }
    if self[k + 1, k].magnitude > self[k, k + 1].magnitude { rotate(k, 0, 1) }
    let mean = 0.5 * (a + d)
    (self[k, k], self[k + 1, k + 1], self[k + 1, k]) = (mean, mean, 0)
    return true
  }

  /// Turns the rows and columns k and k + 1 so that the first of them goes along (x, y).
  private mutating func rotate(_ k: Int, _ x: Double, _ y: Double) {
    let length = Double.hypot(x, y)
    if length == 0 { return }
    let (c, s) = (x / length, y / length)
    for j in k..<n {
      let (upper, lower) = (self[k, j], self[k + 1, j])
      (self[k, j], self[k + 1, j]) = (c * upper + s * lower, c * lower - s * upper)
    }
    for i in 0...(k + 1) {
      let (left, right) = (self[i, k], self[i, k + 1])
      (self[i, k], self[i, k + 1]) = (c * left + s * right, c * right - s * left)
    }
    for i in 0..<n {
      let (left, right) = (z[i * n + k], z[i * n + k + 1])
      (z[i * n + k], z[i * n + k + 1]) = (c * left + s * right, c * right - s * left)
    }
  }
}
