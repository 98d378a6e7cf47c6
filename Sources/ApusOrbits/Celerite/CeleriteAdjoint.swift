// The gradient of a celerite process's log density in one pass back over the points: the adjoint of the filter.
//
// Legend, besides the filter's: a bar is the cotangent, so M̄ and ḡ are those of S + r p pᵀ and f + r z p, which the later
// points give; X = S̄ Φ. Of each point's record S, f, z, r and the response are read; h, p, M and g are cheap to make again.
//
// Reference: Foreman-Mackey 2018, RNAAS 2, 31.

/// Where the cotangents go; nil where one is not asked for. Points have their own places, not those in the order of times.
struct CeleriteCotangents<Number: CeleriteNumber> {
  let times: UnsafeMutablePointer<Number>?
  let residuals: UnsafeMutablePointer<Number>?
  let variances: UnsafeMutablePointer<Number>?
  let coefficients: UnsafeMutablePointer<Number>?
}

/// The adjoint of a ``CeleriteFilter`` that has run.
struct CeleriteAdjoint<Number: CeleriteNumber, Layout: CeleriteLayout> {
  let columns: CeleriteColumns<Number, Layout>
  let series: CeleriteSeries<Number>
  let trace: UnsafePointer<Number>

  /// Writes the cotangents of the series and the coefficients, for the cotangent `weight` of the log density.
  @inline(__always) func write(_ cotangents: CeleriteCotangents<Number>, weight: Number) {
    let layout = columns.layout
    let R = layout.rank
    let half = Number(0.5)
    withUnsafeTemporaryAllocation(of: Number.self, capacity: 4 &* R &* R &+ 11 &* R &+ layout.coefficientCount) {
      scratch in
      guard let S = scratch.baseAddress else { return }
      scratch.initialize(repeating: .zero)
      let (M, X, Mbar) = (S + R &* R, S + 2 &* R &* R, S + 3 &* R &* R)
      let u = Mbar + R &* R
      let (s, h, p, g, W) = (u + R, u + 2 &* R, u + 3 &* R, u + 4 &* R, u + 5 &* R)
      let (gbar, fbar, hbar, ubar) = (u + 6 &* R, u + 7 &* R, u + 8 &* R, u + 9 &* R)
      let total = u + 10 &* R
      columns.writeLoadings(u)
      columns.writeShifts(s)
      var sumD = Number.zero
      var n = series.count
      while n > 0 {
        n &-= 1
        let record = trace + n &* layout.recordWidth
        let (f, matrix) = (record + layout.stateOffset, record + layout.matrixOffset)
        let (z, r) = (record[layout.innovationOffset], record[layout.innovationOffset &+ 1])
        let point = series.order[n]
        var place = 0
        for i in 0..<R {
          for j in 0...i {
            S[i &* R &+ j] = matrix[place]
            S[j &* R &+ i] = matrix[place]
            place &+= 1
          }
        }
        let rz = r * z
        for i in 0..<R {
          var sum = Number.zero
          for j in 0..<R { sum += S[i &* R &+ j] * u[j] }
          h[i] = sum
          p[i] = columns.input(i) - sum
          W[i] = r * p[i]
          g[i] = f[i] + rz * p[i]
        }
        if n &+ 1 < series.count {
          for i in 0..<R {
            for j in 0..<R { M[i &* R &+ j] = S[i &* R &+ j] + W[i] * p[j] }
          }
          let next = series.order[n &+ 1]
          let lag = series.times[next] - series.times[point]
          let ofLag = addResponse(record + layout.recordWidth, lag, s, (X, M), (fbar, g), to: total)
          if let times = cotangents.times {
            times[next] += ofLag
            times[point] = -ofLag
          }
        } else {
          cotangents.times?[point] = .zero
        }

        // M̄ W, Wᵀ M̄ W and ḡᵀ W; then the cotangents of D, z and h.
        var (WMW, gW) = (Number.zero, Number.zero)
        for i in 0..<R {
          var sum = Number.zero
          for j in 0..<R { sum += Mbar[i &* R &+ j] * W[j] }
          hbar[i] = sum
          WMW += sum * W[i]
          gW += gbar[i] * W[i]
        }
        let Dbar = half * (weight * (rz * rz - r)) - WMW - gW * rz
        let zbar = gW - weight * rz
        sumD += Dbar
        cotangents.residuals?[point] = zbar
        if series.varianceStride == 1 { cotangents.variances?[point] = Dbar }
        for i in 0..<R {
          hbar[i] = -(hbar[i] + hbar[i] + gbar[i] * rz + Dbar * u[i])
          fbar[i] = gbar[i] - zbar * u[i]
        }
        for i in 0..<R {
          var sum = Dbar * h[i] + zbar * f[i]
          for j in 0..<R { sum -= S[i &* R &+ j] * hbar[j] }
          ubar[i] -= sum
          for j in 0..<R { Mbar[i &* R &+ j] += half * (hbar[i] * u[j] + u[i] * hbar[j]) }
        }
        // Here M̄ has become S̄: it moves over the lag to the point before.
        columns.retreatRows(record, s, Mbar, into: X)
        columns.retreatRows(record, s, X, into: Mbar)
        columns.retreat(record, s, fbar, into: gbar)
      }
      if series.varianceStride == 0 { cotangents.variances?.pointee = sumD }
      writeCoefficients(cotangents.coefficients, total, ubar, sumD)
    }
  }

  /// Adds the cotangents of the decays and frequencies that a response has, given those of Φ: 2 X M + f̄ gᵀ.
  ///
  /// - Returns: the cotangent of the lag.
  @inline(__always) private func addResponse(
    _ record: UnsafePointer<Number>, _ lag: Number, _ s: UnsafePointer<Number>,
    _ matrices: (UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>),
    _ states: (UnsafeMutablePointer<Number>, UnsafeMutablePointer<Number>), to total: UnsafeMutablePointer<Number>
  ) -> Number {
    let layout = columns.layout
    let R = layout.rank
    func ofPhi(_ i: Int, _ k: Int) -> Number {
      var sum = Number.zero
      for j in 0..<R { sum += matrices.0[i &* R &+ j] * matrices.1[k &* R &+ j] }
      return sum + sum + states.0[i] * states.1[k]
    }
    var ofLag = Number.zero
    for i in 0..<layout.realCount {
      let change = record[i] * ofPhi(i, i)
      total[2 &* i &+ 1] -= lag * change
      ofLag -= columns.decay(ofReal: i) * change
    }
    for q in 0..<layout.pairCount {
      let (i, j) = (layout.realCount &+ 2 &* q, layout.realCount &+ 3 &* q)
      let (C, S, slope) = (record[j], record[j &+ 1], record[j &+ 2])
      let low = ofPhi(i &+ 1, i)
      let Cbar = ofPhi(i, i) + ofPhi(i &+ 1, i &+ 1)
      let Sbar = ofPhi(i, i &+ 1) - s[q] * low
      let c = columns.decay(ofPair: q)
      let sbar = Sbar * slope - S * (low + Number(0.5) * lag * Cbar)
      let damping = C * Cbar + S * Sbar
      let place = columns.place(ofPair: q)
      total[place &+ 2] -= lag * damping + (c + c) * sbar
      total[place &+ 3] += sbar
      ofLag += C * Sbar - s[q] * (S * Cbar) - c * damping
    }
    return ofLag
  }

  private func writeCoefficients(
    _ target: UnsafeMutablePointer<Number>?, _ total: UnsafePointer<Number>, _ ubar: UnsafePointer<Number>,
    _ sumD: Number
  ) {
    guard let target else { return }
    let layout = columns.layout
    for i in 0..<layout.realCount {
      target[2 &* i] = ubar[i] + sumD
      target[2 &* i &+ 1] = total[2 &* i &+ 1]
    }
    for q in 0..<layout.pairCount {
      let (i, place) = (layout.realCount &+ 2 &* q, columns.place(ofPair: q))
      target[place] = ubar[i &+ 1] + sumD
      target[place &+ 1] = ubar[i]
      target[place &+ 2] = total[place &+ 2]
      target[place &+ 3] = total[place &+ 3]
    }
  }
}
