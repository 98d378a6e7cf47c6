// The series and the continued fraction of the incomplete gamma functions, with derivatives in the shape.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

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
    let upper = -Libm.expMinusOne(logPower) - exp(logPower) * a * rest
    let tail = Tail(isLower: false, probability: ScaledNumber(exponent: 0, factor: upper))
    if !wantsSlope { return (tail, 0) }
    let (sum, slope) = gammaSum(a, x, true)
    return (tail, -front.value * (sum * (log(x) - digamma(a + 1)) + slope) / upper)
  }

  /// Q by Legendre's continued fraction, Q = front · a f, f = 1 / (x + 1 − a + 1 (a − 1) / (x + 3 − a + 2 (a − 2) / …)).
  ///
  /// Evaluated forwards, scaled by x; the numerators and denominators of the convergents are differentiated in a with
  /// the recurrence that they obey. The derivative of f and the rest of ∂ log Q / ∂a have one sign for x ≥ a.
  /// Reference: DLMF 8.9.2.
  @inline(__always) static func gammaFraction(
    _ a: Double, _ x: Double, _ front: ScaledNumber, _ wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    let r = 1 / x
    var c = ((x - a) + 1) * r
    var (p, pBefore) = (c, 1.0)
    var (q, qBefore) = (1.0, 0.0)
    var (dp, dpBefore) = (-r, 0.0)
    var (dq, dqBefore) = (0.0, 0.0)
    var n = 0.0
    var relativeSlope = r / c
    while n < 1e5 {
      n += 1
      c += 2 * r
      let e = (n * r) * ((a - n) * r)
      let pNext = c * p + e * pBefore
      let qNext = c * q + e * qBefore
      var isSettled = abs(pNext * q - qNext * p) <= 1e-16 * abs(pNext * q)
      if wantsSlope {
        let de = (n * r) * r
        let dpNext = c * dp - r * p + e * dpBefore + de * pBefore
        let dqNext = c * dq - r * q + e * dqBefore + de * qBefore
        (dpBefore, dp, dqBefore, dq) = (dp, dpNext, dq, dqNext)
        let next = dqNext / qNext - dpNext / pNext
        isSettled = isSettled && abs(next - relativeSlope) <= 1e-16 * abs(next)
        relativeSlope = next
      }
      (pBefore, p, qBefore, q) = (p, pNext, q, qNext)
      if isSettled { break }
      if abs(p) > 1e100 {
        (p, pBefore, q, qBefore) = (p * 1e-100, pBefore * 1e-100, q * 1e-100, qBefore * 1e-100)
        (dp, dpBefore, dq, dqBefore) = (dp * 1e-100, dpBefore * 1e-100, dq * 1e-100, dqBefore * 1e-100)
      }
    }
    let tail = Tail(isLower: false, probability: front * ((a * r) * (q / p)))
    return (tail, wantsSlope ? log(x) - digamma(a) + relativeSlope : 0)
  }
}
