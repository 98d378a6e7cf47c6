// The regularised incomplete gamma functions and their logarithms.

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Special {
  /// The regularised lower incomplete gamma function P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt, for a ≥ 0, x ≥ 0.
  public static func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
    guard let tail = gammaTail(a, x) else { return .nan }
    return tail.isLower ? exp(tail.log) : -Libm.expMinusOne(tail.log)
  }

  /// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), for a ≥ 0, x ≥ 0.
  public static func regularizedGammaQ(_ a: Double, _ x: Double) -> Double {
    guard let tail = gammaTail(a, x) else { return .nan }
    return tail.isLower ? -Libm.expMinusOne(tail.log) : exp(tail.log)
  }

  /// The logarithm of P(a, x), where P itself need not be representable.
  public static func logRegularizedGammaP(_ a: Double, _ x: Double) -> Double {
    guard let tail = gammaTail(a, x) else { return .nan }
    return tail.isLower ? tail.log : log1mexp(tail.log)
  }

  /// The logarithm of Q(a, x), where Q itself need not be representable.
  public static func logRegularizedGammaQ(_ a: Double, _ x: Double) -> Double {
    guard let tail = gammaTail(a, x) else { return .nan }
    return tail.isLower ? log1mexp(tail.log) : tail.log
  }

  /// The partial derivatives of P(a, x) in its shape a and in x. Those of Q are their negatives.
  public static func regularizedGammaPDerivative(shape a: Double, _ x: Double) -> (dA: Double, dX: Double) {
    if !(a > 0) || !(x >= 0) { return (.nan, .nan) }
    let dX = exp((a - 1) * log(x) - x - logGamma(a))
    let h = 1e-3 * a
    let p = { (t: Double) in regularizedGammaP(a + t * h, x) }
    let dA = (45 * (p(1) - p(-1)) - 9 * (p(2) - p(-2)) + (p(3) - p(-3))) / (60 * h)
    return (dA, dX)
  }

  /// The x at which P(a, x) = p.
  public static func regularizedGammaPInverse(_ a: Double, _ p: Double) -> Double {
    invertGamma(a) { regularizedGammaP(a, $0) >= p }
  }

  /// The x at which Q(a, x) = q.
  public static func regularizedGammaQInverse(_ a: Double, _ q: Double) -> Double {
    invertGamma(a) { regularizedGammaQ(a, $0) <= q }
  }

  static func invertGamma(_ a: Double, isAbove: (Double) -> Bool) -> Double {
    var low = -745.0
    var high = 709.0
    for _ in 0..<100 {
      let middle = 0.5 * (low + high)
      if isAbove(exp(middle)) { high = middle } else { low = middle }
    }
    return exp(0.5 * (low + high))
  }

  static func gammaTail(_ a: Double, _ x: Double) -> (isLower: Bool, log: Double)? {
    if !(a >= 0) || !(x >= 0) || (a == 0 && x == 0) || (a == .infinity && x == .infinity) { return nil }
    if x == 0 || a == .infinity { return (true, -.infinity) }
    if a == 0 || x == .infinity { return (false, -.infinity) }
    let prefix = a * log(x) - x - logGamma(a)
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = 0.0
      while term > sum * 1e-17 {
        n += 1
        term *= x / (a + n)
        sum += term
      }
      return (true, prefix + log(sum))
    }
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for n in 1..<1_000_000 {
      let an = -Double(n) * (Double(n) - a)
      b += 2
      d = an * d + b
      if d == 0 { d = 1e-300 }
      c = b + an / c
      if c == 0 { c = 1e-300 }
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 1e-16 { break }
    }
    return (false, prefix + log(h))
  }
}
