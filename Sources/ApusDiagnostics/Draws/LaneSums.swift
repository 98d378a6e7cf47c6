// Sums over buffers in eight fixed lanes: quick, accurate enough, and the same bits on every machine.

/// Sums in eight lanes that are added up at the end in one fixed order.
///
/// The rounding error grows with an eighth of the count; means are corrected once more by the mean of the residuals, so
/// that a constant has exactly itself as its mean and exactly zero variance.
enum LaneSums {
  @inline(__always)
  static func sum(_ x: UnsafeBufferPointer<Double>, _ term: (SIMD8<Double>) -> SIMD8<Double>) -> Double {
    guard let base = x.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    var lanes = SIMD8<Double>.zero
    var index = 0
    while index + 8 <= x.count {
      lanes += term(raw.loadUnaligned(fromByteOffset: index * 8, as: SIMD8<Double>.self))
      index += 8
    }
    var rest = 0.0
    while index < x.count {
      rest += term(SIMD8(repeating: base[index]))[0]
      index += 1
    }
    let four = lanes.lowHalf + lanes.highHalf
    return (four[0] + four[1]) + (four[2] + four[3]) + rest
  }

  /// The mean, NaN of no numbers.
  static func mean(_ x: UnsafeBufferPointer<Double>) -> Double {
    let count = Double(x.count)
    let mean = sum(x) { $0 } / count
    guard mean.isFinite else { return mean }
    let center = SIMD8(repeating: mean)
    return mean + sum(x) { $0 - center } / count
  }

  static func squares(_ x: UnsafeBufferPointer<Double>, around center: Double) -> Double {
    let center = SIMD8(repeating: center)
    return sum(x) {
      let distance = $0 - center
      return distance * distance
    }
  }

  /// The unbiased variance (divisor n - 1), NaN of fewer than two numbers.
  static func variance(_ x: UnsafeBufferPointer<Double>) -> Double {
    x.count < 2 ? .nan : squares(x, around: mean(x)) / Double(x.count - 1)
  }
}
