// Derivatives of the incomplete gamma and beta functions in their shapes, with their limits at the ends of the argument.

internal import ApusNumerics

enum ShapeDerivative {
  /// The derivative of P(a, x), the lower incomplete gamma function, in a; 0 at x = 0 and ∞, NaN outside the domain.
  static func gamma(_ a: Double, _ x: Double) -> Double { Special.regularizedGammaPDerivative(shape: a, x).dA }

  /// The derivative of log P(a, x), or log Q(a, x), in a.
  static func logGamma(_ a: Double, _ x: Double, upper: Bool) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return upper ? 0 : -.infinity }
    if x == .infinity { return upper ? .infinity : 0 }
    return Special.logRegularizedGammaDerivative(shape: a, x, upper: upper).dA
  }

  /// The derivatives of I(a, b; x), the incomplete beta function, in a and b; 0 at x = 0 and 1, NaN outside the domain.
  static func beta(_ a: Double, _ b: Double, _ x: Double) -> (a: Double, b: Double) {
    let slopes = Special.regularizedBetaDerivative(a, b, x)
    return (slopes.dA, slopes.dB)
  }

  /// The derivatives of log I(a, b; x), or of log(1 − I), in a and b.
  static func logBeta(_ a: Double, _ b: Double, _ x: Double, upper: Bool) -> (a: Double, b: Double) {
    guard a > 0, b > 0, x >= 0, x <= 1 else { return (.nan, .nan) }
    if x == (upper ? 1 : 0) { return upper ? (.infinity, -.infinity) : (-.infinity, .infinity) }
    if x == (upper ? 0 : 1) { return (0, 0) }
    let slopes = Special.logRegularizedBetaDerivative(a, b, x, complement: upper)
    return (slopes.dA, slopes.dB)
  }
}
