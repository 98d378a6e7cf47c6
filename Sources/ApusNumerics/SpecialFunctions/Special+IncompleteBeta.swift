// The regularised incomplete beta function and its logarithms.

extension Special {
  /// The regularised incomplete beta function I_x(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt, for a, b ≥ 0, 0 ≤ x ≤ 1.
  ///
  /// The distribution function of a beta distribution; I_p(k, n − k + 1) is the probability of at least k successes in
  /// n trials of probability p.
  ///
  /// Edges: 0 at x = 0 and 1 at x = 1; else 1 at a = 0 or b = ∞, 0 at b = 0 or a = ∞; NaN for a = b = 0, for a = b = ∞
  /// and outside.
  /// Accuracy: (80 + 4 |log I|) u.
  /// Reference: DLMF 8.17; DiDonato and Morris, "Algorithm 708", ACM Trans. Math. Softw. 18 (1992).
  package static func regularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    betaTail(a, b, x, 1 - x)?.lower ?? .nan
  }

  /// The complement 1 − I_x(a, b) = I₁₋ₓ(b, a), with a small relative error also where it is small.
  ///
  /// Edges, accuracy and reference: those of `regularizedBeta`.
  package static func regularizedBetaComplement(_ a: Double, _ b: Double, _ x: Double) -> Double {
    betaTail(a, b, x, 1 - x)?.upper ?? .nan
  }

  /// The logarithm of I_x(a, b), where it itself need not be representable; see `regularizedBeta`.
  ///
  /// Edges: the logarithms of those of `regularizedBeta`, −0 for 1.
  /// Accuracy: 60 u of the larger of 1 and |result|; near zero, where it is I − 1, that of the complement.
  /// Reference: that of `regularizedBeta`.
  package static func logRegularizedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    betaTail(a, b, x, 1 - x)?.logLower ?? .nan
  }

  /// The logarithm of the complement 1 − I_x(a, b), where it itself need not be representable.
  ///
  /// Edges: the logarithms of those of `regularizedBetaComplement`, −0 for 1.
  /// Accuracy: 60 u of the larger of 1 and |result|; near zero, where it is −I, that of I.
  /// Reference: that of `regularizedBeta`.
  package static func logRegularizedBetaComplement(_ a: Double, _ b: Double, _ x: Double) -> Double {
    betaTail(a, b, x, 1 - x)?.logUpper ?? .nan
  }

  /// The smaller tail of the beta distribution at x = 1 − y, nil outside the domain.
  static func betaTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Tail? {
    if a > 0, b > 0, a < .infinity, b < .infinity, x > 0, y > 0 {
      return betaTailWithin(a, b, x, y, wantsSlopes: false).tail
    }
    if !(a >= 0) || !(b >= 0) || !(x >= 0) || !(y >= 0) || (a == b && (a == 0 || a == .infinity)) { return nil }
    let isLower = x == 0 || (y != 0 && (b == 0 || a == .infinity))
    return Tail(isLower: isLower, probability: ScaledNumber(exponent: -.infinity, factor: 1))
  }

  /// The smaller tail for positive, finite a and b and x, y = 1 − x within (0, 1).
  ///
  /// - a ≤ 1 and b x small: the power series in x, from which the complement follows without cancellation.
  /// - x up to the mean, a and b above a thousand: quadrature.
  /// - x up to the mean: a continued fraction.
  /// - else the same with a and b, x and y exchanged.
  @inline(__always) static func betaTailWithin(
    _ a: Double, _ b: Double, _ x: Double, _ y: Double, wantsSlopes: Bool
  ) -> BetaTail {
    let isPlain = a <= 1 && x <= 0.7 && b * x <= 1.5
    let isSeries = isPlain || (b <= 1 && y <= 0.7 && a * y <= 1.5)
    if isSeries {
      return isPlain ? betaSeries(a, b, x, wantsSlopes) : betaSeries(b, a, y, wantsSlopes).exchanged
    }
    let point = BetaPoint(a, b, x, y)
    return point.lambda >= 0
      ? betaLowerTail(point, wantsSlopes) : betaLowerTail(point.exchanged, wantsSlopes).exchanged
  }

  @inline(__always) private static func betaLowerTail(_ point: BetaPoint, _ wantsSlopes: Bool) -> BetaTail {
    let front = betaFront(point)
    return min(point.a, point.b) > 1000
      ? betaQuadrature(point, front, wantsSlopes) : betaFraction(point, front, wantsSlopes)
  }

  /// The front factor xᵃ yᵇ / B(a, b), by Stirling's formula for a, b ≥ 1.
  ///
  /// There the exponent is a (log(1 − λ/a) + λ/a) + b (log(1 + λ/b) − λ/b), since x is the mean times 1 − λ/a and y its
  /// complement times 1 + λ/b.
  static func betaFront(_ point: BetaPoint) -> ScaledNumber {
    let (a, b, x, y, lambda) = (point.a, point.b, point.x, point.y, point.lambda)
    let sum = a + b
    if a >= 1, b >= 1 {
      let exponent = a * logExcess(-lambda / a, x / (a / sum)) + b * logExcess(lambda / b, y / (b / sum))
      let correction = stirlingCorrection(a) + stirlingCorrection(b) - stirlingCorrection(sum)
      return ScaledNumber(exponent: exponent, factor: exp(-correction) * (b * (a / sum) / (2 * .pi)).squareRoot())
    }
    let small = min(a, b)
    let constant = logPochhammer(max(a, b), small) - logGamma1p(small)
    return ScaledNumber(exponent: a * point.logX + b * point.logY + constant, factor: small)
  }

  /// log(1 + e) − e, where 1 + e is also given, for e near −1.
  @inline(__always) private static func logExcess(_ e: Double, _ onePlus: Double) -> Double {
    e < -0.5 ? log(onePlus) - e : log1pmx(e)
  }
}
