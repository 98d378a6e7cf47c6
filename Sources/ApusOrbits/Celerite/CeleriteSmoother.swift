// A celerite process at other times, given data: mean and variance in one pass back over both, O((n + m) J²).
//
// Legend, besides the filter's: λ and Λ hold what the data at a point and after it say of the state's error there. With
// e = state − f, the later innovations add λᵀ Cov(e) to a prediction and take Cov(e) Λ Cov(e) from its covariance. For the
// signal at a time, Cov(e, signal) = v − S u, where S and f are those predicted from the data up to that time.
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
    let capacity = CeleriteSmootherSpace.capacity(columns.layout)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: capacity) { scratch in
      guard let base = scratch.baseAddress else { return }
      scratch.initialize(repeating: 0)
      let space = CeleriteSmootherSpace(base, columns.layout)
      columns.writeLoadings(space.u)
      columns.writeShifts(space.s)
      var (place, n) = (count, series.count)
      while n > 0 {
        n &-= 1
        readState(n, space)
        let time = time(n)
        while place > 0, times[order[place &- 1]] >= time {
          place &-= 1
          let new = order[place]
          (mean[new], variance[new]) = predicted(times[new], after: n, space)
        }
        absorb(n, space)
      }
      // Before the first point nothing is known of the state but from later ones.
      space.forget()
      while place > 0 {
        place &-= 1
        let new = order[place]
        (mean[new], variance[new]) = predicted(times[new], after: -1, space)
      }
    }
  }

  private func time(_ n: Int) -> Double { series.times[series.order[n]] }

  /// Makes W, and M and g, from which the state moves on to later times, of the point n.
  private func readState(_ n: Int, _ space: CeleriteSmootherSpace) {
    let layout = columns.layout
    let R = layout.rank
    let record = trace + n &* layout.recordWidth
    let (z, r) = (record[layout.innovationOffset], record[layout.innovationOffset &+ 1])
    for i in 0..<R {
      for j in 0...i {
        let element = record[layout.matrixOffset &+ i &* (i &+ 1) / 2 &+ j]
        space.M[i &* R &+ j] = element
        space.M[j &* R &+ i] = element
      }
    }
    for i in 0..<R {
      var p = columns.input(i)
      for j in 0..<R { p -= space.M[i &* R &+ j] * space.u[j] }
      space.p[i] = p
      space.W[i] = r * p
      space.g[i] = record[layout.stateOffset &+ i] + r * p * z
    }
    for i in 0..<R {
      for j in 0..<R { space.M[i &* R &+ j] += space.W[i] * space.p[j] }
    }
  }

  /// Mean and variance at a time after the point n and before the next one.
  private func predicted(_ new: Double, after n: Int, _ space: CeleriteSmootherSpace) -> (Double, Double) {
    let R = columns.layout.rank
    columns.writeResponse(over: n >= 0 ? new - time(n) : 0, space.response)
    columns.advanceRows(space.response, space.s, space.M, into: space.A)
    columns.advanceRows(space.response, space.s, space.A, into: space.L)
    columns.advance(space.response, space.s, space.g, into: space.l)
    var (mean, variance) = (0.0, columns.variance)
    for i in 0..<R {
      var h = 0.0
      for j in 0..<R { h += space.L[i &* R &+ j] * space.u[j] }
      mean += space.u[i] * space.l[i]
      variance -= space.u[i] * h
      space.p[i] = columns.input(i) - h
    }
    if n &+ 1 < series.count {
      columns.writeResponse(over: time(n &+ 1) - new, space.response)
      moveBack(space.response, space)
      for i in 0..<R {
        mean += space.p[i] * space.l[i]
        for j in 0..<R { variance -= space.p[i] * space.L[i &* R &+ j] * space.p[j] }
      }
    }
    // Below 0 is rounding, where the data leave nothing open.
    return (mean, variance < 0 ? 0 : variance)
  }

  /// λ ← Φᵀλ + u (z r − Wᵀ Φᵀ λ) and Λ ← (1 − u Wᵀ) L (1 − W uᵀ) + r u uᵀ with L = Φᵀ Λ Φ: what the point n adds.
  private func absorb(_ n: Int, _ space: CeleriteSmootherSpace) {
    let layout = columns.layout
    let R = layout.rank
    let record = trace + n &* layout.recordWidth
    let (z, r) = (record[layout.innovationOffset], record[layout.innovationOffset &+ 1])
    // Behind the last point λ and Λ are zero, which any response leaves.
    moveBack(n &+ 1 < series.count ? record + layout.recordWidth : record, space)
    var (pull, square) = (z * r, r)
    for i in 0..<R {
      var product = 0.0
      for j in 0..<R { product += space.L[i &* R &+ j] * space.W[j] }
      space.p[i] = product
      square += space.W[i] * product
      pull -= space.W[i] * space.l[i]
    }
    for i in 0..<R {
      space.lambda[i] = space.l[i] + space.u[i] * pull
      for j in 0..<R {
        let cross = space.u[i] * space.p[j] + space.p[i] * space.u[j]
        space.Lambda[i &* R &+ j] = space.L[i &* R &+ j] - cross + space.u[i] * space.u[j] * square
      }
    }
  }

  /// Writes Φᵀ λ and Φᵀ Λ Φ.
  private func moveBack(_ response: UnsafePointer<Double>, _ space: CeleriteSmootherSpace) {
    columns.retreat(response, space.s, space.lambda, into: space.l)
    columns.retreatRows(response, space.s, space.Lambda, into: space.A)
    columns.retreatRows(response, space.s, space.A, into: space.L)
  }
}

/// The smoother's matrices and vectors.
private struct CeleriteSmootherSpace {
  let rank: Int
  let M, A, L, Lambda: UnsafeMutablePointer<Double>
  let u, s, p, g, W, l, lambda, response: UnsafeMutablePointer<Double>

  static func capacity(_ layout: some CeleriteLayout) -> Int {
    4 &* layout.rank &* layout.rank &+ 7 &* layout.rank &+ layout.stateOffset
  }

  init(_ base: UnsafeMutablePointer<Double>, _ layout: some CeleriteLayout) {
    rank = layout.rank
    let size = rank &* rank
    (M, A, L, Lambda) = (base, base + size, base + 2 &* size, base + 3 &* size)
    let vectors = base + 4 &* size
    (u, s, p, g) = (vectors, vectors + rank, vectors + 2 &* rank, vectors + 3 &* rank)
    (W, l, lambda, response) = (
      vectors + 4 &* rank, vectors + 5 &* rank, vectors + 6 &* rank, vectors + 7 &* rank
    )
  }

  /// Makes M and g zero.
  func forget() {
    M.update(repeating: 0, count: rank &* rank)
    g.update(repeating: 0, count: rank)
  }
}
