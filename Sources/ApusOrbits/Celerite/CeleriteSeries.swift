// What the celerite filter reads: times, residuals and variances in the order of the times, and the coefficients.

/// A series of points and a kernel's coefficients, for the length of a call.
struct CeleriteSeries<Number: CeleriteNumber> {
  let count: Int
  /// The points' places in the order of their times.
  let order: UnsafePointer<Int>
  let times: UnsafePointer<Number>
  let residuals: UnsafePointer<Number>
  let variances: UnsafePointer<Number>
  /// 1, or 0 where all points have one variance.
  let varianceStride: Int
  /// a, c of each real term, then a, b, c, w of each pair.
  let coefficients: UnsafePointer<Number>
}
