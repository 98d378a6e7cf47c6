// The series and the continued fraction of the incomplete gamma functions, with derivatives in the shape.

internal import RealModule

extension Special {
  /// P by its series, P / front = Σₙ xⁿ / ((a + 1) … (a + n)): DLMF 8.7.1.
  ///
  /// The derivative of the n-th term in a is the term times −Σⱼ₌₁ⁿ 1 / (a + j): all have one sign.
  @inline(__always) static func gammaSeries(
    _ a: Double, _ x: Double, _ front: ScaledNumber, _ wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    let (sum, slope) = gammaSum(a, x, wantsSlope)
    let tail = Tail(isLower: true, probability: front * sum)
    return (tail, wantsSlope ? log(x) - digamma(a + 1) + slope / sum : 0)
  }

  /// Σₙ xⁿ / ((a + 1) … (a + n)) and its derivative in a.
  @inline(__always) private static func gammaSum(
    _ a: Double, _ x: Double, _ wantsSlope: Bool
  ) -> (sum: Double, slope: Double) {
    var term = 1.0
    var sum = 1.0
    var harmonic = 0.0
    var slope = 0.0
    var denominator = a
    while term > 2e-17 * sum || (wantsSlope && term * harmonic > -2e-17 * slope) {
      denominator += 1
      let r = 1 / denominator
      term *= x * r
      sum += term
      if wantsSlope {
        harmonic += r
        slope -= term * harmonic
      }
    }
    return (sum, slope)
  }

  /// Q for a < 1 and x ≤ 1.5 where P is not small.
  ///
  /// P = xᵃ / Γ(a + 1) (1 + a s) with s = Σₙ₌₁ (−x)ⁿ / (n! (a + n)), so that with L = log(xᵃ / Γ(a + 1))
  /// Q = −expm1(L) − e^L a s, where both parts are of the order of a.
  @inline(__always) static func gammaComplement(
    _ a: Double, _ x: Double, _ logPower: Double, _ front: ScaledNumber, _ wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    var power = 1.0
    var n = 0.0
    var rest = 0.0
    while abs(power) > 1e-17 {
      n += 1
      power *= -x / n
      rest += power / (a + n)
    }
    let upper = -Double.expMinusOne(logPower) - exp(logPower) * a * rest
    let tail = Tail(isLower: false, probability: ScaledNumber(exponent: 0, factor: upper))
    if !wantsSlope { return (tail, 0) }
    let (sum, slope) = gammaSum(a, x, true)
    return (tail, -front.value * (sum * (log(x) - digamma(a + 1)) + slope) / upper)
  }

  /// Q by Legendre's continued fraction, Q = front · a f, f = 1 / (x + 1 − a + 1 (a − 1) / (x + 3 − a + 2 (a − 2) / …)).
  ///
  /// Evaluated forwards, scaled by x, which tells how many terms matter, and its derivative in a then backwards.
  ///
  /// Reference: DLMF 8.9.2.
  @inline(__always) static func gammaFraction(
    _ a: Double, _ x: Double, _ front: ScaledNumber, _ wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    let r = 1 / x
    var c = ((x - a) + 1) * r
    var (p, pBefore) = (c, 1.0)
    var (q, qBefore) = (1.0, 0.0)
    var n = 0.0
    while n < 1e5 {
      n += 1
      c += 2 * r
      let e = (n * r) * ((a - n) * r)
      let pNext = c * p + e * pBefore
      let qNext = c * q + e * qBefore
      let isSettled = abs(pNext * q - qNext * p) <= 1e-16 * abs(pNext * q)
      (pBefore, p, qBefore, q) = (p, pNext, q, qNext)
      if isSettled { break }
      if abs(p) > 1e100 {
        (p, pBefore, q, qBefore) = (p * 1e-100, pBefore * 1e-100, q * 1e-100, qBefore * 1e-100)
      }
    }
    let tail = Tail(isLower: false, probability: front * ((a * r) * (q / p)))
    if !wantsSlope { return (tail, 0) }
    // The error after n terms is about e^(−4 √(n x)), that of the derivative somewhat larger; f ends early for whole a.
    let slope = fractionSlope(a, x, count: max(1.25 * n, 110 * r) + 16)
    return (tail, log(x) - digamma(a) + slope)
  }

  /// ∂ log f / ∂a of the continued fraction f by about `count` of its terms.
  ///
  /// Let −n/x + Mₙ be the part of x / f that begins with the n-th numerator, which tends to −n/x. Then
  /// Mₙ = (n/x) (1 + Mₙ₊₁) / Dₙ with Dₙ = 1 + (n − a)/x + Mₙ₊₁, and f = 1 / (x D₀); nothing cancels for n ≥ a, where
  /// ∂Mₙ/∂a = n ((n − a) ∂Mₙ₊₁/∂a + 1 + Mₙ₊₁) / (x Dₙ)² is positive too.
  private static func fractionSlope(_ a: Double, _ x: Double, count: Double) -> Double {
    let r = 1 / x
    var n = count.rounded()
    var m = 0.0
    var slope = 0.0
    while n > 0 {
      let w = r / ((1 + m) + (n - a) * r)
      slope = n * ((n - a) * slope + (1 + m)) * (w * w)
      m = n * (1 + m) * w
      n -= 1
    }
    return (r - slope) / ((x - a) * r + m)
  }
}
