// A celerite process at other times, given data: mean and variance in one pass back over both, O((n + m) J²).
//
// Legend, besides the filter's: λ and Λ hold what the data at and after a point say of the state's error there: with
// e = state − f, the later innovations add λᵀ Cov(e) to a prediction and take Cov(e) Λ Cov(e) from its covariance.
// For the signal at a time, p = Cov(e, signal) = v − S u, where S and f are those predicted from the data up to that time.
//
// Reference: Bierman 1973, Automatica 9, 503 (the modified Bryson–Frazier smoother).

/// The smoother of a ``CeleriteFilter`` that has run.
struct CeleriteSmoother<Layout: CeleriteLayout> {
  let columns: CeleriteColumns<Double, Layout>
  let series: CeleriteSeries<Double>
  let trace: UnsafePointer<Double>

  /// Writes mean and variance of the process at new times, whose order is given.
  func predict(
    at times: UnsafePointer<Double>, order: UnsafePointer<Int>, count: Int, mean: UnsafeMutablePointer<Double>,
    variance: UnsafeMutablePointer<Double>
  ) {
    let layout = columns.layout
    let R = layout.rank
    let prior = columns.variance
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 &* R &* R &+ 11 &* R &+ layout.stateOffset) { scratch in
      guard let Lambda = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      let (M, A, B, C, S) = (
        Lambda + R &* R, Lambda + 2 &* R &* R, Lambda + 3 &* R &* R, Lambda + 4 &* R &* R, Lambda + 5 &* R &* R
      )
      let lambda = S + R &* R
      let (u, s, g, p, f, l) = (
        lambda + R, lambda + 2 &* R, lambda + 3 &* R, lambda + 4 &* R, lambda + 5 &* R, lambda + 6 &* R
      )
      let (W, LW, h) = (lambda + 7 &* R, lambda + 8 &* R, lambda + 9 &* R)
      let response = lambda + 10 &* R
      columns.writeLoadings(u)
      columns.writeShifts(s)
      var place = count
      var n = series.count
      while true {
        n &-= 1
        let record = trace + max(0, n) &* layout.recordWidth
        let time = n >= 0 ? series.times[series.order[n]] : -.infinity
        // M and g of the point n, from which the state moves on to later times; before the first one nothing is known.
        for i in 0..<R {
          for j in 0...i {
            let element = n >= 0 ? record[layout.matrixOffset &+ i &* (i &+ 1) / 2 &+ j] : 0
            S[i &* R &+ j] = element
            S[j &* R &+ i] = element
          }
        }
        let z = n >= 0 ? record[layout.innovationOffset] : 0
        let r = n >= 0 ? record[layout.innovationOffset &+ 1] : 0
        for i in 0..<R {
          h[i] = 0
          for j in 0..<R { h[i] += S[i &* R &+ j] * u[j] }
          p[i] = columns.input(i) - h[i]
          W[i] = r * p[i]
          g[i] = (n >= 0 ? record[layout.stateOffset &+ i] : 0) + W[i] * z
        }
        for i in 0..<R {
          for j in 0..<R { M[i &* R &+ j] = n >= 0 ? S[i &* R &+ j] + W[i] * p[j] : 0 }
        }
        while place > 0, times[order[place &- 1]] >= time {
          place &-= 1
          let new = times[order[place]]
          if n >= 0 {
            columns.writeResponse(over: new - time, response)
            columns.advanceRows(response, s, M, into: A)
            columns.advanceRows(response, s, A, into: B)
            columns.advance(response, s, g, into: f)
          } else {
            for i in 0..<R &* R { B[i] = 0 }
            for i in 0..<R { f[i] = 0 }
          }
          var (center, spread) = (0.0, prior)
          for i in 0..<R {
            h[i] = 0
            for j in 0..<R { h[i] += B[i &* R &+ j] * u[j] }
            center += u[i] * f[i]
            spread -= u[i] * h[i]
            h[i] = columns.input(i) - h[i]
          }
          if n &+ 1 < series.count {
            columns.writeResponse(over: series.times[series.order[n &+ 1]] - new, response)
            columns.retreat(response, s, lambda, into: l)
            columns.retreatRows(response, s, Lambda, into: A)
            columns.retreatRows(response, s, A, into: C)
            for i in 0..<R {
              center += h[i] * l[i]
              for j in 0..<R { spread -= h[i] * C[i &* R &+ j] * h[j] }
            }
          }
          mean[order[place]] = center
          variance[order[place]] = spread < 0 ? 0 : spread  // Rounding, where the data leave nothing open.
        }
        guard n >= 0 else { break }
        // λ ← Φᵀλ + u (z r − Wᵀ Φᵀ λ), and Λ likewise, with L = Φᵀ Λ Φ.
        if n &+ 1 < series.count {
          let next = record + layout.recordWidth
          columns.retreat(next, s, lambda, into: l)
          columns.retreatRows(next, s, Lambda, into: A)
          columns.retreatRows(next, s, A, into: C)
        } else {
          for i in 0..<R { l[i] = 0 }
          for i in 0..<R &* R { C[i] = 0 }
        }
        var (pull, square) = (z * r, r)
        for i in 0..<R {
          LW[i] = 0
          for j in 0..<R { LW[i] += C[i &* R &+ j] * W[j] }
          square += W[i] * LW[i]
          pull -= W[i] * l[i]
        }
        for i in 0..<R {
          lambda[i] = l[i] + u[i] * pull
          for j in 0..<R {
            Lambda[i &* R &+ j] = C[i &* R &+ j] - u[i] * LW[j] - LW[i] * u[j] + u[i] * u[j] * square
          }
        }
      }
    }
  }
}
