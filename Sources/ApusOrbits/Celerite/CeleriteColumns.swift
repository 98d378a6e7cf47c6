// A kernel's coefficients as the filter uses them: loadings, and the response that moves the state over a lag.

internal import RealModule

/// A kernel's coefficients as the filter uses them: k(τ) = uᵀ Φ(τ) v.
///
/// A real term has u = a, Φ = e^{−cτ}, v = 1. A pair has u = (b, a), v = (0, 1) and
/// Φ = e^{−cτ} ((C, S), (−s S, C)), the exponential of τ ((−c, 1), (−s, −c)).
struct CeleriteColumns<Number: CeleriteNumber, Layout: CeleriteLayout> {
  let layout: Layout
  let coefficients: UnsafePointer<Number>

  /// Whether the terms are damped, not amplified.
  var areStable: Bool {
    for i in 0..<layout.realCount where !(decay(ofReal: i).value >= 0) { return false }
    for q in 0..<layout.pairCount
    where !(decay(ofPair: q).value >= 0 && squaredFrequency(ofPair: q).value >= 0) { return false }
    return true
  }

  /// k(0) = Σ a.
  @inline(__always) var variance: Number {
    var sum = Number.zero
    for i in 0..<layout.realCount { sum += coefficients[2 &* i] }
    for q in 0..<layout.pairCount { sum += pair(q)[0] }
    return sum
  }

  @inline(__always) func decay(ofReal i: Int) -> Number { coefficients[2 &* i &+ 1] }
  @inline(__always) func decay(ofPair q: Int) -> Number { pair(q)[2] }
  @inline(__always) func squaredFrequency(ofPair q: Int) -> Number { pair(q)[3] }
  /// s = w − c².
  @inline(__always) func shift(ofPair q: Int) -> Number {
    let c = decay(ofPair: q)
    return squaredFrequency(ofPair: q) - c * c
  }
  /// The place of a pair's first coefficient.
  @inline(__always) func place(ofPair q: Int) -> Int { 2 &* layout.realCount &+ 4 &* q }
  @inline(__always) private func pair(_ q: Int) -> UnsafePointer<Number> { coefficients + place(ofPair: q) }

  @inline(__always) func writeLoadings(_ u: UnsafeMutablePointer<Number>) {
    for i in 0..<layout.realCount { u[i] = coefficients[2 &* i] }
    for q in 0..<layout.pairCount {
      u[layout.realCount &+ 2 &* q] = pair(q)[1]
      u[layout.realCount &+ 2 &* q &+ 1] = pair(q)[0]
    }
  }

  @inline(__always) func writeShifts(_ s: UnsafeMutablePointer<Number>) {
    for q in 0..<layout.pairCount { s[q] = shift(ofPair: q) }
  }

  /// v_i, which is 0 or 1.
  @inline(__always) func input(_ i: Int) -> Number {
    Number(i < layout.realCount || (i &- layout.realCount) & 1 == 1 ? 1 : 0)
  }

  /// Writes the response over a lag to a point's record.
  @inline(__always) func writeResponse(over lag: Number, _ record: UnsafeMutablePointer<Number>) {
    for i in 0..<layout.realCount {
      let c = decay(ofReal: i)
      let p = Double.exp(-c.value * lag.value)
      record[i] = .chained(p, (-lag.value * p, -c.value * p, 0), of: (c, lag, lag))
    }
    for q in 0..<layout.pairCount {
      let response = LagResponse(decay: decay(ofPair: q), squaredFrequency: squaredFrequency(ofPair: q), lag: lag)
      let target = record + (layout.realCount &+ 3 &* q)
      target[0] = response.cosine
      target[1] = response.sine
      target[2] = response.slope
    }
  }

  /// Writes Φ x, for the response in a record.
  @inline(__always) func advance(
    _ record: UnsafePointer<Number>, _ s: UnsafePointer<Number>, _ x: UnsafePointer<Number>,
    into y: UnsafeMutablePointer<Number>
  ) {
    for i in 0..<layout.realCount { y[i] = record[i] * x[i] }
    for q in 0..<layout.pairCount {
      let (i, j) = (layout.realCount &+ 2 &* q, layout.realCount &+ 3 &* q)
      let (C, S) = (record[j], record[j &+ 1])
      let (x0, x1) = (x[i], x[i &+ 1])
      y[i] = C * x0 + S * x1
      y[i &+ 1] = C * x1 - s[q] * S * x0
    }
  }

  /// Writes Φᵀ x.
  @inline(__always) func retreat(
    _ record: UnsafePointer<Number>, _ s: UnsafePointer<Number>, _ x: UnsafePointer<Number>,
    into y: UnsafeMutablePointer<Number>
  ) {
    for i in 0..<layout.realCount { y[i] = record[i] * x[i] }
    for q in 0..<layout.pairCount {
      let (i, j) = (layout.realCount &+ 2 &* q, layout.realCount &+ 3 &* q)
      let (C, S) = (record[j], record[j &+ 1])
      let (x0, x1) = (x[i], x[i &+ 1])
      y[i] = C * x0 - s[q] * S * x1
      y[i &+ 1] = S * x0 + C * x1
    }
  }

  /// Writes (Φ X)ᵀ for a square matrix X by rows; twice, for a symmetric X, it is Φ X Φᵀ.
  @inline(__always) func advanceRows(
    _ record: UnsafePointer<Number>, _ s: UnsafePointer<Number>, _ x: UnsafePointer<Number>,
    into y: UnsafeMutablePointer<Number>
  ) {
    turnRows(record, s, x, isTransposed: false, into: y)
  }

  /// Writes (Φᵀ X)ᵀ, which for a symmetric X is X Φ.
  @inline(__always) func retreatRows(
    _ record: UnsafePointer<Number>, _ s: UnsafePointer<Number>, _ x: UnsafePointer<Number>,
    into y: UnsafeMutablePointer<Number>
  ) {
    turnRows(record, s, x, isTransposed: true, into: y)
  }

  /// Φ of a pair is [[C, S], [−sS, C]].
  @inline(__always) private func turnRows(
    _ record: UnsafePointer<Number>, _ s: UnsafePointer<Number>, _ x: UnsafePointer<Number>, isTransposed: Bool,
    into y: UnsafeMutablePointer<Number>
  ) {
    let R = layout.rank
    for i in 0..<layout.realCount {
      for k in 0..<R { y[k &* R &+ i] = record[i] * x[i &* R &+ k] }
    }
    for q in 0..<layout.pairCount {
      let (i, j) = (layout.realCount &+ 2 &* q, layout.realCount &+ 3 &* q)
      let (C, S, sS) = (record[j], record[j &+ 1], s[q] * record[j &+ 1])
      for k in 0..<R {
        let (x0, x1) = (x[i &* R &+ k], x[(i &+ 1) &* R &+ k])
        y[k &* R &+ i] = isTransposed ? C * x0 - sS * x1 : C * x0 + S * x1
        y[k &* R &+ i &+ 1] = isTransposed ? S * x0 + C * x1 : C * x1 - sS * x0
      }
    }
  }
}
