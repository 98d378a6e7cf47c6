// The power series of the incomplete beta function, with derivatives in both parameters.

internal import RealModule

extension Special {
  /// I_x(a, b) for a ≤ 1 by its power series in x, or its complement where that is the smaller.
  ///
  /// With L = log(xᵃ / (a B(a, b))) and cₙ = (1 − b) (2 − b) … (n − b) / n!, I = e^L (1 + a s), s = Σₙ₌₁ cₙ xⁿ / (a + n);
  /// the complement is −expm1(L) − e^L a s. ∂cₙ/∂b = (∂cₙ₋₁/∂b (n − b) − cₙ₋₁) / n.
  ///
  /// Reference: DLMF 8.17.7, 8.17.8.
  @inline(__always) static func betaSeries(_ a: Double, _ b: Double, _ x: Double, _ wantsSlopes: Bool) -> BetaTail {
    var n = 0.0
    // cₙ xⁿ and its derivative in b.
    var power = 1.0
    var powerSlope = 0.0
    var rest = 0.0
    var restSlopeA = 0.0
    var restSlopeB = 0.0
    while abs(power) > 1e-17 || (wantsSlopes && abs(powerSlope) > 1e-17) {
      n += 1
      let r = x / n
      if wantsSlopes { powerSlope = (powerSlope * (n - b) - power) * r }
      power *= (n - b) * r
      let weight = 1 / (a + n)
      rest += power * weight
      if wantsSlopes {
        restSlopeA += power * weight * weight * n
        restSlopeB += powerSlope * weight
      }
      if n > 1e4 { break }
    }
    let logX = log(x)
    let logPower = a * logX + (logPochhammer(b, a) - logGamma1p(a))
    let sum = 1 + a * rest
    var slopeA = 0.0
    var slopeB = 0.0
    if wantsSlopes {
      slopeA = logX - digamma(1 + a) + digamma(a + b) + restSlopeA / sum
      slopeB = digammaDifference(b, a) + a * restSlopeB / sum
    }
    if logPower < -0.5 {
      let lower = Tail(isLower: true, probability: ScaledNumber(exponent: logPower, factor: sum))
      return BetaTail(tail: lower, slopeA: slopeA, slopeB: slopeB)
    }
    let front = exp(logPower)
    let upper = -Double.expMinusOne(logPower) - front * a * rest
    let odds = -front * sum / upper
    let tail = Tail(isLower: false, probability: ScaledNumber(exponent: 0, factor: upper))
    return BetaTail(tail: tail, slopeA: slopeA * odds, slopeB: slopeB * odds)
  }
}
