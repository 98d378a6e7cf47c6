// Derivatives of the regularised incomplete gamma functions and of their logarithms.

extension Special {
  /// The partial derivatives of P(a, x) in its shape a and in x; those of Q are their negatives.
  ///
  /// ∂P/∂x = xᵃ⁻¹ e⁻ˣ / Γ(a). ∂P/∂a is negative; it comes from the differentiated series, continued fraction or
  /// uniform expansion, as `regularizedGammaP` does from the plain ones.
  ///
  /// Domain: a > 0, x ≥ 0; NaN outside and for infinite a.
  /// Edges: at x = 0 ∂P/∂a = 0 and ∂P/∂x = ∞, 1, 0 for a below, at, above 1; both 0 at x = ∞.
  /// Accuracy: (100 + 2 |log|result||) u in a, (50 + 2 |log|result||) u in x.
  /// Reference: Moore, "Algorithm AS 187: derivatives of the incomplete gamma integral", Appl. Statist. 31 (1982), for
  /// the series.
  package static func regularizedGammaPDerivative(shape a: Double, _ x: Double) -> (dA: Double, dX: Double) {
    if !(a > 0) || a == .infinity || !(x >= 0) { return (.nan, .nan) }
    if x == 0 { return (0, a < 1 ? .infinity : a == 1 ? 1 : 0) }
    if x == .infinity { return (0, 0) }
    let (tail, logSlope) = gammaTailWithin(a, x, wantsSlope: true)
    let density = gammaFront(a, x).number.divided(by: x) * a
    return (tail.lowerSlope(logSlope), density.value)
  }

  /// The partial derivatives of log P(a, x), or of log Q(a, x), in its shape a and in x, also where P, or Q, is not representable.
  ///
  /// Domain: a > 0, x > 0, both finite; NaN outside.
  /// Accuracy: (100 + 2 |log|result||) u in a, (50 + 2 |log|result||) u in x.
  /// Reference: that of `regularizedGammaPDerivative`.
  package static func logRegularizedGammaDerivative(
    shape a: Double, _ x: Double, upper: Bool
  ) -> (dA: Double, dX: Double) {
    if !(a > 0) || a == .infinity || !(x > 0) || x == .infinity { return (.nan, .nan) }
    let (tail, logSlope) = gammaTailWithin(a, x, wantsSlope: true)
    let density = gammaFront(a, x).number.divided(by: x) * a
    return upper
      ? (tail.logUpperSlope(logSlope), -tail.upperHazard(density))
      : (tail.logLowerSlope(logSlope), tail.lowerHazard(density))
  }
}
