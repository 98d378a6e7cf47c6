// The logarithms of the beta function, the binomial coefficient and Pochhammer's symbol.

internal import RealModule

extension Special {
  /// The logarithm of the beta function, log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), for a, b ≥ 0; NaN outside.
  ///
  /// Where both are large by Stirling's formula with its large parts cancelled on paper; else with `logPochhammer`.
  ///
  /// Edges: ∞ if either is 0; else −∞ if either is ∞.
  /// Accuracy: 10 u of max(1, |result|), 20 u where both are below ten.
  /// Reference: DiDonato and Morris, "Algorithm 708", ACM Trans. Math. Softw. 18 (1992), for the division of cases.
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    let small = min(a, b)
    let large = max(a, b)
    if a.isNaN || b.isNaN || small < 0 { return .nan }
    if small == 0 { return .infinity }
    if large == .infinity { return -.infinity }
    if small < 10 { return Double.logGamma(small) - logPochhammer(large, small) }
    let ratio = small / large
    let corrections = (stirlingCorrection(small) - stirlingCorrection(small + large)) + stirlingCorrection(large)
    let powers = (small - 0.5) * log(ratio / (1 + ratio)) - large * .log(onePlus: ratio)
    return powers + (0.9189385332046728 + corrections - 0.5 * log(large))
  }

  /// The logarithm of Pochhammer's symbol, log (a)ₙ = log Γ(a + n) − log Γ(a), for a > 0 and a + n > 0; NaN outside.
  ///
  /// n is any real number; for small |n| / a no digits cancel.
  ///
  /// Edges: 0 at n = 0; ∞ for infinite n; for a = ∞ an infinity with the sign of n.
  /// Accuracy: 20 u, near its zeros of the larger of 1 and |n|.
  /// Reference: DLMF 5.2.5, 5.11.1.
  package static func logPochhammer(_ a: Double, _ n: Double) -> Double {
    let end = a + n
    if !(a > 0) || !(end > 0) { return .nan }
    if n == 0 { return 0 }
    if a == .infinity { return n > 0 ? .infinity : -.infinity }
    let small = min(a, end)
    if small >= 10 {
      return abs(n) <= 0.5 * a ? nearPochhammer(a, n, end) : Double.logGamma(end) - .logGamma(a)
    }
    if abs(n) > 2 + small { return Double.logGamma(end) - .logGamma(a) }
    // (a)ₙ = (a + k)ₙ / Π (1 + n / (a + i)) over i < k; the product less one, and where it is far from one itself.
    var start = a
    var excess = 0.0
    var product = 1.0
    while start < 10 || start + n < 10 {
      let x = n / start
      product *= (start + n) / start
      excess += x + excess * x
      start += 1
    }
    let shifted = nearPochhammer(start, n, start + n)
    return shifted - (abs(excess) > 0.5 ? log(product) : Double.log(onePlus: excess))
  }

  /// `logPochhammer` for a and a + n of at least ten and n of at most about a.
  ///
  /// With x = n / a Stirling's formula gives n log a + (a + n − ½) (log(1 + x) − x) + x (n − ½) + δ(a + n) − δ(a).
  private static func nearPochhammer(_ a: Double, _ n: Double, _ end: Double) -> Double {
    let x = n / a
    let p = 1 / end
    let q = 1 / a
    // δ(1/p) = p f(p²) with f(w) = 1/12 − w/360 + w²/1260 − …; its value and its divided difference from q² to p².
    var value = 1.0 / 156
    var slope = value
    value = value * (p * p) - 691.0 / 360360
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 1188
    slope = slope * (q * q) + value
    value = value * (p * p) - 1.0 / 1680
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 1260
    slope = slope * (q * q) + value
    value = value * (p * p) - 1.0 / 360
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 12
    // p f(p²) − q f(q²) = (p − q) [f(p²) + q (p + q) f[p², q²]], and p − q = −n p q.
    let corrections = -n * p * q * (value + q * (p + q) * slope)
    return n * log(a) + ((end - 0.5) * log1pmx(x) + x * (n - 0.5) + corrections)
  }
}
