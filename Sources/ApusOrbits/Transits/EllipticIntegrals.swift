// Complete elliptic integrals of the first two kinds, in combinations that do not cancel for small parameters, and of
// the third.

/// Complete elliptic integrals of one parameter m, with Δ² = 1 − m sin²θ, over θ from 0 to π/2.
///
/// K = B + D and E = B + (1 − m) D.
struct EllipticIntegrals {
  /// B = ∫ cos²θ / Δ.
  let B: Double
  /// D = ∫ sin²θ / Δ; ∞ at m = 1.
  let D: Double
  /// (1 − m) D; 0 at m = 1.
  let mcD: Double
  /// D − B.
  let difference: Double
  /// S = ∫ sin²θ cos²θ / Δ.
  let S: Double
  /// ∫ (cos²θ + c sin²θ) / ((cos²θ + p sin²θ) Δ), if it was asked for.
  let third: Double

  /// The integrals by the arithmetic-geometric mean; relative errors are some units in the last place.
  ///
  /// - Parameters:
  ///   - m: the parameter, in [0, 1].
  ///   - mc: its complement 1 − m, with all digits.
  ///
  /// Reference: Abramowitz & Stegun 1964, section 17.6, with the sum of c² divided by m².
  init(m: Double, mc: Double) { self.init(m, mc, hasThird: false, p: 1, c: 0) }

  /// All integrals, with p > 0.
  ///
  /// Reference: Bulirsch 1969, Numer. Math. 13, 305 (`cel`), for the integral of the third kind.
  init(m: Double, mc: Double, p: Double, c: Double) { self.init(m, mc, hasThird: true, p: p, c: c) }

  @inline(__always) private init(_ m: Double, _ mc: Double, hasThird: Bool, p: Double, c: Double) {
    // em and kc are 2ⁿ times the means, as in `cel`. The complement's root is not 0, so that the loop ends.
    var kc = mc > 0 ? mc.squareRoot() : 1e-160
    var (e, em) = (kc, 1.0)
    // r is c(n)/m, t the sum of 2ⁿ⁻¹ r², weight 2ⁿ⁻¹.
    var (r, t, weight) = (0.0, 0.0, 0.5)
    var q = hasThird ? p.squareRoot() : 1
    var (a, b) = (1.0, hasThird ? c / q : 0)
    // Each turn doubles the number of digits; 1e-160 takes eleven.
    for turn in 0..<14 {
      if hasThird {
        let inverse = 1 / q
        let (f, g) = (a, e * inverse)
        a += b * inverse
        b = 2 * (b + f * g)
        q += g
      }
      let mean = em
      em += kc
      let inverse = 1 / em
      r = turn == 0 ? 0.5 * inverse : m * r * r * weight * inverse
      weight *= 2
      t += weight * r * r
      if abs(mean - kc) <= 1e-8 * mean { break }
      kc = 2 * e.squareRoot()
      e = kc * em
    }
    let K = Double.pi * weight / em
    let C = 2 * K * t
    let finiteD = K * (0.5 + m * t)
    // At m = 1 both B and 3 S are 1, and the differences would lose digits.
    B = mc > 0 ? K * (0.5 - m * t) : 1
    D = mc > 0 ? finiteD : .infinity
    mcD = mc * finiteD
    difference = mc > 0 ? m * C : .infinity
    S = mc > 0 ? (finiteD - C) / 3 : 1.0 / 3
    third = hasThird ? 0.5 * .pi * (b + a * em) / (em * (em + q)) : 0
  }
}
