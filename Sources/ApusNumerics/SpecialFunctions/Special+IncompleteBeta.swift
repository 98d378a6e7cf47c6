// The regularised incomplete beta function and its logarithms.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The regularised incomplete beta function I_x(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt, for a, b ≥ 0, x in [0, 1].
  public static func regularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard let tail = betaTail(a, b, x, 1 - x) else { return .nan }
    return tail.isLower ? exp(tail.log) : -Libm.expMinusOne(tail.log)
  }

  /// The complement 1 − I_x(a, b) = I₁₋ₓ(b, a).
  public static func regularizedBetaComplement(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard let tail = betaTail(a, b, x, 1 - x) else { return .nan }
    return tail.isLower ? -Libm.expMinusOne(tail.log) : exp(tail.log)
  }

  /// The logarithm of I_x(a, b), where it itself need not be representable.
  public static func logRegularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard let tail = betaTail(a, b, x, 1 - x) else { return .nan }
    return tail.isLower ? tail.log : log1mexp(tail.log)
  }

  /// The logarithm of the complement 1 − I_x(a, b), where it itself need not be representable.
  public static func logRegularizedBetaComplement(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard let tail = betaTail(a, b, x, 1 - x) else { return .nan }
    return tail.isLower ? log1mexp(tail.log) : tail.log
  }

  /// The partial derivatives of I_x(a, b) in a, b and x. Those of the complement are their negatives.
  public static func regularizedBetaDerivative(
    _ a: Double, _ b: Double, _ x: Double
  ) -> (dA: Double, dB: Double, dX: Double) {
    if !(a > 0) || !(b > 0) || !(x >= 0) || !(x <= 1) { return (.nan, .nan, .nan) }
    let dX = exp((a - 1) * log(x) + (b - 1) * Libm.logOnePlus(-x) - logBeta(a, b))
    let h = 1e-3 * a
    let k = 1e-3 * b
    let p = { (t: Double) in regularizedBeta(a + t * h, b, x) }
    let q = { (t: Double) in regularizedBeta(a, b + t * k, x) }
    let dA = (45 * (p(1) - p(-1)) - 9 * (p(2) - p(-2)) + (p(3) - p(-3))) / (60 * h)
    let dB = (45 * (q(1) - q(-1)) - 9 * (q(2) - q(-2)) + (q(3) - q(-3))) / (60 * k)
    return (dA, dB, dX)
  }

  /// The x at which I_x(a, b) = p.
  public static func regularizedBetaInverse(_ a: Double, _ b: Double, _ p: Double) -> Double {
    if !(a > 0) || !(b > 0) || !(p >= 0) || !(p <= 1) { return .nan }
    var low = 0.0
    var high = 1.0
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if regularizedBeta(a, b, middle) >= p { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }

  static func betaTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> (isLower: Bool, log: Double)? {
    if !(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0) { return nil }
    if x == 0 { return (true, -.infinity) }
    if y == 0 { return (false, -.infinity) }
    if x > (a + 1) / (a + b + 2) {
      guard let other = betaTail(b, a, y, x) else { return nil }
      return (!other.isLower, other.log)
    }
    let prefix = a * log(x) + b * (x < 0.5 ? Libm.logOnePlus(-x) : log(y)) - logBeta(a, b) - log(a)
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if d == 0 { d = 1e-300 }
    d = 1 / d
    var h = d
    for step in 1..<1_000_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      c = 1 + even / c
      d = 1 / d
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      c = 1 + odd / c
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 1e-16 { break }
    }
    return (true, prefix + log(h))
  }
}
