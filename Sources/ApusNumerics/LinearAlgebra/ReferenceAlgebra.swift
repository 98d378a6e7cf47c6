// Sums and products of vectors in plain Swift, in an order of operations that is fixed: the same bits on every machine.

/// Dense linear algebra in plain Swift, with row strides.
///
/// Written to be held true first and fast second: no bounds checks, contiguous inner loops, sums in a fixed number of
/// lanes, no fused multiply-add. Its laws are those of ``BLAS``, whose operations call it.
enum ReferenceAlgebra {
  typealias Input = UnsafePointer<Double>
  typealias Output = UnsafeMutablePointer<Double>

  /// Four numbers from any address.
  @inline(__always)
  static func load(_ pointer: Input) -> SIMD4<Double> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Double>.self)
  }

  /// Σ x_i y_i, in eight lanes and then pairwise.
  @inline(__always)
  static func dot(_ count: Int, _ x: Input, _ y: Input) -> Double {
    var low = SIMD4<Double>()
    var high = SIMD4<Double>()
    var i = 0
    while i + 8 <= count {
      low += load(x + i) * load(y + i)
      high += load(x + i + 4) * load(y + i + 4)
      i += 8
    }
    var sum = pairwiseSum(low + high)
    while i < count {
      sum += x[i] * y[i]
      i += 1
    }
    return sum
  }

  /// The sum of the four lanes, pairwise.
  @inline(__always)
  static func pairwiseSum(_ lanes: SIMD4<Double>) -> Double { (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]) }

  /// y ← y + s x.
  @inline(__always)
  static func add(_ count: Int, _ s: Double, times x: Input, to y: Output) { for i in 0..<count { y[i] += s * x[i] } }

  /// y ← β y; with β = 0, y is not read.
  @inline(__always)
  static func scale(_ count: Int, _ beta: Double, _ y: Output) {
    if beta == 0 {
      y.update(repeating: 0, count: count)
    } else if beta != 1 {
      for i in 0..<count { y[i] *= beta }
    }
  }

  /// Whether none of the numbers is NaN or infinite.
  static func isFinite(_ count: Int, _ x: Input) -> Bool {
    // 0 · x is ±0 for a finite x and NaN otherwise; a sum of lanes is far quicker than a test of each number.
    var lanes = SIMD4<Double>()
    var i = 0
    while i + 4 <= count {
      lanes += load(x + i) * 0
      i += 4
    }
    var sum = pairwiseSum(lanes)
    while i < count {
      sum += x[i] * 0
      i += 1
    }
    return sum == 0
  }

  /// Transposes a square matrix in place, in tiles of 8 × 8 that stay in the cache.
  static func transpose(order n: Int, _ a: Output) {
    for rowStart in stride(from: 0, to: n, by: 8) {
      for columnStart in stride(from: 0, through: rowStart, by: 8) {
        for i in rowStart..<min(rowStart + 8, n) {
          for j in columnStart..<max(columnStart, min(columnStart + 8, i)) {
            let below = a[i * n + j]
            a[i * n + j] = a[j * n + i]
            a[j * n + i] = below
          }
        }
      }
    }
  }
}
