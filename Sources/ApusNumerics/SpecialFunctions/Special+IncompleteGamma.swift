// The regularised incomplete gamma functions and their logarithms.

extension Special {
  /// The regularised lower incomplete gamma function P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt, for a ≥ 0, x ≥ 0; NaN outside.
  ///
  /// The distribution function of a gamma distribution of shape a; P(k + 1, λ) is the probability of more than k events
  /// of a Poisson distribution.
  ///
  /// Edges: 0 at x = 0 and at a = ∞; 1 at x = ∞ and at a = 0; NaN at (0, 0) and (∞, ∞).
  /// Accuracy: (30 + 2 |log P|) u.
  /// Reference: DLMF 8.7.1, 8.9.2, 8.12; Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J.
  /// Math. Anal. 10 (1979); DiDonato and Morris, ACM Trans. Math. Softw. 12 (1986); Gil, Segura and Temme, SIAM J. Sci.
  /// Comput. 34 (2012).
  package static func regularizedGammaP(_ a: Double, _ x: Double) -> Double { gammaTail(a, x)?.lower ?? .nan }

  /// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), for a ≥ 0, x ≥ 0; NaN outside.
  ///
  /// The survival function of a gamma distribution of shape a; Q(k + 1, λ) is the distribution function at k of a
  /// Poisson distribution.
  ///
  /// Edges: 1 at x = 0 and at a = ∞; 0 at x = ∞ and at a = 0; NaN at (0, 0) and (∞, ∞).
  /// Accuracy: (30 + 2 |log Q|) u; 60 u for a < 1.
  /// Reference: that of `regularizedGammaP`.
  package static func regularizedGammaQ(_ a: Double, _ x: Double) -> Double { gammaTail(a, x)?.upper ?? .nan }

  /// The logarithm of P(a, x), where P itself need not be representable; see `regularizedGammaP`.
  ///
  /// Edges: the logarithms of those of `regularizedGammaP`, −0 for 1.
  /// Accuracy: 20 u; near zero, where it is −Q, that of Q.
  /// Reference: that of `regularizedGammaP`.
  package static func logRegularizedGammaP(_ a: Double, _ x: Double) -> Double { gammaTail(a, x)?.logLower ?? .nan }

  /// The logarithm of Q(a, x), where Q itself need not be representable; see `regularizedGammaQ`.
  ///
  /// Edges: the logarithms of those of `regularizedGammaQ`, −0 for 1.
  /// Accuracy: 20 u; near zero, where it is −P, that of P.
  /// Reference: that of `regularizedGammaP`.
  package static func logRegularizedGammaQ(_ a: Double, _ x: Double) -> Double { gammaTail(a, x)?.logUpper ?? .nan }

  /// The smaller tail of the gamma distribution of shape a at x, nil outside the domain.
  static func gammaTail(_ a: Double, _ x: Double) -> Tail? {
    if let tail = gammaTailAtEdge(a, x) { return tail.probability.exponent.isNaN ? nil : tail }
    return gammaTailWithin(a, x, wantsSlope: false).tail
  }

  /// The tail at the edges of the domain and, with NaN as its exponent, outside; nil within.
  @inline(__always) static func gammaTailAtEdge(_ a: Double, _ x: Double) -> Tail? {
    if a > 0, x > 0, a < .infinity, x < .infinity { return nil }
    if !(a >= 0) || !(x >= 0) || a == x {
      return Tail(isLower: true, probability: ScaledNumber(exponent: .nan, factor: 1))
    }
    return Tail(isLower: x == 0 || a == .infinity, probability: ScaledNumber(exponent: -.infinity, factor: 1))
  }

  /// The smaller tail for positive, finite a and x, and the derivative of its logarithm in a.
  ///
  /// - a ≥ 20 and x near a: Temme's expansion, uniform in x / a.
  /// - a < 1 and small x where P is not small: Q from P's series with its leading 1 removed.
  /// - x ≤ a, or small x: the series of P, whose terms are positive.
  /// - else: Legendre's continued fraction of Q.
  @inline(__always) static func gammaTailWithin(
    _ a: Double, _ x: Double, wantsSlope: Bool
  ) -> (tail: Tail, logSlope: Double) {
    let front = gammaFront(a, x)
    if a < 1 {
      if x > 1.5 { return gammaFraction(a, x, front.number, wantsSlope) }
      let logPower = front.logPower
      if logPower < -0.5 { return gammaSeries(a, x, front.number, wantsSlope) }
      return gammaComplement(a, x, logPower, front.number, wantsSlope)
    }
    if a >= 20, front.decay > -0.245 { return gammaUniform(a, x, front.decay, wantsSlope) }
    if x <= a || x <= 1.5 { return gammaSeries(a, x, front.number, wantsSlope) }
    return gammaFraction(a, x, front.number, wantsSlope)
  }

  /// The front factor of the series, xᵃ e⁻ˣ / Γ(a + 1), by Stirling's formula for a ≥ 1.
  ///
  /// There the exponent is a · decay, decay = log(1 + mu) − mu with mu = (x − a) / a; below one, with log Γ(1 + a), it
  /// is a log x − x, and log(xᵃ / Γ(a + 1)) is returned too.
  @inline(__always) static func gammaFront(
    _ a: Double, _ x: Double
  ) -> (number: ScaledNumber, decay: Double, logPower: Double) {
    if a < 1 {
      let logGamma = logGamma1p(a)
      let power = a * log(x)
      return (ScaledNumber(exponent: power - x, factor: exp(-logGamma)), 0, power - logGamma)
    }
    // x − a is exact near a; far below a the logarithm of 1 + mu would lose the digits of x / a.
    let mu = (x - a) / a
    let decay = mu < -0.5 ? logRatio(x, a) - mu : log1pmx(mu)
    let factor = exp(-stirlingCorrection(a)) / (2 * .pi * a).squareRoot()
    return (ScaledNumber(exponent: a * decay, factor: factor), decay, 0)
  }

  /// log(x / a), where the quotient may be too small for a number.
  @inline(__always) private static func logRatio(_ x: Double, _ a: Double) -> Double {
    let ratio = x / a
    return ratio > 1e-300 ? log(ratio) : log(x) - log(a)
  }
}
