// Lags that occurred before: in a series with a cadence most responses are copies.

/// The last points with each of the last two lags: those of a constant cadence, after rounding.
struct LagTable<Number: CeleriteNumber> {
  private var lags = (Number(.nan), Number(.nan))
  private var points = (0, 0)

  /// An earlier point with this lag, which the point is remembered for; nil where none is known.
  @inline(__always) mutating func record(at point: Int, _ lag: Number) -> Int? {
    if lag == lags.0 {
      let known = points.0
      points.0 = point
      return known
    }
    let known = lag == lags.1 ? points.1 : nil
    (lags.1, points.1) = (lags.0, points.0)
    (lags.0, points.0) = (lag, point)
    return known
  }
}
