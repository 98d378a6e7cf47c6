// The digamma function, and differences of it that do not cancel.

internal import RealModule

extension Special {
  /// The digamma function ψ(x) = d/dx log Γ(x).
  ///
  /// For x > 0 ratios of polynomials up to 10, one of them with the zero at 1.4616 divided out, then the asymptotic
  /// series; below, the reflection ψ(x) = ψ(1 − x) − π cot πx.
  ///
  /// Edges: ∓∞ at ±0, NaN at negative integers, at −∞ and for NaN, ∞ at ∞.
  /// Accuracy: 6 u for x > 0, near the zero too; for x < 0, 10 u of the larger of |ψ(1 − x)| and |π cot πx|.
  /// Reference: DLMF 5.5.2, 5.5.4, 5.11.2.
  package static func digamma(_ x: Double) -> Double {
    if x >= 10 {
      let r = 1 / x
      let w = r * r
      return log(x) - 0.5 * r - w * Fit.digammaFar(w)
    }
    if x >= 3 { return Fit.digammaMiddle(x - 3) }
    if x >= 1 { return digammaOnePlus(x - 1) }
    if x > 0 { return digammaOnePlus(x) - 1 / x }
    if x == 0 { return -1 / x }
    let nearest = x.rounded()
    if x.isNaN || x == nearest { return .nan }
    return digamma(1 - x) - .pi * cotangent(ofTurns: x - nearest)
  }

  /// cot πd for d in −½ ... ½, which is 0 at ±½.
  @inline(__always) static func cotangent(ofTurns d: Double) -> Double {
    let size = abs(d)
    if size <= 0.25 { return 1 / Double.tan(.pi * d) }
    let value = Double.tan(.pi * (0.5 - size))
    return d < 0 ? -value : value
  }

  /// ψ(1 + t) for t in 0 ... 2; its zero, less one, is the sum of two numbers.
  @inline(__always) private static func digammaOnePlus(_ t: Double) -> Double {
    ((t - digammaZero.head) - digammaZero.tail) * Fit.digammaOverRoot(t)
  }

  /// The positive zero of ψ less one, in two parts.
  @inline(__always) private static var digammaZero: (head: Double, tail: Double) {
    (0.46163214496836225, 9.549995429965697e-17)
  }

  /// ψ(x + h) − ψ(x) for x > 0, h ≥ 0, with a small relative error for small h too.
  ///
  /// Steps up to ten, ψ(x + h) − ψ(x) = h / (x (x + h)) + ψ(x + 1 + h) − ψ(x + 1); there, with p = 1/(x + h) and
  /// q = 1/x, the difference of the asymptotic series has the factor p − q = −h p q.
  static func digammaDifference(_ x: Double, _ h: Double) -> Double {
    if h > 0.5 * x + 1 { return digamma(x + h) - digamma(x) }
    var x = x
    var sum = 0.0
    while x < 10 {
      sum += h / (x * (x + h))
      x += 1
    }
    let p = 1 / (x + h)
    let q = 1 / x
    // The divided difference of w / 12 − w² / 120 + w³ / 252 − … from q² to p².
    var value = 1.0 / 12
    var slope = 0.0
    slope = slope * (q * q) + value
    value = value * (p * p) - 691.0 / 32760
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 132
    slope = slope * (q * q) + value
    value = value * (p * p) - 1.0 / 240
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 252
    slope = slope * (q * q) + value
    value = value * (p * p) - 1.0 / 120
    slope = slope * (q * q) + value
    value = value * (p * p) + 1.0 / 12
    slope = slope * (q * q) + value
    return sum + .log(onePlus: h * q) + h * p * q * (0.5 + (p + q) * slope)
  }

  /// ψ(x) − log x for x > 0, which goes like −1 / (2 x).
  static func digammaMinusLog(_ x: Double) -> Double {
    if x < 10 { return digamma(x) - log(x) }
    let r = 1 / x
    let w = r * r
    return -0.5 * r - w * Fit.digammaFar(w)
  }
}
