// Derivatives of the regularised incomplete beta function and of its logarithms.

extension Special {
  /// The partial derivatives of I_x(a, b) in a, b and x; those of the complement are their negatives.
  ///
  /// ∂I/∂x = xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b). ∂I/∂a is negative and ∂I/∂b positive; they come from the differentiated series,
  /// continued fraction or quadrature, as `regularizedBeta` does from the plain ones.
  ///
  /// Domain: a, b > 0, x in [0, 1]; NaN outside and for infinite a, b.
  /// Edges: at x = 0 and x = 1 the derivatives in a and b are 0, and that in x is 0, ∞ or, for a = 1 or b = 1, b or a.
  /// Accuracy: (400 + 4 |log|result||) u in a and b, (60 + 4 |log|result||) u in x.
  /// Reference: Boik and Robison-Cox, J. Stat. Softw. 3 (1998).
  package static func regularizedBetaDerivative(
    _ a: Double, _ b: Double, _ x: Double
  ) -> (dA: Double, dB: Double, dX: Double) {
    if !(a > 0) || !(b > 0) || a == .infinity || b == .infinity || !(x >= 0) || !(x <= 1) { return (.nan, .nan, .nan) }
    if x == 0 || x == 1 {
      let power = x == 0 ? a : b
      return (0, 0, power < 1 ? .infinity : power == 1 ? (x == 0 ? b : a) : 0)
    }
    let y = 1 - x
    let result = betaTailWithin(a, b, x, y, wantsSlopes: true)
    let dX = betaDensity(a, b, x, y).value
    return (result.tail.lowerSlope(result.slopeA), result.tail.lowerSlope(result.slopeB), dX)
  }

  /// The partial derivatives of log I_x(a, b), or of log(1 − I_x(a, b)), in a, b and x, also where I, or the complement, is not
  /// representable.
  ///
  /// Domain: a, b > 0, finite, 0 < x < 1; NaN outside.
  /// Accuracy: that of `regularizedBetaDerivative`.
  /// Reference: that of `regularizedBetaDerivative`.
  package static func logRegularizedBetaDerivative(
    _ a: Double, _ b: Double, _ x: Double, complement: Bool = false
  ) -> (dA: Double, dB: Double, dX: Double) {
    let y = 1 - x
    if !(a > 0) || !(b > 0) || a == .infinity || b == .infinity || !(x > 0) || !(y > 0) { return (.nan, .nan, .nan) }
    let (density, result) = (betaDensity(a, b, x, y), betaTailWithin(a, b, x, y, wantsSlopes: true))
    let tail = result.tail
    return complement
      ? (tail.logUpperSlope(result.slopeA), tail.logUpperSlope(result.slopeB), -tail.upperHazard(density))
      : (tail.logLowerSlope(result.slopeA), tail.logLowerSlope(result.slopeB), tail.lowerHazard(density))
  }

  /// xᵃ⁻¹ yᵇ⁻¹ / B(a, b).
  @inline(__always) private static func betaDensity(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> ScaledNumber
  {
    betaFront(BetaPoint(a, b, x, y)).divided(by: x) * (1 / y)
  }
}
