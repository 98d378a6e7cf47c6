// The error function and its complement, plain, scaled and as a logarithm.

internal import RealModule

extension Special {
  /// The error function erf x = 2/√π ∫₀ˣ exp(−t²) dt.
  ///
  /// Edges: ±1 at ±∞.
  /// Accuracy: that of libm, 2 u.
  /// Reference: DLMF 7.2.1.
  package static func erf(_ x: Double) -> Double { Double.erf(x) }

  /// The complementary error function erfc x = 1 − erf x, with a small relative error in the upper tail.
  ///
  /// Edges: 2 at −∞, 0 at ∞.
  /// Accuracy: that of libm, 10 u.
  /// Reference: DLMF 7.2.2.
  package static func erfc(_ x: Double) -> Double { Double.erfc(x) }

  /// The scaled complementary error function erfcx x = exp(x²) erfc x.
  ///
  /// For x ≥ 0 three ratios of polynomials; below, by reflection, 2 exp(x²) − erfcx(−x), with x² in two parts.
  ///
  /// Edges: ∞ below −26.63, where it is beyond the largest number; 0 at ∞.
  /// Accuracy: 6 u.
  /// Reference: Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969), for the way the
  /// half-line is divided; DLMF 7.12.1 for the variable 1/x² of the upper part.
  package static func erfcx(_ x: Double) -> Double {
    if x < 0 {
      // exp(x²) times two is beyond the numbers from −26.63, and exp(x²) itself from −26.642.
      if x < -26.64 { return .infinity }
      let square = ExactProduct(x, x)
      let exponential = exp(square.head)
      return 2 * (exponential + exponential * square.tail) - erfcx(-x)
    }
    if x < 2 { return Fit.erfcxLow(x) }
    if x < 8 { return Fit.erfcxMiddle(x) }
    let r = 1 / x
    return Fit.erfcxHigh(r * r) * r
  }

  /// The logarithm of the complementary error function, log erfc x.
  ///
  /// Edges: log 2 at −∞, −∞ at ∞; ∓0 at ±0, the sign of −2 x/√π.
  /// Accuracy: 6 u.
  /// Reference: DLMF 7.2.2.
  package static func logErfc(_ x: Double) -> Double {
    x < 0.5 ? Double.log(onePlus: -Double.erf(x)) : log(erfcx(x)) - x * x
  }
}
