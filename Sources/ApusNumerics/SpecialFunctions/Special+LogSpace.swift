// Sums and differences of numbers that are kept as their logarithms, and the logarithms that they need.

internal import RealModule

extension Special {
  /// The logarithm log(1 − eˣ) for x ≤ 0; −∞ at zero, NaN above.
  ///
  /// With q = 1 − eˣ: near zero log(−expm1(x)) loses nothing, below −log 2 log1p(−eˣ) does not.
  ///
  /// Accuracy: 6 u.
  /// Reference: Mächler, "Accurately computing log(1 − exp(−|a|))", R package Rmpfr (2012).
  package static func log1mexp(_ x: Double) -> Double {
    x > -0.6931471805599453 ? log(-Double.expMinusOne(x)) : Double.log(onePlus: -exp(x))
  }

  /// The excess eˣ − 1 − x of the exponential over its tangent at 0, times a factor, without cancellation near zero.
  ///
  /// Near zero it is its series, Σ xⁿ/n! from n = 2 on.
  ///
  /// Edges: ∞ at both infinities, for a positive factor.
  /// Accuracy: 10 u.
  package static func exponentialExcess(_ x: Double, times factor: Double) -> Double {
    guard x.magnitude < 0.5 else { return factor * (x == .infinity ? x : Double.expMinusOne(x) - x) }
    var sum = 0.0
    for n in stride(from: 16.0, through: 2, by: -1) { sum = (sum + 1) * x / n }
    return factor * x * sum
  }

  /// The softplus function log(1 + eˣ), a smooth max(0, x).
  ///
  /// Edges: 0 at −∞, ∞ at ∞.
  /// Accuracy: 4 u.
  package static func log1pexp(_ x: Double) -> Double {
    x > 0 ? x + .log(onePlus: exp(-x)) : Double.log(onePlus: exp(x))
  }

  /// The logarithm of a sum, log(eᵃ + eᵇ), where neither exponential need be representable.
  ///
  /// Edges: −∞ stands for zero; ∞ if either is ∞.
  /// Accuracy: 4 u of the larger of |result|, |max(a, b)|; near a result of zero the error is absolute.
  package static func logAddExp(_ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN { return .nan }
    let larger = max(a, b)
    guard larger.isFinite else { return larger }
    return larger + .log(onePlus: exp(min(a, b) - larger))
  }

  /// The logarithm of a difference, log(eᵃ − eᵇ), for a ≥ b; −∞ at a = b, NaN below.
  ///
  /// Edges: −∞ stands for zero, so that b = −∞ gives a; ∞ − ∞ gives NaN.
  /// Accuracy: 6 u of the larger of |result|, |a|.
  package static func logSubtractExp(_ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN || b > a || b == .infinity { return .nan }
    if b == -.infinity || a == .infinity { return a }
    return a + log1mexp(b - a)
  }

  /// The product x log y, which is 0 at x = 0 for every y but NaN.
  ///
  /// Accuracy: 3 u.
  package static func xlogy(_ x: Double, _ y: Double) -> Double { x == 0 && !y.isNaN ? 0 : x * log(y) }

  /// The product x log(1 + y), which is 0 at x = 0 for every y but NaN.
  ///
  /// Accuracy: 3 u.
  package static func xlog1py(_ x: Double, _ y: Double) -> Double { x == 0 && !y.isNaN ? 0 : x * .log(onePlus: y) }

  /// The difference log(1 + x) − x for x ≥ −1, without cancellation near zero; −∞ at −1 and at ∞, NaN
  /// below −1.
  ///
  /// With r = x / (2 + x), log(1 + x) = 2 artanh r and x = 2 r + r x, which leaves 2 (artanh r − r) − r x.
  ///
  /// Accuracy: 6 u.
  package static func log1pmx(_ x: Double) -> Double {
    if x < -0.5 || !(x <= 1) { return x == .infinity ? -x : Double.log(onePlus: x) - x }
    let r = x / (2 + x)
    let w = r * r
    return r * (2 * w * Fit.areaTangentExcess(w) - x)
  }

  /// The difference eˣ − 1 − x, without cancellation near zero.
  ///
  /// Accuracy: 6 u.
  package static func expm1mx(_ x: Double) -> Double {
    if x < -1 || !(x <= 1) { return x == .infinity ? x : Double.expMinusOne(x) - x }
    return x * x * Fit.exponentialExcess(x)
  }
}
