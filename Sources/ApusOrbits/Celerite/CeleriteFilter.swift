// The log density of a celerite process in one pass over the points: the semi-separable Cholesky factorisation.
//
// Goals, in this order: no digit lost to long times (the state moves over lags, no phase refers to time 0), one pass over
// memory, no allocation.
//
// Legend: n is a point in the order of the times; Φ the response over the lag before it; S the matrix and f the state
// predicted from the points before; h = S u; D = var_n + k(0) − uᵀh, the variance of the innovation z = y_n − uᵀf;
// p = v − h; r = 1/D. Then L D Lᵀ is the covariance matrix, W = p/D in the notation of the paper, and
// S ← Φ (S + r p pᵀ) Φᵀ, f ← Φ (f + r z p).
//
// Reference: Foreman-Mackey, Agol, Ambikasaran & Angus 2017, AJ 154, 220.

/// The factorisation and the solution, point by point.
struct CeleriteFilter<Number: CeleriteNumber, Layout: CeleriteLayout> {
  let columns: CeleriteColumns<Number, Layout>
  let series: CeleriteSeries<Number>
  /// A record for each point, in the order of the times.
  let trace: UnsafeMutablePointer<Number>

  /// −Σ (log D + z²/D)/2 − n log(2π)/2; NaN where the covariance matrix is not positive definite, or a number is bad.
  @inline(__always) func logDensity() -> Number {
    let layout = columns.layout
    let R = layout.rank
    guard columns.areStable else { return invalidated(from: 0) }
    return withUnsafeTemporaryAllocation(of: Number.self, capacity: 3 &* R &* R &+ 5 &* R) { scratch in
      guard let M = scratch.baseAddress else { return invalidated(from: 0) }
      scratch.initialize(repeating: .zero)
      let (Y, S) = (M + R &* R, M + 2 &* R &* R)
      let u = S + R &* R
      let (s, f, g, p) = (u + R, u + 2 &* R, u + 3 &* R, u + 4 &* R)
      columns.writeLoadings(u)
      columns.writeShifts(s)
      let variance = columns.variance
      var (squares, determinant) = (Number.zero, ProductLogarithm<Number>())
      var lags = LagTable<Number>()
      for n in 0..<series.count {
        let record = trace + n &* layout.recordWidth
        let point = series.order[n]
        if n == 0 {
          for k in 0..<layout.stateOffset { record[k] = .zero }
        } else {
          let lag = series.times[point] - series.times[series.order[n &- 1]]
          if let known = lags.record(at: n, lag) {
            let source = trace + known &* layout.recordWidth
            for k in 0..<layout.stateOffset { record[k] = source[k] }
          } else {
            columns.writeResponse(over: lag, record)
          }
        }
        columns.advanceRows(record, s, M, into: Y)
        columns.advanceRows(record, s, Y, into: S)
        columns.advance(record, s, g, into: f)
        var z = series.residuals[point]
        let noise = series.variances[point &* series.varianceStride]
        var D = noise + variance
        for i in 0..<R {
          var h = Number.zero
          for j in 0..<R { h += S[i &* R &+ j] * u[j] }
          p[i] = columns.input(i) - h
          D -= u[i] * h
          z -= u[i] * f[i]
        }
        guard D.value > 0, D.value < .infinity, noise.value >= 0 else { return invalidated(from: n) }
        let r = D.reciprocal
        let rz = r * z
        squares += rz * z
        determinant.multiply(by: D)
        let (state, matrix) = (record + layout.stateOffset, record + layout.matrixOffset)
        var place = 0
        for i in 0..<R {
          state[i] = f[i]
          g[i] = f[i] + rz * p[i]
          let rp = r * p[i]
          for j in 0...i {
            let element = S[i &* R &+ j]
            matrix[place] = element
            place &+= 1
            let moved = element + rp * p[j]
            M[i &* R &+ j] = moved
            M[j &* R &+ i] = moved
          }
        }
        record[layout.innovationOffset] = z
        record[layout.innovationOffset &+ 1] = r
      }
      return Number(-0.5) * (squares + determinant.value) - Number(0.5 * Double(series.count) * 1.8378770664093453)
    }
  }

  /// NaN, also in the records that are not written yet.
  private func invalidated(from n: Int) -> Number {
    let width = columns.layout.recordWidth
    (trace + n &* width).update(repeating: Number(.nan), count: (series.count &- n) &* width)
    return Number(.nan)
  }
}
