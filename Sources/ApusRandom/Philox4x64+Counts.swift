// Counts: Poisson and binomial numbers, exact for small and large means.

extension Philox4x64 {
  /// A Poisson number: a whole number, given as a `Double`; NaN unless the mean is finite and not negative.
  ///
  /// Below a mean of 10 by inversion (one word), above by transformed rejection.
  ///
  /// Reference: Hörmann (1993), The transformed rejection method for generating Poisson random variables (PTRS).
  public mutating func poisson(mean: Double) -> Double {
    guard mean >= 0, mean < .infinity else { return .nan }
    if mean < 10 { return inversion(first: Stable.exp(-mean), limit: .infinity) { mean / $0 } }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let scale = 1.1239 + 1.1328 / (b - 3.4)
    let quick = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = openUniform() - 0.5
      let v = openUniform()
      let edge = 0.5 - u.magnitude
      let k = ((2 * a / edge + b) * u + mean + 0.43).rounded(.down)
      guard k >= 0 else { continue }
      if edge >= 0.07 && v <= quick { return k }
      if edge < 0.013 && v > edge { continue }
      if Stable.log(v * scale / (a / (edge * edge) + b)) <= SaddlePoint.logPoisson(k, mean: mean) { return k }
    }
  }

  /// A binomial number: how many of `count` trials succeed; a whole number, given as a `Double`; NaN for a negative count or
  /// a probability outside [0, 1].
  ///
  /// Below 10 expected successes (or failures, whichever are fewer) by inversion (one word), above by transformed rejection.
  ///
  /// Reference: Hörmann (1993), The generation of binomial random variates (BTRS).
  public mutating func binomial(count: Int, probability: Double) -> Double {
    guard count >= 0, probability >= 0, probability <= 1 else { return .nan }
    let n = Double(count)
    if probability > 0.5 { return n - fewerSuccesses(n, 1 - probability, probability) }
    return fewerSuccesses(n, probability, 1 - probability)
  }

  /// The successes for p ≤ ½.
  private mutating func fewerSuccesses(_ n: Double, _ p: Double, _ q: Double) -> Double {
    if n * p < 10 {
      let odds = p / q
      return inversion(first: Stable.exp(n * Stable.log1p(-p)), limit: n) { odds * (n - $0 + 1) / $0 }
    }
    let deviation = (n * p * q).squareRoot()
    let b = 1.15 + 2.53 * deviation
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let center = n * p + 0.5
    let quick = 0.92 - 4.2 / b
    let scale = (2.83 + 5.1 / b) * deviation
    let logPeak = SaddlePoint.logBinomial(((n + 1) * p).rounded(.down), n, p, q)
    while true {
      let u = openUniform() - 0.5
      let v = openUniform()
      let edge = 0.5 - u.magnitude
      let k = ((2 * a / edge + b) * u + center).rounded(.down)
      guard k >= 0, k <= n else { continue }
      if edge >= 0.07 && v <= quick { return k }
      let bound = SaddlePoint.logBinomial(k, n, p, q) - logPeak
      if Stable.log(v * scale / (a / (edge * edge) + b)) <= bound { return k }
    }
  }

  /// The count at which the running sum of probabilities passes a uniform number.
  ///
  /// - Parameters:
  ///   - first: the probability of 0.
  ///   - limit: the largest count.
  ///   - ratio: the probability of a count over that of the count before it.
  private mutating func inversion(first: Double, limit: Double, ratio: (Double) -> Double) -> Double {
    var rest = uniform()
    var probability = first
    var k = 0.0
    while rest >= probability && k < limit {
      rest -= probability
      k += 1
      probability *= ratio(k)
      // Beyond the last representable probability nothing is left but rounding.
      if probability == 0 { break }
    }
    return k
  }
}
